internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `A client that changes its address` {
    @Test func `keeps its association by its connection ID, and the server answers where it is`() throws {
        let peers = try Joined()
        let former = try #require(peers.server.remoteAddress)
        try peers.exchange(1)
        try peers.moveClient()
        try peers.exchange(2)
        #expect(peers.server.remoteAddress != former)
        #expect(peers.server.remoteAddress?.port == peers.relay.outerPort)
        #expect(peers.listener.counters.moves == 1)
        #expect(peers.server.connectionIDCounters.moves == 1)
        #expect(peers.listener.counters.associations == 1)
    }

    @Test func `stays where it was if the application says so`() throws {
        let asked = Mailbox<[SocketAddress]>()
        let peers = try Joined { options in
            options.permitsMove = { from, to in
                asked.put([from, to])
                return false
            }
        }
        let former = try #require(peers.server.remoteAddress)
        try peers.exchange(1)
        try peers.moveClient()
        try peers.client.send([2])
        peers.relay.pass()
        // What was sent is authentic and is read; only the answer goes to the old address.
        #expect(try peers.server.receive(atMost: 9) == [2])
        #expect(asked.take()?.first == former)
        #expect(peers.server.remoteAddress == former)
        #expect([peers.listener.counters.moves, peers.listener.counters.refusedMoves] == [0, 1])
        #expect(peers.server.connectionIDCounters.refusedMoves == 1)
    }

    @Test func `is not followed for a record that is old, replayed or forged`() throws {
        let peers = try Joined()
        try peers.exchange(1)
        let former = try #require(peers.server.remoteAddress)
        try peers.client.send([2])
        let held = try #require(peers.relay.takeFromClient())
        try peers.exchange(3)
        // Somebody else sends what was on its way, twice, and what he has made of it.
        let stranger = try #require(RawSocket(.datagram))
        var forged = held
        forged[forged.count - 1] ^= 1
        for datagram in [forged, held, held] { stranger.send(datagram, to: peers.listener.localAddress.port) }
        #expect(try peers.server.receive(atMost: 9) == [2])
        peers.server.receiveTimeout = .milliseconds(50)
        #expect(throws: TLSError.self) { try peers.server.receive(atMost: 9) }
        #expect(peers.server.remoteAddress == former)
        let counters = peers.server.connectionIDCounters
        #expect([counters.droppedUnauthentic, counters.droppedReplays, counters.moves] == [1, 1, 0])
        try peers.exchange(4)
    }

    @Test func `loses it without a connection ID`() throws {
        let peers = try Joined(length: 0)
        try peers.exchange(1)
        try peers.moveClient()
        try peers.client.send([2])
        peers.relay.pass()
        peers.server.receiveTimeout = .milliseconds(50)
        let error = #expect(throws: TLSError.self) { try peers.server.receive(atMost: 9) }
        #expect(error?.systemCode == .timedOut)
        // The hub sees it when somebody looks, and drops it.
        #expect(peers.listener.counters.droppedStrayDatagrams >= 1)
    }

    @Test func `leaves an association alive whose address another client has now`() throws {
        let listener = try ServerListener(.psk(connectionID: 8), host: "127.0.0.1", port: 0)
        let first = try ClientSocket(.psk(connectionID: 0))
        try first.bind(host: "127.0.0.1")
        let port = try #require(first.localAddress).port
        let sleeping = try join(listener, first)
        try first.suspend()
        let second = try ClientSocket(.psk(connectionID: 0))
        try second.bind(host: "127.0.0.1", port: port)
        let other = try join(listener, second)
        #expect(listener.counters.replaced == 0)
        // The first one comes back from elsewhere.
        try first.connect(to: "127.0.0.1", port: listener.localAddress.port)
        #expect(first.connectionIDResumed)
        try first.send([1])
        #expect(try sleeping.receive(atMost: 9) == [1])
        try second.send([2])
        #expect(try other.receive(atMost: 9) == [2])
        try sleeping.send([3])
        #expect(try first.receive(atMost: 9) == [3])
        #expect(listener.counters.associations == 2)
    }

    @Test func `is refused where no connection ID is left, and others go on`() throws {
        let listener = try ServerListener(.psk(connectionID: 1), host: "127.0.0.1", port: 0)
        var joined: [(ClientSocket, ServerSocket)] = []
        for _ in 0..<256 {
            let client = try ClientSocket(.psk(connectionID: 0))
            joined.append((client, try join(listener, client)))
        }
        #expect(Set(joined.map { $0.1.negotiated?.connectionIDs?.own }).count == 256)
        let late = try ClientSocket(.psk(connectionID: 0))
        let port = listener.localAddress.port
        let outcome = onThread { try late.connect(to: "127.0.0.1", port: port, within: .seconds(1)) }
        #expect(throws: TLSError.self) { try listener.accept(within: .milliseconds(500)) }
        #expect(outcome.take()?.failure?.reason == .timedOut)
        #expect(listener.counters.refusedByConnectionIDs >= 1)
        for (number, pair) in joined.enumerated() {
            try pair.0.send([UInt8(number)])
            #expect(try pair.1.receive(atMost: 9) == [UInt8(number)])
        }
    }
}

/// One client and its socket at the server, after both handshakes.
func join(_ listener: ServerListener, _ client: ClientSocket) throws -> ServerSocket {
    let port = listener.localAddress.port
    let outcome = onThread { try client.connect(to: "127.0.0.1", port: port, within: .seconds(20)) }
    let server = try listener.accept(within: .seconds(20))
    try server.handshake(within: .seconds(20))
    let ending = try #require(outcome.take())
    #expect(ending.error == nil)
    return server
}
