internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `The tool and raw public keys` {
    private func key(_ name: String) throws -> TemporaryFile {
        try TemporaryFile(Certificates.publicKeyPEM(name))
    }

    private func own(_ name: String) -> [String] {
        ["--raw-public-key", "--key", certificate(name + ".key.pem")]
    }

    @Test func `prove both ends and report them`() throws {
        guard DefaultBackend.features.contains(.rawPublicKeys) else { return }
        let (serverKey, clientKey) = (try key("server"), try key("client"))
        let clients = ["--client-key", clientKey.path, "--require-client-certificate"]
        let server = try Server(own("server") + clients + ["--dtls", "--once"])
        let client = try Tool.run(
            ["connect", "coaps://" + server.target, "--peer-key", serverKey.path, "--send", "hello"] + own("client")
        )
        #expect(client.status == 0, "\(client)")
        #expect(client.text == "hello")
        #expect(client.errors.contains("raw public key with SHA-256 "), "\(client)")
        let outcome = try server.program.finish()
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("raw public key with SHA-256 "), "\(outcome)")
    }

    @Test func `refuse another key with the exit code of verification`() throws {
        guard DefaultBackend.features.contains(.rawPublicKeys) else { return }
        let other = try key("server-rsa")
        let server = try Server(own("server") + ["--once"])
        let client = try Tool.run(["connect", server.target, "--peer-key", other.path, "--send", "hello"])
        #expect(client.status == 2, "\(client)")
        #expect(client.errors.contains("unknownPublicKey"))
        #expect(client.errors.contains("certificate_unknown (46)"))
        #expect(try server.program.finish().status == 3)
    }

    @Test func `name the file that is no key`() throws {
        guard DefaultBackend.features.contains(.rawPublicKeys) else { return }
        let good = try key("server")
        let bad = certificate("server.pem")
        let client = try Tool.run(["connect", "127.0.0.1:1", "--peer-key", good.path, "--peer-key", bad])
        #expect(client.status == 1)
        #expect(client.errors.contains(bad), "\(client)")
        #expect(client.errors.contains("malformedPublicKey"))
    }

    @Test(arguments: [
        (["--raw-public-key"], "--raw-public-key goes with --key"),
        (["--peer-key", "a", "--insecure"], "With --peer-key no certificate is verified"),
        (["--peer-key", "a", "--ca", "b"], "With --peer-key no certificate is verified"),
        (["--peer-key", "a", "--psk-file", "b"], "With a pre-shared key no certificate is verified"),
        (["--raw-public-key", "--key", "a", "--cert", "b"], "--raw-public-key goes with --key"),
        (["--raw-public-key", "--key", "a", "--psk-file", "b"], "only one of them"),
    ])
    func `that cannot be are wrong arguments`(_ options: [String], _ words: String) throws {
        let client = try Tool.run(["connect", "127.0.0.1:1"] + options)
        #expect(client.status == 64, "\(client)")
        #expect(client.errors.contains(words), "\(client)")
    }

    @Test func `of clients need to be asked for`() throws {
        for options in [
            ["--client-key", "a"], ["--client-key", "a", "--client-ca", "b", "--require-client-certificate"],
        ] {
            let server = try Tool.run(["serve", "0"] + own("server") + options)
            #expect(server.status == 64, "\(server)")
            #expect(server.errors.contains("--client-key"), "\(server)")
        }
    }
}
