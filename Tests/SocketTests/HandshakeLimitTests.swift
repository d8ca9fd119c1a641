internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `The limits of a handshake` {
    static let versions: [TLSVersion] = [.tls12, .tls13, .dtls12]

    /// A server whose chain has one to three certificates.
    private func server(_ version: TLSVersion, _ count: Int) throws -> TLSConfiguration {
        let names = ["server-intermediate.der", "intermediate.der", "ca.der"].prefix(count)
        let key = try Secret(Certificates.bytes("server-intermediate.key.der"))
        let kind: TransportKind = version.isDatagram ? .datagram : .stream
        let own = try CertificateCredentials(chain: names.map { try Certificates.bytes($0) }, privateKey: key)
        var configuration = TLSConfiguration(kind, credentials: .certificate(own))
        configuration.versions = [version]
        return configuration
    }

    private func client(_ version: TLSVersion) throws -> TLSConfiguration {
        var configuration = try TLSConfiguration.client(version.isDatagram ? .datagram : .stream)
        configuration.versions = [version]
        return configuration
    }

    @Test(arguments: versions)
    func `bound the certificates that a peer presents`(_ version: TLSVersion) throws {
        for (limit, isVerified) in [(2, true), (2, false), (1, false)] {
            var near = try client(version)
            near.limits.certificates = limit
            if !isVerified { near.verification = .disabled }
            let fitting = try Link(ClientBackend(near), ServerBackend(server(version, limit)))
            let good = fitting.handshake()
            #expect(good.client == nil, "\(String(describing: good.server))")
            #expect(fitting.client.engine.negotiated?.peerCertificates.count == limit)
            let outcome = try Link(ClientBackend(near), ServerBackend(server(version, limit + 1))).handshake()
            #expect(outcome.client?.reason == .limitExceeded)
            #expect(outcome.client?.sentAlert == .fatal(.badCertificate))
            let words = "\(limit + 1) certificates were presented, and the limit is \(limit)"
            #expect(outcome.client?.detail.contains(words) == true, "\(String(describing: outcome.client))")
        }
    }

    @Test(arguments: versions)
    func `bound the messages of a handshake`(_ version: TLSVersion) throws {
        var near = try client(version)
        near.limits.handshakeLength = 4096
        near.verification = .disabled
        let fitting = try Link(ClientBackend(near), ServerBackend(server(version, 2)))
        #expect(fitting.handshake().client == nil)
        near.limits.handshakeLength = 1024
        let outcome = try Link(ClientBackend(near), ServerBackend(server(version, 2))).handshake()
        #expect(outcome.client?.reason == .limitExceeded, "\(String(describing: outcome.client))")
        #expect(outcome.client?.sentAlert != nil)
        #expect(outcome.server?.alert == outcome.client?.sentAlert)
    }

    @Test func `have their ranges`() throws {
        let configuration = TLSConfiguration.psk()
        #expect(configuration.limits.certificates == 10)
        #expect(configuration.limits.handshakeLength == 131_072)
        for count in [0, 17, -1, Int.max] {
            var other = configuration
            other.limits.certificates = count
            let error = #expect(throws: TLSError.self) { try ClientBackend(other) }
            #expect(error?.reason == .invalidConfiguration)
            #expect(error?.detail == "the limit of certificates is 1 to 16, this one is \(count)")
        }
        for length in [0, 1023, 16_777_216, -1] {
            var other = configuration
            other.limits.handshakeLength = length
            let error = #expect(throws: TLSError.self) { try ClientBackend(other) }
            #expect(error?.reason == .invalidConfiguration)
            let words = "the limit of handshake messages is 1024 to 16777215 bytes, this one is \(length)"
            #expect(error?.detail == words)
        }
        for (count, length) in [(1, 1024), (16, 16_777_215)] {
            var other = configuration
            other.limits.certificates = count
            other.limits.handshakeLength = length
            _ = try ClientBackend(other)
        }
    }
}
