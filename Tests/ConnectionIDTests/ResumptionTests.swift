internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `Connection IDs and the resumption of sessions` {
    private static let ways = [true, false]

    /// A client and a server with connection IDs; the server keeps sessions or gives tickets.
    private static func configurations(
        byTicket: Bool
    ) throws -> (client: TLSConfiguration, server: TLSConfiguration) {
        var server = TLSConfiguration.psk(connectionID: 8)
        server.resumption = byTicket ? .tickets(try .random()) : .cache(10)
        return (.psk(connectionID: 4), server)
    }

    private func connect(_ client: ClientSocket, _ server: LoopbackServer) throws {
        client.receiveTimeout = .seconds(20)
        try client.connect(to: "localhost", port: server.port, within: .seconds(20))
        try client.send([1, 2, 3])
        #expect(try client.receive(atMost: 100) == [1, 2, 3])
    }

    @Test(arguments: ways)
    func `a resumed handshake agrees on new ones, and data passes`(byTicket: Bool) throws {
        let configurations = try Self.configurations(byTicket: byTicket)
        let visits = Visits(try ClientBackend(configurations.client), try ServerBackend(configurations.server))
        let first = try visits.visit()
        #expect(first.isFull, "\(first.words)")
        let second = try visits.visit()
        #expect(second.isResumed, "\(second.words)")
        let identifiers = try #require(second.client?.connectionIDs)
        #expect([identifiers.own.count, identifiers.peer.count] == [4, 8])
        #expect(second.server?.connectionIDs == ConnectionIDs(own: identifiers.peer, peer: identifiers.own))
        #expect(first.client?.connectionIDs != identifiers)
    }

    @Test(arguments: ways)
    func `a suspended association goes first, and the session where the association is gone`(byTicket: Bool) throws {
        let configurations = try Self.configurations(byTicket: byTicket)
        let server = try LoopbackServer(configurations.server)
        let client = try ClientSocket(configurations.client)
        let (associations, sessions) = (Shelf(), SessionBuffer(size: 4096))
        client.associationStorage = associations.storage
        client.sessionStorage = .buffer(sessions)
        try connect(client, server)
        #expect(client.resumption?.whyNot == .empty)
        try client.suspend()
        try connect(client, server)
        #expect(client.connectionIDResumed)
        #expect(client.resumption == nil)
        try client.suspend()
        associations.newest = nil
        try connect(client, server)
        #expect(!client.connectionIDResumed)
        #expect(client.whyNotRestored == .empty)
        #expect(client.negotiated?.isResumed == true)
        #expect(client.negotiated?.connectionIDs != nil)
        try client.close()
    }

    @Test(arguments: ways)
    func `without a storage suspend keeps both, and close neither`(byTicket: Bool) throws {
        let configurations = try Self.configurations(byTicket: byTicket)
        let server = try LoopbackServer(configurations.server)
        let client = try ClientSocket(configurations.client)
        try connect(client, server)
        for _ in 1...2 {
            try client.suspend()
            try connect(client, server)
            #expect(client.connectionIDResumed)
        }
        try client.close()
        try connect(client, server)
        #expect(!client.connectionIDResumed)
        #expect(client.negotiated?.isResumed == false)
        try client.close()
    }
}
