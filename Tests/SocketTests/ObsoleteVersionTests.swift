internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `A version that RFC 8996 forbids` {
    static let versions: [TLSVersion] = [.tls10, .tls11, .dtls10]
    /// TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA.
    static let ecdsa = CipherSuite(rawValue: 0xc009)
    /// TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA.
    static let rsa = CipherSuite(rawValue: 0xc013)
    /// TLS_PSK_WITH_AES_128_CBC_SHA.
    static let psk = CipherSuite(rawValue: 0x008c)

    private func kind(_ version: TLSVersion) -> TransportKind { version.isDatagram ? .datagram : .stream }

    @Test func `is in no default`() {
        for kind in [TransportKind.stream, .datagram] {
            #expect(kind.defaultVersions.allSatisfy { !$0.isObsolete })
            #expect(kind.versions.contains { $0.isObsolete })
            #expect(TLSConfiguration(kind).versions == kind.defaultVersions)
        }
        #expect(Self.versions.map(\.name) == ["TLS 1.0", "TLS 1.1", "DTLS 1.0"])
        #expect(Self.versions.allSatisfy { $0.isObsolete })
        #expect(ClientBackend.features.isSuperset(of: [.tls10, .tls11, .dtls10]))
    }

    @Test(arguments: versions, [ecdsa, rsa, psk])
    func `is spoken where both ends name it`(_ version: TLSVersion, _ suite: CipherSuite) throws {
        let kind = kind(version)
        var client: TLSConfiguration = suite.usesPreSharedKey ? .psk(kind) : try .client(kind)
        let certificate = suite == Self.rsa ? "server-rsa" : "server"
        var server: TLSConfiguration =
            suite.usesPreSharedKey ? .psk(kind) : try .server(kind, certificate: certificate)
        client.versions = [version]
        client.cipherSuites = [suite]
        server.versions = kind.defaultVersions + [version]
        server.cipherSuites += [suite]
        let link = try Link(ClientBackend(client), ServerBackend(server))
        let outcome = link.handshake()
        #expect(outcome.client == nil)
        #expect(outcome.server == nil)
        #expect(link.client.engine.negotiated?.version == version)
        #expect(link.server.engine.negotiated?.version == version)
        #expect(link.server.engine.negotiated?.cipherSuite == suite)
    }

    @Test(arguments: versions)
    func `is not taken where both speak a newer one`(_ version: TLSVersion) throws {
        let kind = kind(version)
        var client = try TLSConfiguration.client(kind)
        client.versions = [version] + kind.defaultVersions
        client.cipherSuites += [Self.ecdsa]
        var server = try TLSConfiguration.server(kind)
        server.versions = client.versions
        server.cipherSuites = [Self.ecdsa] + server.cipherSuites
        let link = try Link(ClientBackend(client), ServerBackend(server))
        #expect(link.handshake().client == nil)
        #expect(link.client.engine.negotiated?.version == kind.defaultVersions.last)
    }

    @Test(arguments: versions)
    func `is refused by a server that does not name it`(_ version: TLSVersion) throws {
        let kind = kind(version)
        var client = try TLSConfiguration.client(kind)
        client.versions = [version]
        client.cipherSuites = [Self.ecdsa]
        var server = try TLSConfiguration.server(kind)
        server.cipherSuites += [Self.ecdsa]
        let outcome = try Link(ClientBackend(client), ServerBackend(server)).handshake()
        #expect(outcome.server?.reason == .versionRefused)
        #expect(outcome.server?.sentAlert == .fatal(.protocolVersion))
        #expect(outcome.client?.reason == .versionRefused)
    }

    @Test(arguments: versions)
    func `needs suites of its age, which are not among the defaults`(_ version: TLSVersion) throws {
        var configuration = try TLSConfiguration.client(kind(version))
        configuration.versions = [version]
        let error = #expect(throws: TLSError.self) { try ClientBackend(configuration) }
        #expect(error?.reason == .noUsableCipherSuite)
        #expect(error?.detail.contains("it needs TLS 1.2 or DTLS 1.2") == true)
    }
}
