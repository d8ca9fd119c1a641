internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair) struct `A client that moves in a network in memory` {
    @Test func `goes on as soon as it has sent something`() throws {
        let link = try Link(ClientBackend(.psk(connectionID: 0)), ServerBackend(.psk(connectionID: 8)))
        #expect(link.handshake().isComplete, "\(link)")
        for number in UInt8(0)..<5 {
            link.network.moveClient()
            // The server does not know yet.
            try link.send([1], from: .server)
            #expect(try link.receive(by: .client).isEmpty)
            try link.send([number], from: .client)
            #expect(try link.receive(by: .server) == [[number]])
            try link.send([2, number], from: .server)
            #expect(try link.receive(by: .client) == [[2, number]], "\(link)")
        }
    }

    @Test func `is lost without a connection ID`() throws {
        let link = try Link(ClientBackend(.psk(connectionID: 0)), ServerBackend(.psk(connectionID: nil)))
        #expect(link.handshake().isComplete, "\(link)")
        link.network.moveClient()
        try link.send([1], from: .client)
        #expect(try link.receive(by: .server).isEmpty)
        try link.send([2], from: .server)
        #expect(try link.receive(by: .client).isEmpty)
    }

    @Test func `is followed over a bad network, and what arrives is what was sent`() throws {
        for seed in Seed.value..<Seed.value + UInt64(TestLength.count(10, long: 200)) {
            let conditions = NetworkConditions(loss: 0.2, duplication: 0.2, reordering: 0.2)
            let link = try Link(
                ClientBackend(.psk(connectionID: 2)),
                ServerBackend(.psk(connectionID: 8)),
                conditions: conditions,
                seed: seed
            )
            guard link.handshake().isComplete else { continue }
            var (sent, received) = (Set<[UInt8]>(), [[UInt8]]())
            for number in UInt8(0)..<100 {
                if number % 10 == 0 { link.network.moveClient() }
                sent.insert([number])
                try link.send([number], from: .client)
                link.advance(by: .milliseconds(200))
                received += try link.receive(by: .server)
            }
            #expect(Set(received).count == received.count, "\(link)")
            #expect(sent.isSuperset(of: received), "\(link)")
            #expect(received.count > 40, "\(link)")
            // In the end both ends hear each other again.
            link.network.conditions = NetworkConditions()
            link.advance(by: .seconds(10))
            _ = try link.receive(by: .server)
            _ = try link.receive(by: .client)
            try link.send([200], from: .client)
            #expect(try link.receive(by: .server) == [[200]], "\(link)")
            try link.send([201], from: .server)
            #expect(try link.receive(by: .client) == [[201]], "\(link)")
        }
    }
}
