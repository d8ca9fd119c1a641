internal import Foundation
internal import TestSupport
internal import Testing

/// Files, directories and passwords that options name, and reading them anew.
@Suite(.bounded) struct `The tool's certificates and keys` {
    /// How a client ends that trusts these.
    private func status(_ server: Server, _ scheme: String = "tls", trusting places: String...) throws -> Int32 {
        let target = "\(scheme)://localhost:\(server.port)"
        let client = ["connect", target, "--no-system-trust", "--send", "hello", "--linger", "0.2"]
        return try Tool.run(client + places.flatMap { ["--ca", $0] }).status
    }

    private func combined(_ name: String) throws -> [UInt8] {
        try Certificates.bytes(name + ".key.pem") + Certificates.bytes(name + ".pem")
    }

    @Test(arguments: [[], ["--dtls"]])
    func `are read anew on SIGHUP, and what cannot be used changes nothing`(_ options: [String]) throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(combined("server"), to: "own.pem")
        let server = try Server(["--cert", file, "--key", file, "--json"] + options)
        let scheme = options.isEmpty ? "tls" : "dtls"
        #expect(try status(server, scheme, trusting: certificate("ca.pem")) == 0)
        _ = server.program.line()
        try folder.write(combined("server-untrusted"), to: "own.pem")
        server.program.terminate(with: SIGHUP)
        #expect(server.program.line() == #"{"event":"reloaded"}"#)
        #expect(try status(server, scheme, trusting: certificate("other-ca.pem")) == 0)
        _ = server.program.line()
        try folder.write(Array("nothing".utf8), to: "own.pem")
        server.program.terminate(with: SIGHUP)
        let event = try JSONDecoder().decode(Event.self, from: Data(try #require(server.program.line()).utf8))
        #expect(event.event == "notReloaded")
        #expect(event.reason == "malformedCertificate")
        #expect(event.detail?.hasPrefix("file \(file): ") == true)
        #expect(try status(server, scheme, trusting: certificate("other-ca.pem")) == 0)
        server.program.terminate()
        #expect(try server.program.finish().status == 0)
    }

    @Test func `say in words that they were read anew`() throws {
        let server = try Server(serverCredentials)
        server.program.terminate(with: SIGHUP)
        #expect(server.program.line() == "reloaded")
        server.program.terminate()
        #expect(try server.program.finish().status == 0)
    }

    @Test func `come from files and directories, the key with its password`() throws {
        let password = try TemporaryFile("secret\n")
        let server = try Server([
            "--cert", certificate("server.pem"), "--key", certificate("server.key.encrypted.pem"),
            "--key-password-file", password.path,
        ])
        let folder = try TemporaryFolder()
        try folder.write(Certificates.bytes("ca.der"), to: "ca.der")
        try folder.write(Array("nothing".utf8), to: "README")
        #expect(try status(server, trusting: folder.path) == 0)
        #expect(try status(server, trusting: certificate("other-ca.pem"), certificate("ca.der")) == 0)
        #expect(try status(server, trusting: certificate("other-ca.pem")) == 2)
        server.program.terminate()
        _ = try server.program.finish()
    }

    @Test func `are completed where that is asked for`() throws {
        let own = [
            "--cert", certificate("server-intermediate.pem"), "--key", certificate("server-intermediate.key.pem"),
        ]
        let pieces = try Server(own + ["--cert", certificate("intermediate.pem")])
        #expect(try status(pieces, trusting: certificate("ca.pem")) == 0)
        pieces.program.terminate()
        _ = try pieces.program.finish()
        let asking = ["--request-client-certificate", "--client-ca", certificate("intermediate.pem")]
        for (option, wanted) in [([], Int32(2)), (["--rebuild-chain"], 0)] {
            let server = try Server(own + asking + option)
            #expect(try status(server, trusting: certificate("ca.pem")) == wanted)
            server.program.terminate()
            _ = try server.program.finish()
        }
    }
}
