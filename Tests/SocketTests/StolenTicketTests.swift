internal import SecureSockets
internal import TestSupport
internal import Testing

/// Tickets and identifiers of sessions pass in the clear, and who has one may not pass for whom it was given to.
@Suite(.everyPair, .bounded) struct `A session in the hands of somebody else` {
    static let cases = [
        ResumptionCase(way: .ticket, version: .tls12, proof: .bothCertificates),
        ResumptionCase(way: .identifier, version: .tls12, proof: .bothCertificates),
        ResumptionCase(way: .ticket, version: .dtls12, proof: .bothCertificates),
    ]

    /// GnuTLS 3.7.9 keeps the certificates of a session that it then does not resume, here because of the server's name.
    @Test(arguments: cases)
    func `shows nobody's certificate where it is not resumed`(_ resumption: ResumptionCase) throws {
        var configurations = try resumption.configurations()
        configurations.server.verification.clientCertificate = .requested
        let server = try ServerBackend(configurations.server)
        let buffer = SessionBuffer(size: 8192)
        let owner = Visits(try ClientBackend(configurations.client), server, storage: .buffer(buffer))
        #expect(try owner.visit().server?.peerCertificates.isEmpty == false)
        var thief = try TLSConfiguration.client(resumption.kind)
        thief.versions = [resumption.version]
        thief.verification.checksName = false
        let link = try Link(try ClientBackend(thief), server, host: "elsewhere.example")
        let content = try Self.content(of: buffer)
        #expect(link.client.engine.offer(content))
        #expect(link.handshake().isComplete, "\(link)")
        let negotiated = try #require(link.server.engine.negotiated)
        #expect(!negotiated.isResumed)
        #expect(negotiated.peerCertificates.isEmpty)
        #expect(negotiated.serverName == "elsewhere.example")
    }

    /// OpenSSL 3.0 takes the first identity that it can use, which is the ticket, and verifies no other one.
    @Test func `is no proof of an identity that is named beside it`() throws {
        let resumption = ResumptionCase(way: .ticket, version: .tls13, proof: .preSharedKey)
        var configurations = try resumption.configurations()
        let store = PreSharedKeyStore { identity in
            switch String(decoding: identity.array, as: UTF8.self) {
            case "alice": Secret([1, 2, 3, 4])
            case "bob": Secret([5, 6, 7, 8])
            default: nil
            }
        }
        configurations.server.credentials = .preSharedKeys(store)
        let server = try ServerBackend(configurations.server)
        let buffer = SessionBuffer(size: 8192)
        let alice = Visits(try Self.client("alice", [1, 2, 3, 4]), server, storage: .buffer(buffer))
        #expect(try alice.visit().server?.pskIdentity == Array("alice".utf8))
        // It does not have the key of whom it names.
        let impostor = try Self.client("bob", [9, 9, 9, 9])
        for _ in 1...2 {
            let link = try Link(impostor, server, host: "localhost")
            let content = try Self.content(of: buffer)
            #expect(link.client.engine.offer(content))
            guard link.handshake().isComplete else { break }
            #expect(link.server.engine.negotiated?.isResumed == true)
            #expect(link.server.engine.negotiated?.pskIdentity == Array("alice".utf8))
        }
    }

    /// RFC 5246, 7.2.2.
    @Test func `that ended in a fatal alert is not resumed`() throws {
        let resumption = ResumptionCase(way: .identifier, version: .tls12, proof: .certificate)
        let visits = try resumption.visits()
        let buffer = SessionBuffer(size: 8192)
        visits.storage = .buffer(buffer)
        #expect(try visits.visit().isFull)
        let saved = try #require(buffer.load())
        let link = try Link(visits.client, visits.server, host: visits.host)
        let keeper = SessionKeeper(visits.client, host: visits.host, storage: visits.storage)
        keeper.offer(to: link.client.engine)
        #expect(link.handshake().isComplete)
        #expect(link.server.engine.negotiated?.isResumed == true)
        guard link.client.engine.send(.fatal(.internalError)) else { return }
        link.deliverFromClient()
        #expect(throws: TLSError.self) { try link.server.readAll() }
        try buffer.store(saved)
        #expect(try visits.visit().isFull)
    }

    private static func client(_ identity: String, _ key: [UInt8]) throws -> ClientBackend {
        var configuration = TLSConfiguration.psk(.stream, identity: Array(identity.utf8), key: key)
        configuration.versions = [.tls13]
        return try ClientBackend(configuration)
    }

    private static func content(of buffer: SessionBuffer) throws -> Secret {
        try #require(buffer.withBytes { ResumptionEnvelope($0) }).content
    }
}
