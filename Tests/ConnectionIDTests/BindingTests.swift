internal import SecureSockets
internal import TestSupport
internal import Testing

/// A saved association is taken up for the same server and under the same configuration only.
@Suite(.everyPair, .bounded) struct `What a saved association is bound to` {
    /// Each is another one than what the certificates of the tests are verified by.
    private static let verifications: [(name: String, change: @Sendable (inout PeerVerification) throws -> Void)] = [
        ("none", { $0 = .disabled }),
        ("other anchors", { $0.trustAnchors = .bytes(try Certificates.bytes("other-ca.pem")) }),
        ("more anchors", { $0.trustAnchors = [$0.trustAnchors, .bytes(try Certificates.bytes("other-ca.pem"))] }),
        ("the system's anchors", { $0.usesSystemTrustStore = true }),
        ("revocation lists", { $0.revocationLists = .bytes(try Certificates.bytes("ca-empty.crl.pem")) }),
        ("names", { $0.checksName = false }),
        ("common names", { $0.allowsCommonName = true }),
        ("depth", { $0.maximumDepth = 3 }),
        ("weaker moduli", { $0.strength.modulusBits = 1024 }),
        ("weaker curves", { $0.strength.curveBits = 192 }),
        ("colliding digests", { $0.strength.allowsCollidingDigests = true }),
        ("names with DANE-EE", { $0.checksNameOfDomainIssuedCertificate = true }),
        ("the clock", { $0.clock = .disabled }),
        ("clients' certificates", { $0.clientCertificate = .requested }),
    ]

    @Test func `is each rule of the verification, at both ends`() throws {
        let saved = try TwoSaved()
        #expect(try saved.clientRefusal() == nil)
        #expect(try saved.serverRefusal() == nil)
        for (name, change) in Self.verifications {
            let words = Comment(rawValue: name)
            #expect(try saved.clientRefusal { try change(&$0.verification) } == .otherConfiguration, words)
            #expect(try saved.serverRefusal { try change(&$0.verification) } == .otherConfiguration, words)
        }
    }

    @Test func `is what a server was taken by that nobody verified`() throws {
        let saved = try TwoSaved { client, _ in client.verification = .disabled }
        #expect(try saved.clientRefusal() == nil)
        #expect(try saved.clientRefusal { $0.verification.isOpportunistic = true } == .otherConfiguration)
    }

    @Test func `is the raw public keys that are pinned, and the types that are accepted`() throws {
        guard ClientBackend.can(.rawPublicKeys), ServerBackend.can(.rawPublicKeys) else { return }
        let saved = try TwoSaved { client, server in
            client = try .rawPublicKey(.datagram, pinned: ["server"])
            server = try .rawPublicKey(.datagram, own: "server")
        }
        #expect(try saved.clientRefusal() == nil)
        for names in [["client"], ["server", "client"]] {
            let pinned = PeerVerification.pinned(try names.map { try Certificates.publicKey($0) })
            #expect(try saved.clientRefusal { $0.verification = pinned } == .otherConfiguration)
        }
        let both: [CertificateType] = [.rawPublicKey, .x509]
        #expect(try saved.clientRefusal { $0.verification.certificateTypes = both } == .otherConfiguration)
        let other = try TLSConfiguration.rawPublicKey(.datagram, own: "client").credentials
        #expect(try saved.serverRefusal { $0.credentials = other } == .otherConfiguration)
    }

    @Test func `is the server's name, whoever gives it`() throws {
        let saved = try TwoSaved()
        #expect(try saved.clientRefusal(host: "LOCALHOST") == nil)
        #expect(try saved.clientRefusal(host: "example.test") == .otherConfiguration)
        #expect(try saved.clientRefusal(host: "example.test") { $0.serverName = "localhost" } == nil)
        #expect(try saved.clientRefusal { $0.serverName = "example.test" } == .otherConfiguration)
    }

    @Test func `is the TLSA records that the server has to match, those of the association before all`() throws {
        let encoded = try Certificates.publicKey("server")
        let key = SHA256.digest(of: encoded.span)
        let right = TLSARecord(usage: 3, selector: 1, matching: 1, data: key)
        let wrong = TLSARecord(usage: 3, selector: 1, matching: 1, data: [UInt8](repeating: 1, count: 32))
        let saved = try TwoSaved()
        #expect(try saved.clientRefusal([]) == nil)
        #expect(try saved.clientRefusal([right]) == .otherConfiguration)
        #expect(try saved.clientRefusal { $0.verification.tlsaRecords = [right] } == .otherConfiguration)
        #expect(try saved.clientRefusal([]) { $0.verification.tlsaRecords = [right] } == nil)
        let bound = try TwoSaved(records: [right])
        #expect(try bound.clientRefusal([right]) == nil)
        #expect(try bound.clientRefusal { $0.verification.tlsaRecords = [right] } == nil)
        for records in [nil, [], [wrong], [right, wrong]] {
            #expect(try bound.clientRefusal(records) == .otherConfiguration)
        }
        // And it stays bound to them.
        let backend = try ClientBackend(bound.client)
        let restored = try Association.restored(
            bound.near,
            as: .client,
            by: backend,
            host: "localhost",
            tlsaRecords: [right]
        )
        var again = bound
        again.near = try #require(restored.saved(by: backend, host: "localhost"))
        #expect(try again.clientRefusal([right]) == nil)
        #expect(try again.clientRefusal() == .otherConfiguration)
    }

    @Test func `is the TLSA records of the socket too`() throws {
        let encoded = try Certificates.publicKey("server")
        let digest = SHA256.digest(of: encoded.span)
        let saved = try TwoSaved { client, _ in client.serverName = "localhost" }
        let listener = try ServerListener(saved.server, host: "127.0.0.1", port: 0)
        let socket = try ClientSocket(saved.client)
        _ = try join(listener, socket)
        for records in [[TLSARecord(usage: 3, selector: 1, matching: 1, data: digest)], nil] {
            try socket.suspend()
            socket.tlsaRecords = records
            _ = try join(listener, socket)
            #expect(socket.whyNotRestored == .otherConfiguration)
            try socket.suspend()
            try socket.connect(to: "127.0.0.1", port: listener.localAddress.port)
            #expect(socket.connectionIDResumed)
        }
    }

    @Test func `is not the TLS library: each goes on on the other end's`() throws {
        let saved = try TwoSaved()
        let (near, far) = (try ServerBackend(saved.client), try ClientBackend(saved.server))
        let client = try Association.restored(saved.near, as: .client, by: near, host: "localhost")
        let server = try Association.restored(saved.far, as: .server, by: far)
        let message: [UInt8] = [1, 2, 3]
        try client.engine.write(message.span)
        client.takeOutgoing { server.ingest($0) }
        var received: [UInt8] = []
        received = try [UInt8](capacity: 9) { output in _ = try server.engine.read(into: &output) }
        #expect(received == message)
        try server.engine.write(message.span)
        server.takeOutgoing { client.ingest($0) }
        received = try [UInt8](capacity: 9) { output in _ = try client.engine.read(into: &output) }
        #expect(received == message)
    }

    @Test func `is what each end proves itself with, and how`() throws {
        let saved = try TwoSaved()
        #expect(try saved.clientRefusal { $0.credentials = .none } == .otherConfiguration)
        let other = Credentials.certificate(try Certificates.credentials("client-rsa"))
        #expect(try saved.clientRefusal { $0.credentials = other } == .otherConfiguration)
        let named = try Certificates.credentials("server-rsa")
        #expect(try saved.serverRefusal { $0.credentials = .certificate(named) } == .otherConfiguration)
        #expect(try saved.serverRefusal { $0.certificatesByServerName = ["a.test": named] } == .otherConfiguration)
        #expect(try saved.clientRefusal { $0.groups = [.secp256r1] } == .otherConfiguration)
        #expect(try saved.clientRefusal { $0.signatureSchemes = [.ecdsaSecp256r1SHA256] } == .otherConfiguration)
    }

    @Test func `is a suite that may still be negotiated, in whatever order`() throws {
        let saved = try TwoSaved()
        let backend = try ClientBackend(saved.client)
        let restored = try Association.restored(saved.near, as: .client, by: backend, host: "localhost")
        let suite = try #require(restored.engine.negotiated?.cipherSuite)
        #expect(try saved.clientRefusal { $0.cipherSuites.reverse() } == nil)
        #expect(try saved.clientRefusal { $0.cipherSuites = [suite] } == nil)
        #expect(try saved.clientRefusal { $0.cipherSuites.removeAll { $0 == suite } } == .otherConfiguration)
        #expect(try saved.serverRefusal { $0.cipherSuites.removeAll { $0 == suite } } == .otherConfiguration)
    }

    @Test func `is the pre-shared key with its identity`() throws {
        let saved = try TwoSaved { client, server in
            client = .psk()
            client.cipherSuites = [.TLS_PSK_WITH_AES_128_CCM_8]
            server = client
        }
        #expect(try saved.clientRefusal() == nil)
        #expect(try saved.serverRefusal() == nil)
        let others = [
            TLSConfiguration.psk(identity: Array("another device".utf8)),
            TLSConfiguration.psk(key: [UInt8](repeating: 7, count: 16)),
        ]
        for other in others {
            #expect(try saved.clientRefusal { $0.credentials = other.credentials } == .otherConfiguration)
            #expect(try saved.serverRefusal { $0.credentials = other.credentials } == .otherConfiguration)
        }
    }
}

/// One association saved at both ends, and what those were made of.
private struct TwoSaved {
    var client: TLSConfiguration
    var server: TLSConfiguration
    var near: SavedAssociation
    let far: SavedAssociation

    /// With certificates of both ends, unless changed.
    init(
        records: [TLSARecord]? = nil,
        _ change: (inout TLSConfiguration, inout TLSConfiguration) throws -> Void = { _, _ in }
    ) throws {
        client = try .client(.datagram, certificate: "client")
        server = try .server(.datagram, clients: .required)
        try change(&client, &server)
        client.connectionIDs = ConnectionIDOptions(length: 0)
        server.connectionIDs = ConnectionIDOptions(length: 8)
        let (clientBackend, serverBackend) = (try ClientBackend(client), try ServerBackend(server))
        let link = try Link(clientBackend, serverBackend)
        let engine = link.client.engine
        if let records { engine.tlsaRecords = records }
        #expect(link.handshake().isComplete, "\(link)")
        near = try #require(link.client.saved(by: clientBackend, host: "localhost"))
        far = try #require(link.server.saved(by: serverBackend))
    }

    /// Why the client does not go on under another configuration; nil where it does.
    func clientRefusal(
        host: String = "localhost",
        _ records: [TLSARecord]? = nil,
        _ change: (inout TLSConfiguration) throws -> Void = { _ in }
    ) throws -> NotRestored? {
        var client = client
        try change(&client)
        let backend = try ClientBackend(client)
        return try refusal {
            _ = try Association.restored(near, as: .client, by: backend, host: host, tlsaRecords: records)
        }
    }

    /// Why the server does not go on under another configuration; nil where it does.
    func serverRefusal(_ change: (inout TLSConfiguration) throws -> Void = { _ in }) throws -> NotRestored? {
        var server = server
        try change(&server)
        let backend = try ServerBackend(server)
        return try refusal { _ = try Association.restored(far, as: .server, by: backend) }
    }

    private func refusal(_ body: () throws -> Void) throws -> NotRestored? {
        do {
            try body()
        } catch let error as NotRestored {
            return error
        }
        return nil
    }
}
