internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `A handshake with raw public keys` {
    private static let versions: [TLSVersion] = [.tls12, .tls13, .dtls12]

    @Test(arguments: versions, ["server", "server-rsa"])
    func `proves both ends with their keys alone`(_ version: TLSVersion, _ own: String) throws {
        guard Self.can() else { return }
        let client = try Self.end(version, own: "client", pinned: [own])
        let server = try Self.end(version, own: own, pinned: ["client"], clients: .required)
        let link = try Link(ClientBackend(client), ServerBackend(server))
        let outcome = link.handshake()
        #expect(outcome.client == nil)
        #expect(outcome.server == nil)
        try expectRawKeys(link.client.engine.negotiated, version, peer: own)
        try expectRawKeys(link.server.engine.negotiated, version, peer: "client")
        try link.send([1, 2, 3], from: .client)
        #expect(try link.receive(by: .server) == [[1, 2, 3]])
        try link.send([4], from: .server)
        #expect(try link.receive(by: .client) == [[4]])
    }

    @Test(arguments: versions)
    func `proves the server alone where clients are not asked`(_ version: TLSVersion) throws {
        guard Self.can() else { return }
        let link = try Link(
            ClientBackend(Self.end(version, pinned: ["server"])),
            ServerBackend(Self.end(version, own: "server"))
        )
        let outcome = link.handshake()
        #expect(outcome.client == nil)
        #expect(outcome.server == nil)
        #expect(link.client.engine.negotiated?.certificateType == nil)
        #expect(link.client.engine.negotiated?.peerCertificateType == .rawPublicKey)
        #expect(link.server.engine.negotiated?.certificateType == .rawPublicKey)
        #expect(link.server.engine.negotiated?.peerCertificateType == nil)
    }

    @Test(arguments: versions)
    func `goes with a certificate at the other end`(_ version: TLSVersion) throws {
        guard Self.can() else { return }
        var client = try Self.end(version, own: "client")
        client.verification = .anchors([try Certificates.bytes("ca.pem")])
        var server = try TLSConfiguration.server(client.kind)
        server.versions = [version]
        server.verification = .pinned([try Certificates.publicKey("client")])
        server.verification.clientCertificate = .required
        try expect(client, .rawPublicKey, server, .x509)

        client = try .client(client.kind, certificate: "client")
        client.versions = [version]
        client.verification = .pinned([try Certificates.publicKey("server")])
        server = try Self.end(version, own: "server")
        server.verification = .anchors([try Certificates.bytes("ca.pem")])
        server.verification.clientCertificate = .required
        try expect(client, .x509, server, .rawPublicKey)
    }

    @Test(arguments: versions, [CertificateType.x509, .rawPublicKey])
    func `takes what the peer has where both are accepted`(_ version: TLSVersion, _ type: CertificateType) throws {
        guard Self.can() else { return }
        let isRaw = type == .rawPublicKey
        var either = PeerVerification.anchors([try Certificates.bytes("ca.pem")])
        either.certificateTypes = [.rawPublicKey, .x509]
        either.pinnedPublicKeys = .bytes(try Certificates.publicKeyPEM("client") + Certificates.publicKeyPEM("server"))
        either.clientCertificate = .required

        var client = try Self.end(version, own: "client")
        client.verification = either
        var server = isRaw ? try Self.end(version, own: "server") : try .server(client.kind)
        server.versions = [version]
        server.verification = either
        try expect(client, .rawPublicKey, server, type)

        client = isRaw ? try Self.end(version, own: "client") : try .client(client.kind, certificate: "client")
        client.versions = [version]
        client.verification = either
        server = try Self.end(version, own: "server")
        server.verification = either
        try expect(client, type, server, .rawPublicKey)
    }

    @Test(arguments: versions)
    func `goes on without a client's key where one is only asked for`(_ version: TLSVersion) throws {
        guard Self.can() else { return }
        let server = try Self.end(version, own: "server", pinned: ["client"], clients: .requested)
        let link = try Link(ClientBackend(Self.end(version, pinned: ["server"])), ServerBackend(server))
        let outcome = link.handshake()
        #expect(outcome.client == nil)
        #expect(outcome.server == nil)
        #expect(link.server.engine.negotiated?.peerPublicKey == nil)
    }

    @Test(arguments: versions)
    func `takes any of several pinned keys, in DER or PEM`(_ version: TLSVersion) throws {
        guard Self.can() else { return }
        for own in ["server", "server-rsa"] {
            var client = try Self.end(version)
            client.verification = .pinned([
                try Certificates.publicKey("client"), try Certificates.publicKeyPEM("server-rsa"),
                try Certificates.publicKeyPEM("server"),
            ])
            try expect(client, nil, Self.end(version, own: own), .rawPublicKey)
        }
    }

    @Test(arguments: versions)
    func `takes any key where verification is switched off by name, and tells it`(_ version: TLSVersion) throws {
        guard Self.can() else { return }
        var client = try Self.end(version)
        client.verification = .disabled
        client.verification.certificateTypes = [.rawPublicKey]
        let link = try Link(ClientBackend(client), ServerBackend(Self.end(version, own: "server")))
        #expect(link.handshake().client == nil)
        let key = try Certificates.publicKey("server")
        #expect(link.client.engine.negotiated?.peerPublicKey == key)
    }

    @Test func `says which key it refuses`() throws {
        guard Self.can() else { return }
        let client = try Self.end(.dtls12, pinned: ["client", "server-rsa"])
        let outcome = try Link(ClientBackend(client), ServerBackend(Self.end(.dtls12, own: "server"))).handshake()
        let key = try Certificates.publicKey("server")
        let digest = SHA256.digest(of: key.span)
        let words = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(outcome.client?.detail == "the peer's public key, with SHA-256 \(words), is none of the 2 pinned")
    }

    @Test func `goes through cookies and sockets`() throws {
        guard Self.can() else { return }
        let server = try LoopbackServer(Self.end(.dtls12, own: "server", pinned: ["client"], clients: .required))
        let socket = try ClientSocket(Self.end(.dtls12, own: "client", pinned: ["server"]))
        try socket.connect(to: "127.0.0.1", port: server.port, within: .seconds(20))
        try socket.send([7])
        socket.receiveTimeout = .seconds(20)
        #expect(try socket.receive(atMost: 9) == [7])
        try socket.close()
        guard case .served(let negotiated, _) = server.nextOutcome() else {
            Issue.record("the server failed")
            return
        }
        let key = try Certificates.publicKey("client")
        #expect(negotiated.peerPublicKey == key)
    }

    private func expectRawKeys(_ negotiated: Negotiated?, _ version: TLSVersion, peer: String) throws {
        let key = try Certificates.publicKey(peer)
        #expect(negotiated?.version == version)
        #expect(negotiated?.certificateType == .rawPublicKey)
        #expect(negotiated?.peerCertificateType == .rawPublicKey)
        #expect(negotiated?.peerPublicKey == key)
        #expect(negotiated?.peerCertificates == [])
    }

    private func expect(
        _ client: TLSConfiguration,
        _ clientType: CertificateType?,
        _ server: TLSConfiguration,
        _ serverType: CertificateType
    ) throws {
        let link = try Link(ClientBackend(client), ServerBackend(server))
        let outcome = link.handshake()
        #expect(outcome.client == nil)
        #expect(outcome.server == nil)
        #expect(link.client.engine.negotiated?.certificateType == clientType)
        #expect(link.client.engine.negotiated?.peerCertificateType == serverType)
        #expect(link.server.engine.negotiated?.certificateType == serverType)
        #expect(link.server.engine.negotiated?.peerCertificateType == clientType)
    }

    private static func can() -> Bool {
        ClientBackend.can(.rawPublicKeys) && ServerBackend.can(.rawPublicKeys)
    }

    private static func end(
        _ version: TLSVersion,
        own: String? = nil,
        pinned: [String] = [],
        clients: ClientCertificatePolicy = .none
    ) throws -> TLSConfiguration {
        let kind: TransportKind = version.isDatagram ? .datagram : .stream
        var configuration = try TLSConfiguration.rawPublicKey(kind, own: own, pinned: pinned, clients: clients)
        configuration.versions = [version]
        return configuration
    }
}

/// What raw public keys are refused for.
extension Failure {
    static let rawPublicKeys: [Failure] =
        both(
            "a server's key that is not pinned",
            .certificateUnknown,
            from: .client,
            .unknownPublicKey,
            client: { try .rawPublicKey($0, pinned: ["server-rsa", "client"]) },
            server: { try .rawPublicKey($0, own: "server") }
        )
        + both(
            "a client's key that is not pinned",
            .certificateUnknown,
            from: .server,
            .unknownPublicKey,
            client: { try .rawPublicKey($0, own: "client-rsa", pinned: ["server"]) },
            server: { try .rawPublicKey($0, own: "server", pinned: ["client"], clients: .requested) }
        )
        + both(
            "no client's key",
            .handshakeFailure,
            from: .server,
            .certificateRequired,
            in: [.tls12, .dtls12],
            client: { try .rawPublicKey($0, pinned: ["server"]) },
            server: { try .rawPublicKey($0, own: "server", pinned: ["client"], clients: .required) }
        )
        + both(
            "no client's key",
            .certificateRequired,
            from: .server,
            .certificateRequired,
            in: [.tls13],
            client: { try .rawPublicKey($0, pinned: ["server"]) },
            server: { try .rawPublicKey($0, own: "server", pinned: ["client"], clients: .required) }
        )
        + each(
            "a certificate where a key is wanted of a server",
            .unsupportedCertificate,
            from: .client,
            .noCommonCertificateType,
            client: { try .rawPublicKey($0, pinned: ["server"]) }
        ).map { $0.needing(client: .rawPublicKeys) }
        + each(
            "a certificate where a key is wanted of a client",
            .unsupportedCertificate,
            from: .server,
            .noCommonCertificateType,
            client: { try .client($0, certificate: "client") },
            server: {
                var configuration = try TLSConfiguration.server($0)
                configuration.verification = .pinned([try Certificates.publicKey("client")])
                configuration.verification.clientCertificate = .required
                return configuration
            }
        ).map { $0.needing(server: .rawPublicKeys) }
        + each(
            "a server that has a key only",
            .unsupportedCertificate,
            from: .server,
            .noCommonCertificateType,
            server: { try .rawPublicKey($0, own: "server") }
        ).map { $0.needing(server: .rawPublicKeys) }

    private static func both(
        _ name: String,
        _ alert: TLSAlert.Description,
        from refusing: Role,
        _ reason: Reason,
        in settings: [Setting] = settings,
        client: @escaping Configure,
        server: @escaping Configure
    ) -> [Failure] {
        each(name, alert, from: refusing, reason, in: settings, client: client, server: server)
            .map { $0.needing(client: .rawPublicKeys, server: .rawPublicKeys) }
    }

    private func needing(client: FeatureSet = [], server: FeatureSet = []) -> Failure {
        var failure = self
        failure.clientNeeds = client
        failure.serverNeeds = server
        return failure
    }
}
