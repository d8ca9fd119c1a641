internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair) struct `A server that lets clients come back` {
    private static let ticket12 = ResumptionCase(way: .ticket, version: .tls12, proof: .certificate)
    private static let ticket13 = ResumptionCase(way: .ticket, version: .tls13, proof: .certificate)
    static let tickets = [ticket12, ticket13, ResumptionCase(way: .ticket, version: .dtls12, proof: .preSharedKey)]
    static let all = tickets + [ResumptionCase(way: .identifier, version: .dtls12, proof: .preSharedKey)]

    @Test(arguments: tickets)
    func `opens the tickets of another process with the same key and configuration`(
        _ resumption: ResumptionCase
    ) throws {
        let visits = try resumption.visits()
        var server = try resumption.configurations().server
        let key = try TicketKey.random()
        server.resumption = .tickets(key)
        visits.server = try ServerBackend(server)
        #expect(try visits.visit().isFull)
        server.resumption = .tickets(try TicketKey(Secret(key.withBytes { $0.copied })))
        visits.server = try ServerBackend(server)
        #expect(try visits.visit().isResumed)
        server.resumption = .tickets(try .random())
        visits.server = try ServerBackend(server)
        #expect(try visits.visit().report.whyNot == .declined)
    }

    /// Whoever came in without a certificate must not get around showing one.
    @Test(arguments: tickets.prefix(2))
    func `opens none that was made under another configuration`(_ resumption: ResumptionCase) throws {
        let visits = try resumption.visits()
        var open = try resumption.configurations().server
        open.resumption = .tickets(try .random())
        var required = open
        required.verification.clientCertificate = .required
        var trusting = open
        trusting.verification.trustAnchors = .bytes(try Certificates.bytes("other-ca.pem"))
        var revoking = open
        revoking.verification.revocationLists = .bytes(try Certificates.bytes("ca.crl.pem"))
        for other in [required, trusting, revoking] {
            visits.storage = .buffer(SessionBuffer(size: 4096))
            visits.server = try ServerBackend(open)
            #expect(try visits.visit().isFull)
            visits.server = try ServerBackend(other)
            let visit = try visits.visit()
            #expect(visit.server?.isResumed != true, "\(visit.words)")
            #expect(!visit.report.isResumed)
        }
    }

    @Test func `asks for the client's certificate again where it was not shown before`() throws {
        for resumption in [Self.ticket12, Self.ticket13] {
            let configurations = try resumption.configurations()
            var server = configurations.server
            server.resumption = .tickets(try .random())
            let visits = Visits(try ClientBackend(configurations.client), try ServerBackend(server))
            #expect(try visits.visit().isFull)
            server.verification.clientCertificate = .required
            visits.server = try ServerBackend(server)
            let visit = try visits.visit()
            #expect(visit.failure?.reason == .certificateRequired || visit.failure?.reason == .refusedByPeer)
        }
    }

    @Test(arguments: all)
    func `lets nobody come back unless it is told to`(_ resumption: ResumptionCase) throws {
        let visits = try resumption.visits()
        var server = try resumption.configurations().server
        server.resumption = ServerResumption()
        visits.server = try ServerBackend(server)
        for _ in 1...2 { #expect(try visits.visit().isFull) }
    }

    @Test(arguments: all)
    func `lets a client come back in both ways where it has both`(_ resumption: ResumptionCase) throws {
        let visits = try resumption.visits()
        var server = try resumption.configurations().server
        server.resumption = .tickets(try .random())
        server.resumption.cachedSessions = 10
        visits.server = try ServerBackend(server)
        #expect(try visits.visit().isFull)
        for _ in 1...2 { #expect(try visits.visit().isResumed) }
    }

    @Test func `keeps as many sessions as it was told to`() throws {
        let resumption = ResumptionCase(way: .identifier, version: .tls12, proof: .preSharedKey)
        var configurations = try resumption.configurations()
        configurations.server.resumption = .cache(3)
        let visits = Visits(try ClientBackend(configurations.client), try ServerBackend(configurations.server))
        let storages = (0..<5).map { _ in SessionStorage.buffer(SessionBuffer(size: 4096)) }
        for storage in storages {
            visits.storage = storage
            #expect(try visits.visit().isFull)
        }
        let resumed = try storages.reversed().map { storage in
            visits.storage = storage
            return try visits.visit().isResumed
        }
        // Those that were too late made sessions of their own.
        #expect(resumed == [true, true, true, false, false])
    }

    @Test(arguments: [Duration.zero, .milliseconds(999), .seconds(7 * 86_400 + 1)])
    func `refuses a lifetime that nobody can keep`(_ lifetime: Duration) throws {
        var configuration = TLSConfiguration.psk()
        configuration.resumption.lifetime = lifetime
        let error = #expect(throws: TLSError.self) { try ServerBackend(configuration) }
        #expect(error?.systemCode == .invalidArgument)
    }

    @Test func `does not take a pre-shared key of TLS 1.3 for a session`() throws {
        var configurations = try ResumptionCase(way: .ticket, version: .tls13, proof: .preSharedKey).configurations()
        configurations.server.resumption = ServerResumption()
        let visits = Visits(try ClientBackend(configurations.client), try ServerBackend(configurations.server))
        for _ in 1...2 { #expect(try visits.visit().isFull) }
    }
}
