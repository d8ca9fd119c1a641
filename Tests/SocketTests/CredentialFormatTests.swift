internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `Credentials in every form` {
    @Test(
        arguments: [
            ("server", "server.key.pem"), ("server", "server.key.der"), ("server", "server.key.sec1.pem"),
            ("server", "server.key.sec1.der"), ("server-rsa", "server-rsa.key.pem"),
            ("server-rsa", "server-rsa.key.der"),
            ("server-rsa", "server-rsa.key.pkcs1.pem"), ("server-rsa", "server-rsa.key.pkcs1.der"),
        ],
        ["pem", "der"]
    )
    func `keys in PKCS#8, PKCS#1 and SEC 1 serve`(_ names: (String, String), _ ending: String) throws {
        try serve(names.0 + "." + ending, key: names.1, password: nil)
    }

    @Test(arguments: ["pem", "der"])
    func `encrypted keys serve with their password`(_ ending: String) throws {
        try serve("server.pem", key: "server.key.encrypted." + ending, password: "secret")
    }

    @Test(arguments: ["server.key.pem", "server.key.der", "server.key.sec1.pem", "server.key.sec1.der"])
    func `a password for a key that is not encrypted does no harm`(_ key: String) throws {
        try serve("server.pem", key: key, password: "secret")
    }

    @Test func `a chain in pieces is the same as a chain in one`() throws {
        let key = Secret(try Certificates.bytes("server-intermediate.key.der"))
        let whole = try Certificates.bytes("server-intermediate.chain.pem")
        let pieces = try [Certificates.bytes("server-intermediate.der"), Certificates.bytes("intermediate.pem")]
        for chain in [[whole], pieces] {
            let own = CertificateCredentials(chain: chain, privateKey: key)
            let server = TLSConfiguration(.stream, credentials: .certificate(own))
            let link = try Link(ClientBackend(.client(.stream)), ServerBackend(server))
            let outcome = link.handshake()
            #expect(outcome.client == nil)
            #expect(link.client.engine.negotiated?.peerCertificates.count == 2)
        }
    }

    @Test(arguments: ["pem", "der"])
    func `anchors and revocation lists are read as PEM and as DER`(_ ending: String) throws {
        var client = TLSConfiguration.stream()
        client.verification = .anchors([try Certificates.bytes("ca." + ending)])
        client.verification.revocationLists = .bytes(try Certificates.bytes("ca.crl." + ending))
        let good = try Link(ClientBackend(client), ServerBackend(.server(.stream)))
        #expect(good.handshake().client == nil)
        let revoked = try Link(ClientBackend(client), ServerBackend(.server(.stream, certificate: "server-revoked")))
        #expect(revoked.handshake().client?.reason == .revoked)
    }

    private func serve(_ certificate: String, key: String, password: String?) throws {
        let own = try CertificateCredentials(
            chain: [Certificates.bytes(certificate)],
            privateKey: Secret(Certificates.bytes(key)),
            password: password.map { Secret(Array($0.utf8)) }
        )
        let server = TLSConfiguration(.stream, credentials: .certificate(own))
        let link = try Link(ClientBackend(.client(.stream)), ServerBackend(server))
        let outcome = link.handshake()
        #expect(outcome.client == nil)
        #expect(outcome.server == nil)
    }
}
