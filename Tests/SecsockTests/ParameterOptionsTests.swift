internal import TestSupport
internal import Testing

@Suite(.bounded) struct `The protocol options of the tool` {
    @Test func `choose group, signature and limits`() throws {
        let server = try Server(serverCredentials + ["--once", "--group", "secp384r1,x25519"])
        let own = ["--group", "0x0018", "--group", "secp256r1", "--signature", "ecdsa_secp256r1_sha256"]
        let limits = ["--max-certificates", "2", "--max-handshake", "8192"]
        let client = try Tool.run(["connect", server.target, "--send", "hello"] + trusting + own + limits)
        #expect(client.status == 0, "\(client)")
        #expect(client.errors.contains("secp384r1"), "\(client)")
        #expect(try server.program.finish().status == 0)
    }

    @Test func `speak an old version where both ends ask for it`() throws {
        let old = ["--old-versions", "--suite", "0xC009"]
        let server = try Server(serverCredentials + ["--once"] + old)
        let client = try Tool.run(["connect", server.target, "--send", "hello"] + trusting + old)
        #expect(client.status == 0, "\(client)")
        // TLS 1.2 has the suite too, and goes first.
        #expect(client.errors.contains("TLS 1.2"), "\(client)")
        #expect(try server.program.finish().status == 0)
    }

    @Test(arguments: [
        (["--group", "P-256"], "no group is called \"P-256\""),
        (["--signature", "rsa"], "no signature scheme is called"),
        (["--max-certificates", "17"], "1 to 16, this one is 17"), (["--max-handshake", "1"], "this one is 1"),
        (["--old-versions", "--tls1.2"], "--old-versions"),
    ])
    func `that cannot be are wrong arguments`(_ options: [String], _ words: String) throws {
        let client = try Tool.run(["connect", "127.0.0.1:1"] + options)
        #expect(client.status == 64, "\(client)")
        #expect(client.errors.contains(words), "\(client)")
    }
}
