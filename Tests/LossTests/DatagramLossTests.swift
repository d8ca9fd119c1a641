internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `Datagrams that are lost` {
    @Test(
        arguments: Pair.all,
        [
            (1, 4, [0, 1, 3], 7), (1, 1, [0], 1), (2, 4, [0, 2], 6), (1, 60, [0, 1, 3, 7, 15, 31, 63], 123),
            (3, 5, [0, 3], 8),
        ]
    )
    func `are sent again after each wait until the longest one is over`(
        _ pair: Pair,
        _ waits: (minimum: Int, maximum: Int, sends: [Int], end: Int)
    ) throws {
        let timeouts = try HandshakeTimeouts(minimum: .seconds(waits.minimum), maximum: .seconds(waits.maximum))
        let trials = try Trials(Combination(kind: .preSharedKey, pair: pair), timeouts: timeouts)
        var trial = Trial()
        trial.rule = { direction, _, _ in direction == .toServer ? .lost : nil }
        let report = try trials.run(trial)
        #expect(report.passages.map { $0.direction } == waits.sends.map { _ in .toServer })
        #expect(report.passages.map { $0.time } == waits.sends.map { .seconds($0) })
        expectTimeouts(report, .seconds(waits.end))
    }

    @Test(arguments: Pair.all, 0...7)
    func `may be all until the last repetition, and one more is the end`(_ pair: Pair, _ lost: Int) throws {
        let trials = try Trials(Combination(kind: .preSharedKey, pair: pair))
        var trial = Trial()
        trial.rule = { direction, number, _ in direction == .toServer && number < lost ? .lost : nil }
        let report = try trials.run(trial)
        guard lost < 7 else { return expectTimeouts(report, .seconds(123)) }
        expectComplete(report, "\(lost) lost")
        #expect(report.client.endedAt == .seconds([0, 1, 3, 7, 15, 31, 63][lost]))
    }

    @Test(arguments: Combination.all)
    func `are made good when the first of every second is lost in both directions`(
        _ combination: Combination
    ) throws {
        let trials = try Trials(combination)
        for phase in 0..<2 {
            var trial = Trial()
            trial.rule = { direction, number, _ in
                number < 8 && (number + (direction == .toServer ? 0 : 1)) % 2 == phase ? .lost : nil
            }
            expectComplete(try trials.run(trial), "phase \(phase)")
        }
    }

    @Test(arguments: Pair.all, 0..<5)
    func `are no wrong key to a server that answers one`(_ pair: Pair, _ lost: Int) throws {
        let trials = try Trials(Combination(kind: .preSharedKey, pair: pair)) { $0.answersUnreadableFinished = true }
        var trial = Trial()
        // The server looks at each datagram before the next one comes.
        trial.datagramsAtOnce = 1
        trial.rule = { direction, number, _ in direction == .toServer && number == lost ? .lost : nil }
        expectComplete(try trials.run(trial), "datagram \(lost)")
    }

    private func expectTimeouts(_ report: Report, _ time: Duration) {
        for end in [report.client, report.server] {
            #expect(end.failure?.systemCode == .timedOut)
            #expect(end.failure?.reason == .timedOut)
            #expect(end.endedAt == time)
        }
    }
}
