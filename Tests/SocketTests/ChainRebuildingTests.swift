internal import SecureSockets
internal import TestSupport
internal import Testing

/// The own chain, completed from the trust anchors; what counts is what the peer receives.
@Suite(.everyPair, .bounded) struct `A chain that is rebuilt` {
    /// The files that a server receives of a client that has the leaf and trusts the anchors.
    private func received(
        _ chain: [String],
        anchors: [String],
        root: String = "ca",
        _ change: (inout TLSConfiguration, inout CertificateCredentials) -> Void = { _, _ in }
    ) throws -> [String] {
        var own = CertificateCredentials(
            chain: .list(chain.map { .file(Certificates.path($0 + ".pem")) }),
            privateKey: .file(Certificates.path(chain[0] + ".key.pem"))
        )
        own.rebuildsChain = true
        var client = TLSConfiguration.stream()
        // The server's issuer is last, so that it is trusted in each case.
        let trusted = anchors + (anchors.contains("ca") ? [] : ["ca"])
        client.verification = .anchors(.list(trusted.map { .file(Certificates.path($0 + ".der")) }))
        change(&client, &own)
        client.credentials = .certificate(own)
        var server = try TLSConfiguration.server(.stream, clients: .required)
        server.verification.trustAnchors = .file(Certificates.path(root + ".pem"))
        let link = try Link(ClientBackend(client), ServerBackend(server))
        let outcome = link.handshake()
        #expect(outcome.client == nil)
        #expect(outcome.server == nil)
        return try names(link.server.engine.negotiated?.peerCertificates ?? [])
    }

    private func names(_ certificates: [[UInt8]]) throws -> [String] {
        let known = [
            "ca", "intermediate", "client", "client-intermediate", "circle-one", "circle-two", "circle-root",
            "client-circle", "server-intermediate",
        ]
        return try certificates.map { bytes in
            try known.first { try Certificates.bytes($0 + ".der") == bytes } ?? "another one"
        }
    }

    @Test func `reaches up to the root`() throws {
        let whole = ["client-intermediate", "intermediate", "ca"]
        #expect(try received(["client-intermediate"], anchors: ["intermediate", "ca"]) == whole)
        #expect(try received(["client-intermediate"], anchors: ["ca", "other-ca", "intermediate"]) == whole)
        #expect(try received(["client-intermediate", "intermediate"], anchors: ["ca"]) == whole)
    }

    @Test func `ends where it has a root already`() throws {
        let whole = ["client-intermediate", "intermediate", "ca"]
        #expect(try received(whole, anchors: ["intermediate", "ca"]) == whole)
    }

    @Test func `ends where no issuer is found`() throws {
        let found = try received(["client-circle"], anchors: ["circle-one", "intermediate"], root: "circle-root")
        #expect(found == ["client-circle", "circle-one"])
        #expect(try received(["client-circle"], anchors: ["intermediate"], root: "circle-root") == ["client-circle"])
    }

    @Test func `ends where it would run in a circle`() throws {
        for anchors in [["circle-one", "circle-two"], ["circle-two", "circle-one"]] {
            let found = try received(["client-circle"], anchors: anchors, root: "circle-root")
            #expect(found == ["client-circle", "circle-one", "circle-two"])
        }
        let own = ["client-circle", "circle-one", "circle-two"]
        #expect(try received(own, anchors: ["circle-one"], root: "circle-root") == own)
    }

    @Test func `takes the root where a cross-signed certificate has the same name and key`() throws {
        let anchors = ["circle-one", "circle-two", "circle-root"]
        let found = try received(["client-circle"], anchors: anchors, root: "circle-root")
        #expect(found == ["client-circle", "circle-root"])
    }

    @Test func `takes each once where an anchor is named twice`() throws {
        let found = try received(["client-intermediate"], anchors: ["intermediate", "intermediate", "ca", "ca"])
        #expect(found == ["client-intermediate", "intermediate", "ca"])
    }

    @Test func `needs no verification of the peer`() throws {
        let found = try received(["client-intermediate"], anchors: ["intermediate", "ca"]) { client, _ in
            client.verification.isEnabled = false
        }
        #expect(found == ["client-intermediate", "intermediate", "ca"])
    }

    @Test func `is left as it is unless that is asked for`() throws {
        let found = try received(["client"], anchors: ["ca"]) { _, own in own.rebuildsChain = false }
        #expect(found == ["client"])
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `is a server's too, also by the name that a client asks for`(_ kind: TransportKind) throws {
        var own = CertificateCredentials(
            chain: .file(Certificates.path("server-intermediate.pem")),
            privateKey: .file(Certificates.path("server-intermediate.key.pem"))
        )
        own.rebuildsChain = true
        var server = try TLSConfiguration.server(kind)
        server.verification = .anchors([
            .file(Certificates.path("intermediate.pem")), .file(Certificates.path("ca.pem")),
        ])
        server.certificatesByServerName = ["example.test": own]
        let link = try Link(ClientBackend(.client(kind)), ServerBackend(server), host: "example.test")
        #expect(link.handshake().client == nil)
        let found = try names(link.client.engine.negotiated?.peerCertificates ?? [])
        #expect(found == ["server-intermediate", "intermediate", "ca"])
    }

    @Test func `says which anchor cannot be read, verification or not`() throws {
        var own = try Certificates.credentials("client")
        own.rebuildsChain = true
        var configuration = TLSConfiguration.stream(.certificate(own))
        configuration.verification.isEnabled = false
        configuration.verification.trustAnchors = .bytes([0x30, 0x03, 1, 2, 3])
        let error = failure(configuration)
        #expect(error?.reason == .malformedCertificate)
        #expect(error?.detail.hasPrefix("trust anchor 1: ") == true, "\(error?.detail ?? "")")
    }
}
