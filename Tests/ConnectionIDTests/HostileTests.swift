internal import SecureSockets
internal import TestSupport
internal import Testing

/// What is not as it should be is dropped without a word and counted, and the association goes on.
@Suite(.everyPair) struct `Bad records with connection IDs` {
    private typealias Case = (record: Reference.Record, counter: KeyPath<ConnectionIDCounters, Int>)

    @Test(arguments: `Records with connection IDs`.suites)
    func `are dropped and counted, and the association goes on`(_ suite: CipherSuite) throws {
        let peers = try Watched(suite, client: 0, server: 5)
        var good = Reference.Record(content: [9], number: 100)
        good.connectionID = peers.serverID
        try peers.deliver(good)
        #expect(try peers.link.receive(by: .server) == [[9]])
        for (index, bad) in cases(good).enumerated() {
            try expectDropped(peers, bad.counter, "case \(index)") { try peers.deliver(bad.record) }
            good.number = UInt64(102 + 2 * index)
            try peers.deliver(good)
            #expect(try peers.link.receive(by: .server) == [[9]], "case \(index)")
        }
        try peers.link.send([1], from: .client)
        #expect(peers.link.server.engine.alerts.records.isEmpty)
    }

    /// What is wrong with each, whose numbers are those behind the good one's.
    private func cases(_ good: Reference.Record) -> [Case] {
        var bad = [Reference.Record](repeating: good, count: 10)
        for index in bad.indices { bad[index].number = good.number + 1 + 2 * UInt64(index) }
        bad[0].connectionID[0] ^= 1
        bad[1].number = good.number
        // As old as the window is wide.
        bad[2].number = good.number - 64
        // Nothing but zeros: there is no type.
        (bad[3].type, bad[3].content, bad[3].padding) = (0, [], 100)
        (bad[4].type, bad[4].content) = (0, [])
        // One byte more than a plaintext has (RFC 5246, 6.2.1).
        bad[5].content = [UInt8](repeating: 1, count: 16_385)
        bad[6].outerType = 23
        bad[7].outerType = 22
        bad[8].epoch = 0
        bad[9].epoch = 2
        let counters: [KeyPath<ConnectionIDCounters, Int>] = [
            \.droppedForeignConnectionIDs, \.droppedReplays, \.droppedReplays, \.droppedMalformed, \.droppedMalformed,
            \.droppedMalformed, \.droppedWithoutConnectionID, \.droppedWithoutConnectionID, \.droppedUnprotected,
            \.droppedMalformed,
        ]
        return zip(bad, counters).map { ($0, $1) }
    }

    @Test func `that are cut off anywhere, or have any bit turned over, are dropped`() throws {
        let peers = try Watched(.TLS_PSK_WITH_AES_128_CCM_8, client: 0, server: 5)
        var record = Reference.Record(content: [1, 2, 3], number: 10)
        record.connectionID = peers.serverID
        let whole = try peers.toServer.seal(record, peers.toServer.client)
        for count in 0..<whole.count { peers.link.server.ingest(Array(whole[..<count]).span) }
        for bit in 0..<whole.count * 8 {
            var damaged = whole
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            peers.link.server.ingest(damaged.span)
        }
        let counters = peers.link.server.engine.connectionIDCounters
        // An empty datagram is nothing at all, and of one with another length something may be left.
        #expect(counters.dropped >= whole.count - 1 + whole.count * 8)
        #expect(try peers.link.receive(by: .server).isEmpty)
        peers.link.server.ingest(whole.span)
        #expect(try peers.link.receive(by: .server) == [[1, 2, 3]])
    }

    @Test func `behind a good one of the same datagram cost that nothing`() throws {
        let peers = try Watched(.TLS_PSK_WITH_AES_128_GCM_SHA256, client: 0, server: 5)
        var record = Reference.Record(content: [1], number: 10)
        record.connectionID = peers.serverID
        let first = try peers.toServer.seal(record, peers.toServer.client)
        record.number = 11
        record.content = [2]
        let second = try peers.toServer.seal(record, peers.toServer.client)
        peers.link.server.ingest((first + first + second + second.dropLast()).span)
        #expect(try peers.link.receive(by: .server) == [[1], [2]])
        let counters = peers.link.server.engine.connectionIDCounters
        #expect([counters.droppedReplays, counters.droppedMalformed, counters.dropped] == [1, 1, 2])
    }

    @Test func `of an attempt to renegotiate are answered with a warning`() throws {
        let peers = try Watched(.TLS_PSK_WITH_AES_128_CCM_8, client: 0, server: 5)
        var hello = Reference.Record(type: 22, content: [1] + [UInt8](repeating: 0, count: 11), number: 10)
        hello.connectionID = peers.serverID
        try peers.deliver(hello)
        try peers.link.send([5], from: .server)
        #expect(try peers.link.receive(by: .client) == [[5]])
        #expect(peers.link.client.engine.alerts.lastReceived?.description == .noRenegotiation)
    }

    private func expectDropped(
        _ peers: Watched,
        _ counter: KeyPath<ConnectionIDCounters, Int>,
        _ words: Comment,
        _ body: () throws -> Void
    ) throws {
        let before = peers.link.server.engine.connectionIDCounters
        try body()
        let after = peers.link.server.engine.connectionIDCounters
        #expect(after[keyPath: counter] == before[keyPath: counter] + 1, words)
        #expect(after.dropped == before.dropped + 1, words)
        #expect(try peers.link.receive(by: .server).isEmpty, words)
        #expect(!peers.link.server.engine.hasOutgoing, words)
    }
}
