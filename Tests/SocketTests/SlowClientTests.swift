internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `Slow and half-open TCP clients` {
    enum Limit: CaseIterable {
        case halfOpenHandshakes
        case associations
        case associationsPerAddress

        /// Limits of which this one is low.
        func set(_ count: Int) -> ListenerLimits {
            var limits = ListenerLimits()
            switch self {
            case .halfOpenHandshakes: limits.halfOpenHandshakes = count
            case .associations: limits.associations = count
            case .associationsPerAddress: limits.associationsPerAddress = count
            }
            return limits
        }

        func refused(_ counters: ListenerCounters) -> Int {
            switch self {
            case .halfOpenHandshakes: counters.refusedByHalfOpenHandshakes
            case .associations: counters.refusedByAssociations
            case .associationsPerAddress: counters.refusedByAssociationsPerAddress
            }
        }
    }

    @Test(arguments: Limit.allCases)
    func `are taken up to the limit, and others again when one has gone`(_ limit: Limit) throws {
        let listener = try ServerListener(.psk(.stream), host: "127.0.0.1", port: 0, limits: limit.set(3))
        let silent = try (0..<3).map { _ in try #require(RawStream(to: listener.localAddress.port)) }
        let accepted = try silent.map { _ in try listener.accept(within: .seconds(60)) }
        let late = try (0..<5).map { _ in try #require(RawStream(to: listener.localAddress.port)) }
        let client = try ClientSocket(.psk(.stream))
        let refused = `A listener`.connect(client, listener)
        // Who is refused is told so by the end of the connection, while `accept` waits for somebody else.
        let hasRefused = eventually {
            _ = try? listener.accept(within: .milliseconds(50))
            return limit.refused(listener.counters) == late.count + 1
        }
        #expect(hasRefused)
        for stream in late { #expect(eventually { stream.hasEnded }) }
        let error = try #require(refused.take(within: 60)?.failure)
        #expect(error.phase == .handshake)
        #expect([.truncatedStream, .network].contains(error.reason), "\(error)")
        for stream in silent { #expect(!stream.hasEnded) }
        #expect(listener.counters.accepted == 3)
        try accepted[0].close()
        #expect(eventually { silent[0].hasEnded })
        let served = try `A listener`.join(listener, client, .seconds(60))
        try client.send([1])
        try expectBytes([1], from: served)
        #expect(listener.counters.established == 1)
    }

    @Test func `are ended when the time for a handshake is over, and others are served meanwhile`() throws {
        var limits = ListenerLimits()
        limits.handshakeTime = .seconds(4)
        let listener = try ServerListener(.psk(.stream), host: "127.0.0.1", port: 0, limits: limits)
        let hello = try hello()
        let slow = try (0..<8).map { _ in try #require(RawStream(to: listener.localAddress.port)) }
        let handshakes = try slow.map { _ in
            let socket = try listener.accept(within: .seconds(60))
            return onThread { try socket.handshake(within: .seconds(3600)) }
        }
        let client = try ClientSocket(.psk(.stream))
        let served = try `A listener`.join(listener, client, .seconds(60))
        // Half of them say nothing, the others their hello byte by byte, but for the last one.
        for byte in hello.dropLast() {
            for stream in slow.prefix(4) { stream.send(byte) }
        }
        for handshake in handshakes {
            let error = try #require(handshake.take(within: 60)?.failure)
            #expect(error.systemCode == .timedOut)
            #expect(error.phase == .handshake)
        }
        for stream in slow { #expect(eventually { stream.hasEnded }) }
        let counters = listener.counters
        #expect([counters.failedHandshakes, counters.halfOpen, counters.established] == [8, 0, 1])
        try client.send([1])
        try expectBytes([1], from: served)
    }

    private func hello() throws -> [UInt8] {
        let engine = try ClientBackend(.psk(.stream)).makeEngine(.client, host: nil, maximumTransmissionUnit: 1400)
        _ = try engine.handshake()
        var hello: [UInt8] = []
        engine.takeOutgoing { hello = $0.array }
        return hello
    }
}
