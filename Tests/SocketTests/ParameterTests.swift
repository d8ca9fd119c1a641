internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `Groups and signature schemes` {
    static let versions: [TLSVersion] = [.tls12, .tls13, .dtls12]
    /// TLS_DHE_RSA_WITH_AES_128_GCM_SHA256.
    static let finiteField = CipherSuite(rawValue: 0x009e)

    private func client(_ version: TLSVersion) throws -> TLSConfiguration {
        var configuration = try TLSConfiguration.client(version.isDatagram ? .datagram : .stream)
        configuration.versions = [version]
        return configuration
    }

    private func server(_ version: TLSVersion, _ certificate: String = "server") throws -> TLSConfiguration {
        let kind: TransportKind = version.isDatagram ? .datagram : .stream
        var configuration = try TLSConfiguration.server(kind, certificate: certificate)
        configuration.versions = [version]
        return configuration
    }

    /// The numbers in an extension of the client's first hello.
    private func offered(_ type: UInt16, _ configuration: TLSConfiguration) throws -> [UInt16] {
        let engine = try ClientBackend(configuration).makeEngine(.client, host: "h", maximumTransmissionUnit: 1400)
        _ = try engine.handshake()
        var bytes: [UInt8] = []
        engine.takeOutgoing { bytes = $0.copied }
        let isDatagram = configuration.kind == .datagram
        func number(_ offset: Int) -> Int { Int(bytes[offset]) << 8 | Int(bytes[offset + 1]) }
        // Headers of record and message, version, random, session.
        var offset = (isDatagram ? 13 + 12 : 5 + 4) + 34
        offset += 1 + Int(bytes[offset])
        if isDatagram { offset += 1 + Int(bytes[offset]) }
        offset += 2 + number(offset)
        offset += 1 + Int(bytes[offset]) + 2
        while number(offset) != Int(type) { offset += 4 + number(offset + 2) }
        let count = number(offset + 4)
        return stride(from: offset + 6, to: offset + 6 + count, by: 2).map { UInt16(number($0)) }
    }

    @Test(arguments: versions)
    func `that are configured are offered in their order, and no others`(_ version: TLSVersion) throws {
        var configuration = try client(version)
        configuration.groups = [.x448, .secp384r1, .ffdhe2048, .secp256r1, .secp384r1]
        configuration.signatureSchemes = [.ecdsaSecp384r1SHA384, .rsaPSSRSAESHA256, .ecdsaSecp256r1SHA256]
        let backend = try ClientBackend(configuration)
        #expect(backend.groups.offered == [.x448, .secp384r1, .ffdhe2048, .secp256r1])
        #expect(backend.groups.refused == [])
        #expect(backend.signatureSchemes.offered == configuration.signatureSchemes)
        let wire = try offered(10, configuration)
        #expect(wire.filter { $0 < 256 } == [30, 24, 23], "\(wire)")
        // Without DHE there is no use for a finite field before TLS 1.3; GnuTLS 3.7.9 names curves first.
        if version == .tls13 { #expect(wire.contains(256)) }
        #expect(wire.count <= 4)
        #expect(try offered(13, configuration) == [0x0503, 0x0804, 0x0403])
    }

    @Test(arguments: versions)
    func `are the library's where none are configured, and can be listed`(_ version: TLSVersion) throws {
        let configuration = try client(version)
        let backend = try ClientBackend(configuration)
        #expect(backend.groups.offered.contains(.secp256r1))
        #expect(backend.groups.offered.contains(.x25519))
        #expect(backend.signatureSchemes.offered.contains(.ecdsaSecp256r1SHA256))
        #expect(!backend.signatureSchemes.offered.contains(.ecdsaSHA1))
        let groups = try offered(10, configuration)
        #expect(Set(groups).isSubset(of: Set(backend.groups.offered.map(\.rawValue))))
        let schemes = try offered(13, configuration)
        #expect(schemes == backend.signatureSchemes.offered.map(\.rawValue))
    }

    @Test(arguments: versions)
    func `decide the group of both ends, in the server's order`(_ version: TLSVersion) throws {
        let groups: [NamedGroup] = [.secp256r1, .secp384r1, .secp521r1, .x25519, .x448]
        for group in groups {
            var near = try client(version)
            near.groups = [group]
            // The key of an ECDSA certificate is in a group, too, which OpenSSL asks of the client before TLS 1.3 (RFC 8422, 5.1).
            let link = try Link(ClientBackend(near), ServerBackend(server(version, "server-rsa")))
            #expect(link.handshake().client == nil)
            #expect(link.client.engine.negotiated?.group == group)
            #expect(link.server.engine.negotiated?.group == group)
        }
        for order in [groups, groups.reversed()] {
            var near = try client(version)
            near.groups = groups
            var far = try server(version)
            far.groups = order
            let link = try Link(ClientBackend(near), ServerBackend(far))
            #expect(link.handshake().client == nil)
            #expect(link.client.engine.negotiated?.group == order[0])
        }
    }

    @Test(arguments: versions)
    func `of a finite field serve suites with DHE`(_ version: TLSVersion) throws {
        var near = try client(version)
        guard version == .tls13 || ClientBackend.can(.finiteFieldChoice) && ServerBackend.can(.finiteFieldChoice) else {
            return
        }
        near.groups = [.ffdhe3072]
        near.cipherSuites = [.TLS_AES_128_GCM_SHA256, Self.finiteField]
        var far = try server(version, "server-rsa")
        far.cipherSuites = near.cipherSuites
        let link = try Link(ClientBackend(near), ServerBackend(far))
        #expect(link.handshake().client == nil)
        #expect(link.client.engine.negotiated?.group == .ffdhe3072)
    }

    @Test(arguments: versions)
    func `that have nothing in common end the handshake with handshake_failure`(_ version: TLSVersion) throws {
        var near = try client(version)
        near.groups = [.secp256r1]
        var far = try server(version)
        far.groups = [.secp384r1, .x25519]
        let outcome = try Link(ClientBackend(near), ServerBackend(far)).handshake()
        #expect(outcome.server?.reason == .noCommonParameter)
        #expect(outcome.server?.sentAlert == .fatal(.handshakeFailure))
        #expect(outcome.server?.detail.hasPrefix("the client offers none of our groups: secp384r1, x25519") == true)
        #expect(outcome.client?.alert == .fatal(.handshakeFailure))
    }

    @Test(arguments: versions)
    func `of signatures that have nothing in common end it too`(_ version: TLSVersion) throws {
        var near = try client(version)
        near.signatureSchemes = [.rsaPSSRSAESHA256]
        let outcome = try Link(ClientBackend(near), ServerBackend(server(version))).handshake()
        let reason = try #require(outcome.server?.reason)
        // A hello with no more suites than it needs has none that such a signature goes with.
        let isSuite = reason == .noCommonSuite && version != .tls13 && ClientBackend.can(.exactSuiteOffer)
        #expect(reason == .noCommonParameter || isSuite, "\(String(describing: outcome.server))")
        #expect(outcome.server?.sentAlert == .fatal(.handshakeFailure))
        #expect(outcome.client?.alert == .fatal(.handshakeFailure))
    }

    @Test func `that the library does not have are reported with the reason`() throws {
        // GOST's in OpenSSL 3.0, without a name of the registry's in GnuTLS 3.7.
        let unknown = NamedGroup(rawValue: 0x0029)
        let lacks = "\(ClientBackend.name) \(ClientBackend.runtimeVersion) does not have it"
        var configuration = try client(.tls13)
        configuration.groups = [unknown, .secp256r1, NamedGroup(rawValue: 0x2a2a)]
        configuration.signatureSchemes = [SignatureScheme(rawValue: 0x0704), .ed25519]
        let backend = try ClientBackend(configuration)
        #expect(backend.groups.offered == [.secp256r1])
        #expect(backend.groups.refused.map(\.value.rawValue) == [0x0029, 0x2a2a])
        #expect(backend.groups.refused.allSatisfy { $0.why.hasPrefix(lacks) })
        #expect(backend.signatureSchemes.offered == [.ed25519])
        #expect(backend.signatureSchemes.refused.map(\.value.rawValue) == [0x0704])
        configuration.groups = [unknown]
        let error = #expect(throws: TLSError.self) { try ClientBackend(configuration) }
        #expect(error?.reason == .notSupported)
        #expect(error?.detail.hasPrefix("no group is left: \(unknown.description): \(lacks)") == true)
        configuration.groups = []
        configuration.signatureSchemes = [SignatureScheme(rawValue: 0x0704)]
        let other = #expect(throws: TLSError.self) { try ClientBackend(configuration) }
        #expect(other?.detail.hasPrefix("no signature scheme is left: eccsi_sha256: \(lacks)") == true)
    }

    @Test func `of one kind leave out the suites of the other`() throws {
        var configuration = try client(.tls12)
        configuration.cipherSuites = [
            .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, Self.finiteField,
        ]
        configuration.groups = [.secp256r1]
        let curves = try ClientBackend(configuration).suites
        #expect(curves.offered == [.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256])
        #expect(curves.refused.map(\.why) == ["it needs a finite field, and none of the configured groups is one"])
        guard ClientBackend.can(.finiteFieldChoice) else { return }
        configuration.groups = [.ffdhe2048]
        let fields = try ClientBackend(configuration).suites
        #expect(fields.offered == [Self.finiteField])
        #expect(fields.refused.map(\.why) == ["it needs an elliptic curve, and none of the configured groups is one"])
    }

    @Test func `have their names of the registry`() {
        #expect(SignatureScheme(name: "ECDSA_SECP256R1_SHA256") == .ecdsaSecp256r1SHA256)
        #expect(SignatureScheme(name: "ecdsa") == nil)
        #expect(SignatureScheme(rawValue: 0x0403).description == "ecdsa_secp256r1_sha256")
        #expect(SignatureScheme(rawValue: 0xfe0a).description == "0xFE0A")
        for scheme in SignatureScheme.known { #expect(SignatureScheme(name: scheme.description) == scheme) }
        let named = (UInt16.min...UInt16.max).map(SignatureScheme.init(rawValue:)).filter { $0.name != nil }
        #expect(named == SignatureScheme.known)
    }
}
