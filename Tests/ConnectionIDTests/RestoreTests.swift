internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `An association that is restored` {
    @Test func `goes on at a client without a handshake, as often as it is suspended`() throws {
        let (listener, client) = try Self.ends()
        let server = try join(listener, client)
        #expect(!client.connectionIDResumed)
        #expect(client.whyNotRestored == .empty)
        let negotiated = try #require(client.negotiated)
        for number in UInt8(1)...5 {
            try client.suspend()
            #expect(client.state == .closed)
            try client.connect(to: "127.0.0.1", port: listener.localAddress.port)
            #expect(client.connectionIDResumed)
            #expect(client.negotiated == negotiated)
            try expectEcho(client, server, number)
        }
        #expect(listener.counters.accepted == 1)
        #expect(server.connectionIDCounters.moves == 5)
        try client.close()
        #expect(try server.receive(atMost: 9).isEmpty)
    }

    @Test func `is not what close leaves`() throws {
        let (listener, client) = try Self.ends()
        _ = try join(listener, client)
        try client.suspend()
        try client.close()
        _ = try join(listener, client)
        #expect(!client.connectionIDResumed)
        #expect(listener.counters.accepted == 2)
    }

    @Test(arguments: `A handshake with connection IDs`.suites)
    func `goes on at both ends from bytes, with each suite`(_ suite: CipherSuite) throws {
        let (near, far) = (Shelf(), Shelf())
        let (listener, client) = try Self.ends(suite)
        client.associationStorage = near.storage
        let server = try join(listener, client, far.storage)
        try expectEcho(client, server, 1)
        // Nobody closes them: their processes are gone.
        let another = try ServerListener(Self.configuration(8, suite), host: "127.0.0.1", port: 0)
        let port = another.localAddress.port
        let (again, other) = (
            try another.restore(try #require(far.newest), storage: far.storage),
            try ClientSocket(Self.configuration(0, suite))
        )
        other.associationStorage = near.storage
        try other.connect(to: "127.0.0.1", port: port)
        #expect(other.connectionIDResumed)
        #expect(again.connectionIDResumed)
        #expect(again.negotiated == server.negotiated)
        try expectEcho(other, again, 2)
        #expect(another.counters.restored == 1)
        try other.close()
        #expect(try again.receive(atMost: 9).isEmpty)
        #expect(near.newest == nil)
        #expect(far.newest == nil)
    }

    @Test func `saves numbers ahead, so that what was sent meanwhile costs nothing`() throws {
        let shelf = Shelf()
        let (listener, client) = try Self.ends()
        client.associationStorage = shelf.storage
        let server = try join(listener, client)
        for number in 0..<UInt8(150) { try expectEcho(client, server, number) }
        // Each one's process is killed: nobody says anything.
        for round in 0..<3 {
            let next = try ClientSocket(Self.configuration(0))
            next.associationStorage = shelf.storage
            try next.connect(to: "127.0.0.1", port: listener.localAddress.port)
            #expect(next.connectionIDResumed)
            for number in 0..<UInt8(60 + round) { try expectEcho(next, server, number) }
        }
        #expect(server.connectionIDCounters.droppedReplays == 0)
        #expect(listener.counters.accepted == 1)
        // Ahead of every 64 records, less the spared ones.
        #expect(shelf.saved >= 4 + 330 / 64)
    }

    @Test func `of a copy that is too old loses records to replays and no nonce, until its numbers are new`() throws {
        let shelf = Shelf()
        let (listener, client) = try Self.ends()
        client.associationStorage = shelf.storage
        let server = try join(listener, client)
        let old = try #require(shelf.newest)
        for number in 0..<UInt8(100) { try expectEcho(client, server, number) }
        shelf.newest = old
        try client.suspend()
        shelf.newest = old
        try client.connect(to: "127.0.0.1", port: listener.localAddress.port)
        #expect(client.connectionIDResumed)
        for _ in 0..<60 { try client.send([1]) }
        try expectEcho(client, server, 77, skipping: [1])
        #expect(server.connectionIDCounters.droppedReplays > 30)
    }

    @Test func `says why it is not, and a handshake follows`() throws {
        let (listener, client) = try Self.ends()
        let shelf = Shelf()
        client.associationStorage = shelf.storage
        _ = try join(listener, client)
        let good = try #require(shelf.newest).withBytes { span in span.indices.map { span[$0] } }
        var damaged = good
        damaged[good.count / 2] ^= 1
        let cases: [([UInt8], NotRestored)] = [
            ([], .empty), ([0, 0, 0], .empty), (damaged, .damaged), (good.dropLast(), .damaged),
        ]
        for (bytes, reason) in cases {
            try client.suspend()
            shelf.newest = SavedAssociation(bytes)
            _ = try join(listener, client)
            #expect(client.whyNotRestored == reason)
            #expect(!client.connectionIDResumed)
        }
        // And so is what a server saved.
        try client.suspend()
        shelf.newest = nil
        let server = try join(listener, client)
        shelf.newest = try server.saveAssociation()
        let third = try ClientSocket(Self.configuration(0))
        third.associationStorage = shelf.storage
        _ = try join(listener, third)
        #expect(third.whyNotRestored == .otherConfiguration)
        // Another key is another peer.
        let other = try ClientSocket(.psk(connectionID: 0, key: Array("another key now!".utf8)))
        other.associationStorage = shelf.storage
        let port = listener.localAddress.port
        #expect(throws: TLSError.self) { try other.connect(to: "127.0.0.1", port: port, within: .milliseconds(300)) }
        #expect(other.whyNotRestored == .otherConfiguration)
    }

    @Test func `with ChaCha20-Poly1305 needs a storage`() throws {
        let (listener, client) = try Self.ends(.TLS_PSK_WITH_CHACHA20_POLY1305_SHA256)
        let shelf = Shelf()
        let server = try join(listener, client, shelf.storage)
        let error = #expect(throws: TLSError.self) { try client.saveAssociation() }
        #expect(error?.reason == .notSupported)
        try expectEcho(client, server, 1)
        let another = try ServerListener(
            Self.configuration(8, .TLS_PSK_WITH_CHACHA20_POLY1305_SHA256),
            host: "127.0.0.1",
            port: 0
        )
        #expect(throws: TLSError.self) { try another.restore(try #require(shelf.newest)) }
        _ = try another.restore(try #require(shelf.newest), storage: shelf.storage)
    }

    @Test func `sends nothing that its storage has not taken`() throws {
        let shelf = Shelf()
        let (listener, client) = try Self.ends(.TLS_PSK_WITH_CHACHA20_POLY1305_SHA256)
        client.associationStorage = shelf.storage
        let server = try join(listener, client)
        shelf.isBroken = true
        var sent = 0
        while (try? client.send([1])) != nil { sent += 1 }
        #expect(sent < AssociationStorage.reservation)
        shelf.isBroken = false
        for _ in 0..<sent { _ = try server.receive(atMost: 9) }
        try expectEcho(client, server, 7)
    }

    @Test func `is found after a reload too, which cannot change how long connection IDs are`() throws {
        let (listener, client) = try Self.ends()
        let server = try join(listener, client)
        try listener.reload(Self.configuration(8))
        try client.suspend()
        try client.connect(to: "127.0.0.1", port: listener.localAddress.port)
        try expectEcho(client, server, 1)
        let error = #expect(throws: TLSError.self) { try listener.reload(Self.configuration(4)) }
        #expect(error?.reason == .invalidConfiguration)
    }

    @Test func `does not begin twice at a listener`() throws {
        let (listener, client) = try Self.ends()
        let server = try join(listener, client)
        let saved = try server.saveAssociation()
        let error = #expect(throws: TLSError.self) { try listener.restore(saved) }
        #expect(error?.systemCode == .addressInUse)
        try server.suspend()
        let again = try listener.restore(saved)
        try expectEcho(client, again, 3)
    }

    static func configuration(_ length: Int, _ suite: CipherSuite = .TLS_PSK_WITH_AES_128_CCM_8) -> TLSConfiguration {
        var configuration = TLSConfiguration.psk(connectionID: length)
        configuration.cipherSuites = [suite]
        return configuration
    }

    static func ends(
        _ suite: CipherSuite = .TLS_PSK_WITH_AES_128_CCM_8
    ) throws -> (ServerListener, ClientSocket) {
        (
            try ServerListener(configuration(8, suite), host: "127.0.0.1", port: 0),
            try ClientSocket(configuration(0, suite))
        )
    }
}

/// Keeps one association, as a file would.
final class Shelf: @unchecked Sendable {
    var newest: SavedAssociation?
    var saved = 0
    /// Whether nothing can be written.
    var isBroken = false

    var storage: AssociationStorage {
        AssociationStorage(
            load: { self.newest },
            save: { (association) throws(TLSError) in
                guard !self.isBroken else { throw .configuration("the shelf is broken") }
                self.newest = association
                self.saved += 1
            }
        )
    }
}

func join(_ listener: ServerListener, _ client: ClientSocket, _ storage: AssociationStorage) throws -> ServerSocket {
    let port = listener.localAddress.port
    let outcome = onThread { try client.connect(to: "127.0.0.1", port: port, within: .seconds(20)) }
    let server = try listener.accept(within: .seconds(20))
    server.associationStorage = storage
    try server.handshake(within: .seconds(20))
    let ending = try #require(outcome.take())
    #expect(ending.error == nil)
    return server
}

/// A message to the server and one back.
func expectEcho(_ client: ClientSocket, _ server: ServerSocket, _ number: UInt8, skipping other: [UInt8] = []) throws {
    client.receiveTimeout = .seconds(20)
    server.receiveTimeout = .seconds(20)
    try client.send([number])
    var received = try server.receive(atMost: 9)
    while received == other { received = try server.receive(atMost: 9) }
    #expect(received == [number])
    try server.send([number, 0])
    #expect(try client.receive(atMost: 9) == [number, 0])
}
