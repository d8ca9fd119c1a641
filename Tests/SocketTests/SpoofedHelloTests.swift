internal import SecureSockets
internal import TestSupport
internal import Testing

/// Each flood has a process for itself, so that the memory of that is what the flood costs.
@Suite(.everyLibrary, .bounded) struct `Spoofed hellos` {
    /// How many come through sockets; `FLOOD_HELLOS` of the environment makes them more.
    private static let throughSockets = Int(Environment.number("FLOOD_HELLOS") ?? 100_000)
    private static let throughGate = 1_000_000

    @Test func `at a listener cost no memory, are all counted, and true clients get in meanwhile`() async {
        let count = Self.throughSockets
        await #expect(processExitsWith: .success, "seed \(Seed.value)") {
            [seed = Seed.value as UInt64, count = count as Int, pair = Pair.current as Pair] in
            OwnProcess.end(after: 540)
            try Pair.$current.withValue(pair) {
                let flood = try Flood(seed)
                let clients = flood.startClients()
                try expectFlatMemory(after: { try flood.send(Flood.warmUp) }, during: { try flood.send(count) })
                flood.stopClients()
                try expectGood(clients)
                flood.expectCounted()
            }
        }
    }

    @Test func `at a gate cost no memory, are all answered, and get nobody in`() async {
        let count = Self.throughGate
        await #expect(processExitsWith: .success, "seed \(Seed.value)") {
            [seed = Seed.value as UInt64, count = count as Int, pair = Pair.current as Pair] in
            OwnProcess.end(after: 540)
            try Pair.$current.withValue(pair) {
                let flood = try GateFlood(seed)
                try expectFlatMemory(after: { try flood.send(Flood.warmUp) }, during: { try flood.send(count) })
                #expect(flood.answered == Flood.warmUp + count)
                #expect(flood.admitted == 0)
            }
        }
    }

    @Test func `that nobody accepts wait up to the limit, are dropped beyond it, and are answered later`() throws {
        let listener = try `A listener`.psk()
        let witness = try ClientSocket(.psk())
        let server = try `A listener`.join(listener, witness)
        let hello = try SpoofedHello.hello()
        let stranger = try #require(SpoofedSender())
        let (batches, limit) = (10, 128)
        for batch in 0..<batches {
            for number in 0..<HostileInput.batch {
                let source = SpoofedSender.loopback + UInt32(batch * HostileInput.batch + number) + 2
                #expect(stranger.send(hello, from: source, to: listener.localAddress.port))
            }
            // Whoever receives hands out what came for others, too.
            try witness.send([UInt8(batch)])
            try expectBytes([UInt8(batch)], from: server)
        }
        #expect(listener.counters.droppedHellos == batches * HostileInput.batch - limit)
        #expect(listener.counters.cookiesSent == 1)
        let client = try ClientSocket(.psk())
        _ = try `A listener`.join(listener, client)
        let counters = listener.counters
        #expect([counters.cookiesSent, counters.cookiesVerified, counters.cookiesRejected] == [limit + 2, 2, 0])
    }

    @Test func `that are cut are counted as no hellos`() throws {
        let listener = try `A listener`.psk()
        let hello = try SpoofedHello.hello()
        let stranger = try #require(RawSocket(.datagram))
        // Cut where the cookie is read, and behind it, where the gate finds it.
        for length in [26, 59, 61, hello.count - 1] {
            stranger.send(Array(hello.prefix(length)), to: listener.localAddress.port)
        }
        let client = try ClientSocket(.psk())
        _ = try `A listener`.join(listener, client)
        let counters = listener.counters
        #expect([counters.droppedStrayDatagrams, counters.cookiesSent, counters.cookiesVerified] == [4, 1, 1])
    }
}

/// Expects that the memory of this process does not grow while something runs, after what brings everything into being that
/// is kept.
///
/// The limit is the same for any number of hellos: 11 bytes for each of a hundred thousand, where the smallest allocation
/// takes 32. (Measured: 8 to 60 KiB, for a hundred thousand as for a million.)
func expectFlatMemory(
    mebibytes: Int = 1,
    after warmUp: () throws -> Void,
    during body: () throws -> Void
) throws {
    // A sanitizer's own notes grow, too, with the threads and the allocations that there were.
    let limit = max(mebibytes, Int(Environment.number("MEMORY_LIMIT_MIB") ?? 1)) << 20
    try warmUp()
    let before = try #require(OwnProcess.memory)
    try body()
    let growth = try #require(OwnProcess.memory) - before
    #expect(growth < limit, "\(growth) bytes more than before")
}
