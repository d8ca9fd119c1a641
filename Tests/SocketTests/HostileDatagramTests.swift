internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `Hostile datagrams` {
    @Test(arguments: HostileInput.allCases)
    func `at a listener are passed over, and it serves the others meanwhile`(_ input: HostileInput) throws {
        let server = try LoopbackServer(.psk())
        let flights = try formerFlights(server)
        let (stranger, witness) = (try #require(RawSocket(.datagram)), try ClientSocket(.psk()))
        try witness.connect(to: "127.0.0.1", port: server.port)
        var generator = SeededGenerator(Seed.value)
        var served = 2
        for start in stride(from: 0, to: HostileInput.count, by: HostileInput.batch) {
            for number in start..<start + HostileInput.batch {
                let datagram = input.datagram(of: flights.datagrams, &generator)
                // By a stranger, or from the address that the datagrams came from at their time.
                if number % 2 == 0 {
                    stranger.send(datagram, to: server.port)
                } else {
                    flights.relay.inject(datagram, .toServer)
                }
            }
            // Behind what was sent before it, so that nothing of that is lost in a full buffer.
            try expectEcho(witness, start)
            guard start % (HostileInput.batch * 30) == 0 else { continue }
            let another = try ClientSocket(.psk())
            try another.connect(to: "127.0.0.1", port: server.port)
            try expectEcho(another, start)
            try another.close()
            served += 1
        }
        let counters = server.counters
        #expect(counters.established == served, "seed \(Seed.value)")
        #expect(counters.replaced == 0, "seed \(Seed.value)")
        #expect(witness.alerts.receivedCount == 0)
        try witness.close()
    }

    @Test(arguments: HostileInput.allCases)
    func `at both ends of an association are dropped, and it goes on`(_ input: HostileInput) throws {
        let server = try LoopbackServer(.psk())
        let relay = try #require(Relay(before: server.port))
        let client = try ClientSocket(.psk())
        try connect(client, by: relay)
        for number in UInt8(0)..<3 { try exchange([number], client, by: relay) }
        let (toClient, toServer) = (relay.datagrams(.toClient), relay.datagrams(.toServer))
        var generator = SeededGenerator(Seed.value)
        for start in stride(from: 0, to: HostileInput.count, by: HostileInput.batch) {
            for _ in 0..<HostileInput.batch {
                relay.inject(input.datagram(of: toClient, &generator), .toClient)
                relay.inject(input.datagram(of: toServer, &generator), .toServer)
            }
            // What was delivered twice, or made up, would come back in place of the answer.
            try exchange([UInt8(truncatingIfNeeded: start >> 8), UInt8(truncatingIfNeeded: start)], client, by: relay)
        }
        #expect(client.alerts.receivedCount == 0, "seed \(Seed.value)")
        let counters = server.counters
        #expect([counters.established, counters.associations, counters.replaced] == [1, 1, 0], "seed \(Seed.value)")
        try client.close()
        #expect(relay.pass { server.hasOutcome })
        let outcome = server.nextOutcome()
        guard case .served(_, let alerts) = outcome else {
            Issue.record("seed \(Seed.value): \(String(describing: outcome))")
            return
        }
        #expect(alerts.records.filter { $0.direction == .received }.map { $0.alert } == [.closeNotify])
    }

    @Test func `that are a hello with the cookie of another hello replace no association`() throws {
        let server = try LoopbackServer(.psk())
        let relay = try #require(Relay(before: server.port))
        let client = try ClientSocket(.psk())
        try connect(client, by: relay)
        // The newest hello has the cookie; its random begins behind two headers and the version.
        let hellos = relay.datagrams(.toServer).filter { $0[0] == 22 && $0[13] == 1 }
        var hello = try #require(hellos.last)
        #expect(hello[60] > 0)
        hello[27 + 5] ^= 1
        let answered = server.counters.cookiesSent
        relay.inject(hello, .toServer)
        #expect(relay.pass { server.counters.cookiesSent == answered + 1 })
        try exchange([1], client, by: relay)
        #expect(server.counters.replaced == 0)
        try client.close()
    }

    /// What one client sent from its first hello to its good-bye, and the relay that it went by.
    private func formerFlights(_ server: LoopbackServer) throws -> (datagrams: [[UInt8]], relay: Relay) {
        let relay = try #require(Relay(before: server.port))
        let client = try ClientSocket(.psk())
        try connect(client, by: relay)
        try exchange([1, 2, 3], client, by: relay)
        try client.close()
        #expect(relay.pass { server.hasOutcome })
        return (relay.datagrams(.toServer), relay)
    }

    private func expectEcho(_ client: ClientSocket, _ number: Int) throws {
        let bytes = [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
        client.receiveTimeout = .seconds(60)
        try client.send(bytes)
        try expectBytes(bytes, from: client)
    }
}

/// Connects by way of a relay.
func connect(_ client: ClientSocket, by relay: Relay) throws {
    let port = relay.port
    let ending = onThread { try client.connect(to: "127.0.0.1", port: port) }
    #expect(relay.pass { ending.count > 0 })
    try expectGood(ending)
}

/// Sends by way of a relay what a server sends back, and expects exactly that.
func exchange(_ bytes: [UInt8], _ client: ClientSocket, by relay: Relay) throws {
    client.receiveTimeout = .zero
    try client.send(bytes)
    var answer: [UInt8]?
    var failure: TLSError?
    let hasCome = relay.pass {
        do throws(TLSError) {
            answer = try client.receive(atMost: 2000)
        } catch {
            if error.reason != .timedOut { failure = error }
        }
        return answer != nil || failure != nil
    }
    if let failure { throw failure }
    #expect(hasCome)
    #expect(answer == bytes, "seed \(Seed.value)")
}
