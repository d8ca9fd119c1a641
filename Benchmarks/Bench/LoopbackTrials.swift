internal import CBaseline
internal import SecureSockets

/// What is measured of one kind of association on sockets of the system: what a program of either kind gets.
struct LoopbackTrials {
    private static let place = "loopback"
    private static let size = 32
    private let subject: Subject
    private let rounds: Int

    init(_ subject: Subject, rounds: Int) {
        self.subject = subject
        self.rounds = rounds
    }

    var all: [Trial] {
        [Trial(title: title("handshakes"), run: handshakes)]
            + subject.sizes.map { size in Trial(title: title("records of \(size) B")) { try records(size) } }
            + [Trial(title: title("round trips"), run: roundTrips), Trial(title: title("heap"), run: heap)]
    }

    private func title(_ what: String) -> String { Self.place + ": " + subject.name + ", " + what }

    private func handshakes() throws -> [Measurement] {
        let (subject, count) = (subject, subject.handshakesInRound)
        let c = try subject.listenerOfBaseline()
        let port = c.port
        let listener = try Loopback.listener(subject)
        let contest = Contest(
            count: count,
            baseline: {
                try beside(
                    { for _ in 0..<count { try c.accept().close() } },
                    { for _ in 0..<count { try subject.clientOfBaseline(to: port).close() } }
                )
            },
            swift: {
                try beside(
                    { for _ in 0..<count { try Loopback.accept(listener).close() } },
                    { for _ in 0..<count { try Loopback.connect(subject, listener).close() } }
                )
            }
        )
        let (processor, wall) = try contest.rates(rounds)
        let name = subject.name + ", handshakes"
        return [
            Measurement(Self.place, name, "1/s", processor, wall: wall, goal: .atLeast(ratio: 0.95)),
            Measurement(Self.place, name + ", allocations", "a handshake", try contest.allocations()),
        ]
    }

    /// One way and in one thread: nobody waits for another thread to be woken, and nothing is lost.
    private func records(_ size: Int) throws -> [Measurement] {
        let batch = max(1, min(16, 32_768 / size))
        let count = batch * max(1, min(10_000, 40_000_000 / size) / batch)
        let c = try Loopback.baseline(subject)
        let own = try Loopback.pair(subject)
        let bytes = [UInt8](repeating: 7, count: size)
        let buffer = ReadBuffer()
        let contest = Contest(
            count: count,
            baseline: { try c.client.stream(to: c.server, size: size, count: count, batch: batch) },
            swift: {
                for _ in 0..<count / batch {
                    for _ in 0..<batch { try own.client.send(bytes.span) }
                    for _ in 0..<batch { try buffer.receive(own.server, bytes.count) }
                }
            }
        )
        let rate = try contest.rates(rounds).processor
        let name = subject.name + ", records of \(size) B"
        let allocations = try contest.allocations()
        return [
            Measurement(Self.place, name, "1/s", rate, goal: .atLeast(ratio: 0.95)),
            Measurement(Self.place, name + ", allocations", "a record", allocations, goal: .atMost(ratio: 1)),
        ]
    }

    private func roundTrips() throws -> [Measurement] {
        let count = 2_000
        let c = try Loopback.baseline(subject)
        let own = try Loopback.pair(subject)
        let contest = Contest(
            count: count,
            baseline: {
                try beside(
                    { try c.server.answer(size: Self.size, count: count) },
                    { try c.client.ask(size: Self.size, count: count) }
                )
            },
            swift: {
                let server = own.server
                try beside(
                    { try Loopback.answer(server, size: Self.size, count: count) },
                    { try Loopback.ask(own.client, size: Self.size, count: count) }
                )
            }
        )
        let (processor, wall) = try contest.rates(rounds)
        let name = subject.name + ", round trips of \(Self.size) B"
        let allocations = try contest.allocations()
        return [
            Measurement(Self.place, name, "1/s", processor, wall: wall, goal: .atLeast(ratio: 0.95)),
            Measurement(Self.place, name + ", allocations", "a round trip", allocations, goal: .atMost(ratio: 1)),
        ]
    }

    /// What an idle socket costs that has received once: half of what a connected pair takes from the heap.
    private func heap() throws -> [Measurement] {
        let count = 100
        let (c, own) = (try subject.listenerOfBaseline(), try Loopback.listener(subject))
        let start = baseline_heap_in_use()
        let theirs = try (0..<count).map { _ in try Loopback.baseline(subject, c) }
        let middle = baseline_heap_in_use()
        let ours = try (0..<count).map { _ in try Loopback.pair(subject, own) }
        let end = baseline_heap_in_use()
        let figure = withExtendedLifetime((theirs, ours)) {
            Figure([(Double(middle - start) / Double(2 * count), Double(end - middle) / Double(2 * count))])
        }
        let bound = Bound.atMostBytes(14 * 1024, text: "14 KiB")
        return [Measurement(Self.place, subject.name + ", heap", "bytes an idle socket", figure, goal: bound)]
    }
}
