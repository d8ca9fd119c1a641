internal import CBaseline
internal import SecureSockets

/// What is measured of one kind of association in memory: the engine and nothing of the system.
struct MemoryTrials {
    private static let place = "memory"
    private let subject: Subject
    private let rounds: Int

    init(_ subject: Subject, rounds: Int) {
        self.subject = subject
        self.rounds = rounds
    }

    var all: [Trial] {
        [Trial(title: title("handshakes"), run: handshakes)]
            + subject.sizes.map { size in Trial(title: title("records of \(size) B")) { try records(size) } }
            + [Trial(title: title("heap"), run: heap)]
    }

    private func title(_ what: String) -> String { Self.place + ": " + subject.name + ", " + what }

    private func handshakes() throws -> [Measurement] {
        let (subject, count) = (subject, subject.handshakesInRound)
        let contest = Contest(
            count: count,
            baseline: { for _ in 0..<count { _ = try subject.pairOfBaseline() } },
            swift: { for _ in 0..<count { _ = try Pair(subject.client, subject.server) } }
        )
        let rate = try contest.rates(rounds).processor
        let name = subject.name + ", handshakes"
        return [
            Measurement(Self.place, name, "1/s", rate, goal: .atLeast(ratio: 0.95)),
            Measurement(Self.place, name + ", allocations", "a handshake", try contest.allocations()),
        ]
    }

    private func records(_ size: Int) throws -> [Measurement] {
        let count = 20_000
        let c = try subject.pairOfBaseline()
        let pair = try Pair(subject.client, subject.server)
        let buffer = ReadBuffer()
        let bytes = [UInt8](repeating: 7, count: size)
        let contest = Contest(
            count: count,
            baseline: { try c.transfer(size: size, count: count) },
            swift: { try pair.transfer(bytes, count: count, into: buffer) }
        )
        let rate = try contest.rates(rounds).processor
        let name = subject.name + ", records of \(size) B"
        let allocations = try contest.allocations()
        return [
            Measurement(Self.place, name, "1/s", rate, goal: .atLeast(ratio: 0.95)),
            Measurement(Self.place, name + ", allocations", "a record", allocations, goal: .atMost(ratio: 1)),
        ]
    }

    /// What an idle end costs: half of what a pair takes from the heap.
    private func heap() throws -> [Measurement] {
        let count = 200
        let start = baseline_heap_in_use()
        let theirs = try (0..<count).map { _ in try subject.pairOfBaseline() }
        let middle = baseline_heap_in_use()
        let ours = try (0..<count).map { _ in try Pair(subject.client, subject.server) }
        let end = baseline_heap_in_use()
        let figure = withExtendedLifetime((theirs, ours)) {
            Figure([(Double(middle - start) / Double(2 * count), Double(end - middle) / Double(2 * count))])
        }
        let bound = Bound.atMostBytes(14 * 1024, text: "14 KiB")
        return [Measurement(Self.place, subject.name + ", heap", "bytes an idle session", figure, goal: bound)]
    }
}
