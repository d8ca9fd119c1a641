internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair) struct `The cipher suite` {
    /// Every suite that a backend can offer, by what it needs.
    static let cases: [(suite: CipherSuite, version: TLSVersion)] = {
        var found: [(CipherSuite, TLSVersion)] = []
        for version in [TLSVersion.tls12, .tls13, .dtls12] {
            // There are no DSA and no GOST keys among the certificates.
            let testable = CipherSuite.known.filter { $0.keyExchange != .dheDSS && $0.keyExchange != .gost256 }
            for suite in testable where (try? backends(suite, version)) != nil { found.append((suite, version)) }
        }
        return found
    }()

    static func backends(_ suite: CipherSuite, _ version: TLSVersion) throws -> (ClientBackend, ServerBackend) {
        let kind: TransportKind = version.isDatagram ? .datagram : .stream
        let isRSA = suite.keyExchange == .ecdheRSA || suite.keyExchange == .dheRSA || suite.keyExchange == .rsa
        var client: TLSConfiguration = suite.usesPreSharedKey ? .psk(kind) : try .client(kind)
        var server: TLSConfiguration =
            suite.usesPreSharedKey ? .psk(kind) : try .server(kind, certificate: isRSA ? "server-rsa" : "server")
        client.versions = [version]
        server.versions = [version]
        client.cipherSuites = [suite]
        server.cipherSuites = [suite]
        return (try ClientBackend(client), try ServerBackend(server))
    }

    @Test func `is offered alone by every suite that can be, and is what both ends get`() throws {
        var failed: [String] = []
        var tried = 0
        for (suite, version) in Self.cases {
            // What the first library has the other one may lack.
            guard let (client, server) = try? Self.backends(suite, version) else { continue }
            tried += 1
            let link = try Link(client, server)
            let outcome = link.handshake()
            let isRight =
                link.client.engine.negotiated?.cipherSuite == suite
                && link.server.engine.negotiated?.cipherSuite == suite
            if !isRight {
                failed.append(
                    "\(suite) \(version.name): \(String(describing: outcome.client)) \(String(describing: outcome.server))"
                )
            }
        }
        #expect(failed == [])
        #expect(tried > 60)
    }

    @Test(arguments: [CipherSuiteProfile.lwm2m, .default])
    func `of a profile is taken in the server's order`(_ profile: CipherSuiteProfile) throws {
        for reversed in [false, true] {
            var server = try TLSConfiguration.server(.datagram)
            server.cipherSuites = reversed ? profile.suites.reversed() : profile.suites
            var client = try TLSConfiguration.client(.datagram)
            client.cipherSuites = profile.suites
            let far = try ServerBackend(server)
            let link = try Link(ClientBackend(client), far)
            _ = link.handshake()
            let expected = far.suites.offered.first { $0.keyExchange == .ecdheECDSA }
            #expect(link.client.engine.negotiated?.cipherSuite == expected)
        }
    }

    @Test func `that was not configured is refused, even where the library offered it`() throws {
        // The parts of these two make four suites, and GnuTLS offers them all.
        var client = try TLSConfiguration.client(.datagram)
        client.cipherSuites = [.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]
        var server = try TLSConfiguration.server(.datagram)
        server.cipherSuites = [.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]
        let outcome = try Link(ClientBackend(client), ServerBackend(server)).handshake()
        guard !ClientBackend.can(.exactSuiteOffer) else {
            #expect(outcome.server?.reason == .noCommonSuite)
            #expect(outcome.client?.alert == .fatal(.handshakeFailure))
            return
        }
        #expect(outcome.client?.reason == .noCommonSuite)
        #expect(outcome.client?.sentAlert == .fatal(.illegalParameter))
        #expect(outcome.server?.alert == .fatal(.illegalParameter))
    }

    @Test func `of a pre-shared key never ends in a handshake with certificates`() throws {
        for version in [TLSVersion.tls12, .tls13] {
            var client = TLSConfiguration.psk(.stream)
            client.versions = [version]
            let link = try Link(ClientBackend(client), ServerBackend(.server(.stream)))
            let outcome = link.handshake()
            #expect(outcome.client != nil)
            #expect(link.client.engine.negotiated == nil)
            #expect(!link.client.isEstablished)
        }
    }

    @Test func `that cannot be offered is reported with its reason`() throws {
        var configuration = TLSConfiguration.psk(.datagram)
        configuration.cipherSuites = [
            .TLS_AES_128_GCM_SHA256, .TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8, .TLS_PSK_WITH_AES_128_CCM_8,
            CipherSuite(rawValue: 0x1a2a),
        ]
        let suites = try ClientBackend(configuration).suites
        #expect(suites.offered == [.TLS_PSK_WITH_AES_128_CCM_8])
        #expect(suites.refused.map { $0.suite.rawValue } == [0x1301, 0xc0ae, 0x1a2a])
        #expect(suites.refused.map { $0.why }[0] == "TLS 1.3 is not enabled")
        #expect(suites.refused.map { $0.why }[1] == "it needs a certificate, and a pre-shared key is configured")
        #expect(suites.refused.map { $0.why }[2].hasPrefix("\(ClientBackend.name) 3."))
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `and all else that was negotiated can be asked at both ends`(_ kind: TransportKind) throws {
        var client = try TLSConfiguration.client(kind, certificate: "client")
        client.applicationProtocols = ["h2", "coap"]
        var server = try TLSConfiguration.server(kind, clients: .required)
        server.applicationProtocols = ["coap"]
        let link = try Link(ClientBackend(client), ServerBackend(server), host: "example.test.")
        _ = link.handshake()
        let near = try #require(link.client.engine.negotiated)
        let far = try #require(link.server.engine.negotiated)
        #expect(near.version == (kind == .stream ? .tls13 : .dtls12))
        #expect(near.group != nil)
        #expect(near.group == far.group)
        #expect(near.applicationProtocol == "coap")
        #expect(far.applicationProtocol == "coap")
        #expect(far.serverName == "example.test")
        #expect(!near.isResumed)
        #expect(near.peerCertificates == [try Certificates.bytes("server.der")])
        #expect(far.peerCertificates == [try Certificates.bytes("client.der")])
    }

    @Test func `and the certificate are those for the name that the client asks for`() throws {
        var server = try TLSConfiguration.server(.stream)
        server.certificatesByServerName = [
            "other.example": try Certificates.credentials("server-wrong-name"),
            "*.example.test": try Certificates.credentials("server-rsa"),
        ]
        let backend = try ServerBackend(server)
        var client = TLSConfiguration.stream()
        client.verification = .disabled
        for (host, file) in [
            ("other.example", "server-wrong-name"), ("OTHER.example", "server-wrong-name"),
            ("a.example.test", "server-rsa"),
            ("a.b.example.test", "server"), ("localhost", "server"), ("127.0.0.1", "server"),
        ] {
            for version in [TLSVersion.tls12, .tls13] {
                client.versions = [version]
                let link = try Link(ClientBackend(client), backend, host: host)
                #expect(link.handshake().client == nil)
                #expect(link.client.engine.negotiated?.peerCertificates == [try Certificates.bytes(file + ".der")])
            }
        }
    }

    @Test func `of the certificate chosen by name is what the client can verify, not that of the other certificate`()
        throws
    {
        var server = try TLSConfiguration.server(.stream)
        server.certificatesByServerName = ["localhost": try Certificates.credentials("server-rsa")]
        var client = try TLSConfiguration.client(.stream)
        client.signatureSchemes = [.rsaPSSRSAESHA256, .rsaPKCS1SHA256]
        client.verification = .disabled
        for version in [TLSVersion.tls12, .tls13] {
            client.versions = [version]
            let link = try Link(ClientBackend(client), ServerBackend(server))
            let outcome = link.handshake()
            #expect(outcome.client == nil)
            #expect(outcome.server == nil)
        }
    }

    @Test func `handshake sends no server name for an address, and verifies it`() throws {
        let link = try Link(ClientBackend(.client(.stream)), ServerBackend(.server(.stream)), host: "127.0.0.1")
        let outcome = link.handshake()
        #expect(outcome.client == nil)
        #expect(link.server.engine.negotiated != nil)
        #expect(link.server.engine.negotiated?.serverName == nil)
    }
}
