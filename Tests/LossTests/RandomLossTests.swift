internal import SecureSockets
internal import TestSupport
internal import Testing

/// Chance decides, from `TEST_SEED` on: a handshake completes, or fails when and as its time-outs say.
@Suite(.bounded) struct `Handshakes over a bad network` {
    static let seedCount = TestLength.count(20, long: 200)

    @Test(arguments: Combination.all, [10, 25, 50])
    func `complete or time out as configured, however much is lost`(
        _ combination: Combination,
        _ percent: Int
    ) throws {
        try expectEach(combination, NetworkConditions(loss: Double(percent) / 100))
    }

    @Test(arguments: Combination.all)
    func `complete or time out as configured, when all goes wrong at once`(
        _ combination: Combination
    ) throws {
        let conditions = NetworkConditions(
            loss: 0.15,
            duplication: 0.15,
            reordering: 0.15,
            delay: .milliseconds(20) ... .milliseconds(1500)
        )
        try expectEach(combination, conditions)
    }

    @Test(arguments: Combination.all)
    func `complete with each length of datagrams, and none is longer`(
        _ combination: Combination
    ) throws {
        let trials = try Trials(combination)
        for length in stride(from: 256, through: 1400, by: TestLength.count(22, long: 1)) {
            var trial = Trial()
            trial.maximumTransmissionUnit = length
            let report = try trials.run(trial)
            expectComplete(report, "\(combination)")
            #expect(report.passages.allSatisfy { $0.length <= length }, "\(report.words)")
        }
    }

    private func expectEach(
        _ combination: Combination,
        _ conditions: NetworkConditions
    ) throws {
        let timeouts = try HandshakeTimeouts(minimum: .seconds(1), maximum: .seconds(60))
        let trials = try Trials(combination, timeouts: timeouts)
        var completed = 0
        for setting in `Each datagram of a handshake`.settings {
            for seed in Seed.value..<Seed.value + UInt64(Self.seedCount) {
                var trial = setting
                trial.conditions = conditions
                trial.seed = seed
                let report = try trials.run(trial)
                expectCompleteOrTimedOut(report, trials, "\(combination)")
                completed += report.isComplete ? 1 : 0
            }
        }
        #expect(completed > 0, "seeds from \(Seed.value)")
    }
}
