internal import SecureSockets
internal import TestSupport
internal import Testing

/// A library of TLS 1.3 reads handshake messages behind the handshake too, and shows each before it refuses it.
@Suite(.everyPair, .bounded) struct `A message of the handshake that comes behind it` {
    private static let certificate: UInt8 = 11
    private static let serverHello: UInt8 = 2

    private static func configuration(_ lines: KeyLogLines) throws -> TLSConfiguration {
        var configuration = try TLSConfiguration.client(.stream)
        configuration.versions = [.tls13]
        configuration.cipherSuites = [.TLS_AES_128_GCM_SHA256, .TLS_CHACHA20_POLY1305_SHA256]
        configuration.keyLog = { lines.add($0) }
        return configuration
    }

    /// All but the random that nobody looks at: legacy session, suite, compression and no extensions.
    private static func hello(_ suite: CipherSuite) -> [UInt8] {
        let number = [UInt8(suite.rawValue >> 8), UInt8(suite.rawValue & 0xff)]
        return [3, 3] + [UInt8](repeating: 9, count: 32) + [0] + number + [0, 0, 0]
    }

    /// One certificate, which is none.
    private static let someCertificate: [UInt8] = [0, 0, 0, 8, 0, 0, 3, 1, 2, 3, 0, 0]

    private static func send(_ record: [UInt8], to end: Association<some TLSEngine>) {
        end.ingest(record.span)
    }

    @Test func `changes nothing of what was agreed on, at a client`() throws {
        let lines = KeyLogLines()
        var server = try TLSConfiguration.server(.stream)
        server.versions = [.tls13]
        server.cipherSuites = [.TLS_AES_128_GCM_SHA256]
        let link = try Link(ClientBackend(Self.configuration(lines)), ServerBackend(server), host: "localhost")
        #expect(link.handshake().isComplete, "\(link)")
        let before = try #require(link.client.engine.negotiated)
        var holder = try TrafficKeyHolder(#require(lines.values("SERVER_TRAFFIC_SECRET_0")?.secret))
        try Self.send(holder.record(23, [1, 2, 3]), to: link.client)
        #expect(try link.client.readAll().data == [[1, 2, 3]])
        try Self.send(holder.message(Self.serverHello, Self.hello(.TLS_CHACHA20_POLY1305_SHA256)), to: link.client)
        #expect(throws: TLSError.self) { try link.client.readAll() }
        #expect(link.client.engine.negotiated == before)
    }

    /// GnuTLS 3.7.9 keeps the certificates of a ticket that it finds too old: who presents any thing behind the handshake must
    /// not pass for whom the ticket was given to.
    @Test func `shows nobody's certificate, at a server`() throws {
        let resumption = ResumptionCase(way: .ticket, version: .tls13, proof: .bothCertificates)
        var configurations = try resumption.configurations()
        configurations.server.verification.clientCertificate = .requested
        configurations.server.cipherSuites = [.TLS_AES_128_GCM_SHA256]
        let server = try ServerBackend(configurations.server)
        let buffer = SessionBuffer(size: 8192)
        let owner = Visits(try ClientBackend(configurations.client), server, storage: .buffer(buffer))
        #expect(try owner.visit().server?.peerCertificates.isEmpty == false)
        let lines = KeyLogLines()
        let link = try Link(ClientBackend(Self.configuration(lines)), server, host: "localhost")
        let session = try #require(buffer.withBytes { ResumptionEnvelope($0) }).content
        // OpenSSL resumes whatever the age is, and gives nothing for early data then.
        if ClientBackend.name == "GnuTLS", ServerBackend.name == "GnuTLS" {
            let aged = try #require(session.withBytes { Self.aged($0.array) })
            #expect(link.client.engine.offer(Secret(aged)))
        }
        #expect(link.handshake().isComplete, "\(link)")
        let before = try #require(link.server.engine.negotiated)
        #expect(!before.isResumed)
        #expect(before.peerCertificates.isEmpty)
        var holder = try TrafficKeyHolder(#require(lines.values("CLIENT_TRAFFIC_SECRET_0")?.secret))
        try Self.send(holder.record(23, [1, 2, 3]), to: link.server)
        #expect(try link.server.readAll().data == [[1, 2, 3]])
        try Self.send(holder.message(Self.certificate, Self.someCertificate), to: link.server)
        #expect(throws: TLSError.self) { try link.server.readAll() }
        #expect(link.server.engine.negotiated == before)
    }

    /// The session with another number to be added to the ticket's age (RFC 8446, 4.6.1); nil where it is none.
    ///
    /// So the ticket looks weeks older or younger than it is. The layout is that of GnuTLS 3.7.9 (lib/session_pack.c).
    private static func aged(_ session: [UInt8]) -> [UInt8]? {
        var reader = MessageReader(0..<session.count)
        let bytes = session.span
        guard reader.skip(13), reader.vector32(bytes) != nil, reader.vector32(bytes) != nil else { return nil }
        guard let ticket = reader.vector32(bytes), ticket.count > 8 else { return nil }
        var aged = session
        aged[ticket.lowerBound + 4] ^= 0x40
        return aged
    }
}
