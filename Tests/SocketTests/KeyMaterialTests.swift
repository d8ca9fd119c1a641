internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `Key material` {
    private func path(_ name: String) -> String { Certificates.path(name) }

    /// Whether a client that trusts this completes a handshake with a server, and with one of another authority.
    private func accepted(_ anchors: CertificateSource) throws -> (server: Bool, untrusted: Bool) {
        func completes(_ certificate: String) throws -> Bool {
            var client = TLSConfiguration.stream()
            client.verification = .anchors(anchors)
            let link = try Link(ClientBackend(client), ServerBackend(.server(.stream, certificate: certificate)))
            return link.handshake().client == nil
        }
        return (try completes("server"), try completes("server-untrusted"))
    }

    private func serves(_ own: CertificateCredentials) throws -> Bool {
        let server = TLSConfiguration(.stream, credentials: .certificate(own))
        return try Link(ClientBackend(.client(.stream)), ServerBackend(server)).handshake().client == nil
    }

    @Test func `comes from bytes, files and directories, in lists of any depth`() throws {
        #expect(try accepted(.bytes(Certificates.bytes("ca.der"))) == (true, false))
        #expect(try accepted(.file(path("ca.pem"))) == (true, false))
        #expect(try accepted(.file(path("ca.der"))) == (true, false))
        let nested: CertificateSource = [
            [], [.none, [.file(path("ca.der"))]], .list([.bytes(try Certificates.bytes("other-ca.pem"))]),
        ]
        #expect(try accepted(nested) == (true, true))
        #expect(try accepted([.path(path("other-ca.der"))]) == (false, true))
        let folder = try TemporaryFolder()
        try folder.write(Certificates.bytes("ca.der"), to: "a.der")
        try folder.write(Certificates.bytes("other-ca.pem"), to: "b.pem")
        #expect(try accepted(.directory(folder.path)) == (true, true))
        #expect(try accepted(.path(folder.path + "/")) == (true, true))
    }

    @Test func `of a directory is what can be used there, links included`() throws {
        let folder = try TemporaryFolder()
        let target = try TemporaryFolder()
        let file = try target.write(Certificates.bytes("ca.pem"), to: "ca.pem")
        // As c_rehash makes them.
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/5ca1ab1e.0", withDestinationPath: file)
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/dangling.0", withDestinationPath: "/none")
        try FileManager.default.createDirectory(atPath: folder.path + "/folder", withIntermediateDirectories: false)
        unsafe mkfifo(folder.path + "/pipe", 0o600)
        try folder.write(Array("Not for certificates.\n".utf8), to: "README")
        try folder.write([], to: "empty.pem")
        try folder.write(Certificates.bytes("server.key.pem"), to: "key.pem")
        try folder.write(Certificates.bytes("server.key.der"), to: "key.der")
        try folder.write(Certificates.bytes("ca.crl.pem"), to: "list.pem")
        try folder.write(Array(Certificates.bytes("other-ca.der").dropLast(5)), to: "cut.der")
        let cut = Array(try Certificates.bytes("other-ca.pem").dropLast(40))
        try folder.write(cut, to: "cut.pem")
        #expect(try accepted(.directory(folder.path)) == (true, false))
        // What is left of a file whose last block is cut off.
        try folder.write(Certificates.bytes("other-ca.pem") + cut, to: "cut.pem")
        #expect(try accepted(.directory(folder.path)) == (true, true))
    }

    @Test func `of the same content in a directory counts once`() throws {
        let folder = try TemporaryFolder()
        for name in ["1.pem", "2.pem", "3.pem"] {
            try folder.write(Certificates.bytes("server-intermediate.chain.pem"), to: name)
        }
        let own = CertificateCredentials(
            chain: .directory(folder.path),
            privateKey: .file(path("server-intermediate.key.pem"))
        )
        let server = TLSConfiguration(.stream, credentials: .certificate(own))
        let link = try Link(ClientBackend(.client(.stream)), ServerBackend(server))
        #expect(link.handshake().client == nil)
        #expect(link.client.engine.negotiated?.peerCertificates.count == 2)
    }

    @Test func `of revocation lists comes from a directory, none of which is passed over`() throws {
        let folder = try TemporaryFolder()
        try folder.write(Certificates.bytes("ca.crl.pem"), to: "ca.crl")
        try folder.write(Certificates.bytes("ca.pem"), to: "ca.pem")
        var client = try TLSConfiguration.client(.stream)
        client.verification.revocationLists = .directory(folder.path)
        let server = try ServerBackend(.server(.stream, certificate: "server-revoked"))
        #expect(try Link(ClientBackend(client), server).handshake().client?.reason == .revoked)
        for (name, bytes) in [
            ("z.pem", Array(try Certificates.bytes("other-ca.crl.pem").dropLast(40))),
            ("z.der", Array(try Certificates.bytes("other-ca.crl.der").dropLast(3))),
        ] {
            let file = try folder.write(bytes, to: name)
            #expect(failure(client)?.detail.contains(file) == true)
            try FileManager.default.removeItem(atPath: file)
        }
    }

    @Test func `is taken out of a file that has a key and certificates, with words between them`() throws {
        let words = Array("Bag Attributes\n    friendlyName: server\n- none -----\n".utf8)
        let file = try TemporaryFile(
            words + Certificates.bytes("server-intermediate.key.pem") + words
                + Certificates.bytes("server-intermediate.pem") + words + Certificates.bytes("intermediate.pem")
        )
        #expect(try serves(CertificateCredentials(chain: .file(file.path), privateKey: .file(file.path))))
    }

    @Test(
        arguments: [
            ("server.key.encrypted.pem", true), ("server.key.encrypted.der", true),
            ("server.key.sec1.encrypted.pem", true), ("server.key.pem", false), ("server.key.sec1.der", false),
        ]
    )
    func `that is encrypted asks for its password once, and what is not asks for none`(_ file: (String, Bool)) throws {
        let asked = Mailbox<String>()
        let own = CertificateCredentials(chain: .file(path("server.pem")), privateKey: .file(path(file.0))) { origin in
            asked.put(origin)
            return Secret(Array("secret".utf8))
        }
        let server = try ServerBackend(TLSConfiguration(.stream, credentials: .certificate(own)))
        for _ in 0..<2 {
            #expect(try Link(ClientBackend(.client(.stream)), server).handshake().client == nil)
        }
        #expect(asked.count == (file.1 ? 1 : 0))
        if file.1 { #expect(asked.take()?.hasPrefix("file " + path(file.0)) == true) }
    }

    @Test(arguments: ["server.key.encrypted.pem", "server.key.encrypted.der", "server.key.sec1.encrypted.pem"])
    func `whose password is missing or wrong names its file`(_ key: String) throws {
        for (password, words) in [(nil, "it is encrypted: give its password"), ("Secret", "the password is wrong")] {
            let own = CertificateCredentials(chain: .file(path("server.pem")), privateKey: .file(path(key))) { _ in
                password.map { Secret(Array($0.utf8)) }
            }
            let error = failure(TLSConfiguration(.stream, credentials: .certificate(own)))
            #expect(error?.reason == .malformedPrivateKey)
            #expect(error?.detail.hasPrefix("file " + path(key)) == true, "\(error?.detail ?? "")")
            #expect(error?.detail.hasSuffix(words) == true, "\(error?.detail ?? "")")
        }
    }

    /// As `<(command)` of a shell makes them.
    @Test func `is read once, so that pipes will do`() throws {
        let pipes = try [
            "ca.pem", "ca-empty.crl.pem", "server.pem", "server.key.pem", "server-rsa.pem", "server-rsa.key.pem",
        ]
        .map { name in
            let pipe = Pipe()
            try pipe.fileHandleForWriting.write(contentsOf: Certificates.bytes(name))
            try pipe.fileHandleForWriting.close()
            return pipe
        }
        let paths = pipes.map { "/dev/fd/\($0.fileHandleForReading.fileDescriptor)" }
        try withExtendedLifetime(pipes) {
            let own = CertificateCredentials(chain: .file(paths[2]), privateKey: .file(paths[3]))
            var server = TLSConfiguration(.stream, credentials: .certificate(own))
            server.verification = .anchors(.path(paths[0]))
            server.verification.revocationLists = .file(paths[1])
            server.certificatesByServerName["example.test"] = CertificateCredentials(
                chain: .file(paths[4]),
                privateKey: .file(paths[5])
            )
            let link = try Link(ClientBackend(.client(.stream)), ServerBackend(server))
            #expect(link.handshake().isComplete, "\(link)")
        }
    }
}
