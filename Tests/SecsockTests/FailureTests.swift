internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `The exit code of the tool` {
    @Test func `is 2 for a server that nobody trusted vouches for`() throws {
        let server = try Server(serverCredentials)
        let client = try Tool.run(["connect", server.target, "--ca", certificate("other-ca.pem"), "--json"])
        #expect(client.status == 2, "\(client)")
        let error = try #require(try client.events.last)
        #expect(error.event == "error")
        #expect(error.reason == "unknownIssuer")
        #expect(error.sentAlert?.number == 48)
        server.program.terminate()
        #expect(try server.program.finish().status == 0)
    }

    @Test(arguments: ["--tls1.2", "--tls1.3"])
    func `is 3 for a server's alert, which wants a certificate and gets none`(_ version: String) throws {
        let server = try Server(
            serverCredentials + [
                "--client-ca", certificate("ca.pem"), "--require-client-certificate", "--once", version,
            ]
        )
        // The alert ends it: in TLS 1.3 it comes when the client is through with its handshake.
        let client = try Tool.run(["connect", server.target, "--json", "--linger", "30"] + trusting)
        #expect(client.status == 3, "\(client)")
        let error = try #require(try client.events.last)
        #expect(error.category == "alert")
        #expect(error.alert?.number == (version == "--tls1.3" ? 116 : 40))
        #expect(error.code.map { $0 & 0xff } == error.alert?.number)
        #expect(try server.program.finish().status == 2)
    }

    @Test func `is 3 for a wrong key, of which the server tells`() throws {
        let key = try TemporaryFile("device:00112233445566778899aabbccddeeff")
        let other = try TemporaryFile("device:ffeeddccbbaa99887766554433221100")
        let server = try Server(["--dtls", "--psk-file", key.path, "--answer-unreadable-finished", "--once"])
        let client = try Tool.run(["connect", "coaps://" + server.target, "--psk-file", other.path])
        #expect(client.status == 3)
        #expect(client.errors.contains("reason: likelyWrongKey"))
        #expect(client.errors.contains("code: 8572:563 (alert)"))
        #expect(client.errors.contains("hint: "))
        _ = try server.program.finish()
    }

    @Test func `is 4 for a time-out`() throws {
        let silent = try TLSSocket(.psk())
        try silent.bind(host: "127.0.0.1")
        let port = try #require(silent.localAddress?.port)
        let key = try TemporaryFile("device:00112233445566778899aabbccddeeff")
        let target = ["connect", "coaps://127.0.0.1:\(port)", "--psk-file", key.path]
        let client = try Tool.run(target + ["--handshake-timeouts", "0.05,0.1", "--json"])
        #expect(client.status == 4, "\(client)")
        #expect(try client.events.last?.reason == "timedOut")
        #expect(try Tool.run(target + ["--timeout", "0.2"]).status == 4)
    }

    @Test func `is 5 for a port that nobody listens at`() throws {
        let deaf = try TLSSocket(.client(.stream))
        try deaf.bind(host: "127.0.0.1")
        let port = try #require(deaf.localAddress?.port)
        let client = try Tool.run(["connect", "127.0.0.1:\(port)"])
        #expect(client.status == 5, "\(client)")
        #expect(client.errors.contains("reason: connectionRefused"))
        #expect(client.errors.contains("code: 37766:111 (system)"))
    }

    @Test func `is 1 for a file that cannot be used, which is named`() throws {
        let missing = try Tool.run(["connect", "localhost:1", "--ca", "/does/not/exist.pem"])
        #expect(missing.status == 1)
        #expect(missing.errors.contains("file /does/not/exist.pem: No such file or directory\n"), "\(missing.errors)")
        let empty = try TemporaryFile("")
        #expect(try Tool.run(["connect", "localhost:1", "--ca", empty.path]).errors.contains(empty.path))
        let text = try TemporaryFile("not a certificate")
        let unreadable = try Tool.run(["connect", "localhost:1", "--ca", certificate("ca.pem"), "--ca", text.path])
        #expect(unreadable.status == 1)
        #expect(unreadable.errors.contains(text.path + ": "))
        let list = ["--ca", certificate("ca.pem"), "--crl", text.path]
        #expect(try Tool.run(["connect", "localhost:1"] + list).errors.contains(text.path + ": "))
        let mismatch = ["--cert", certificate("server.pem"), "--key", certificate("client.key.pem")]
        let failed = try Tool.run(["serve", "127.0.0.1:0"] + mismatch)
        #expect(failed.status == 1)
        #expect(failed.errors.contains("keyMismatch"))
    }

    @Test(arguments: [
        ["connect", "example.org"],
        ["connect", "ftp://example.org"],
        ["connect", "tls://example.org"],
        ["connect", "::1:5684"],
        ["connect", "[::1:5684"],
        ["connect", "example.org:65536"],
        ["connect", "example.org:-1"],
        ["connect", "example.org:0"],
        ["connect", "https://user@example.org"],
        ["connect", "https://example.org/path"],
        ["connect", "coaps://example.org", "--tls1.3"],
        ["connect", "https://example.org", "--dtls"],
        ["connect", "example.org:1", "--tls1.2", "--tls1.3"],
        ["connect", "example.org:1", "--psk-identity", "x"],
        ["connect", "example.org:1", "--cert", "x"],
        ["connect", "example.org:1", "--suite", "NONSENSE"],
        ["connect", "example.org:1", "--handshake-timeouts", "5,1"],
        ["connect", "example.org:1", "--handshake-timeouts", "1"],
        ["connect", "example.org:1", "--timeout", "soon"],
        ["connect", "example.org:1", "--mtu", "5"],
        ["connect", "example.org:1", "--insecure", "--ca", "x"],
        ["connect", "example.org:1", "--no-system-trust"],
        ["connect", "example.org:1", "--server-name", "two words"],
        ["connect"],
        ["serve", "1"],
        ["serve", "nonsense", "--psk-file", "x"],
        ["serve", "1", "--cert", "x", "--key", "x", "--require-client-certificate"],
        ["serve", "1", "--psk-file", "x", "--max-clients", "0"],
        ["suites", "--psk", "--certificate"],
        ["nonsense"],
    ])
    func `is 64 for arguments that make no sense`(_ arguments: [String]) throws {
        let outcome = try Tool.run(arguments)
        #expect(outcome.status == 64, "\(outcome)")
        #expect(outcome.errors.contains("Error: "))
        #expect(outcome.output.isEmpty)
    }
}
