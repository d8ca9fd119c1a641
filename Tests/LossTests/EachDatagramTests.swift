internal import SecureSockets
internal import TestSupport
internal import Testing

/// Each datagram of a handshake has its turn; none of what happens to a single one may cost more than time.
@Suite(.bounded) struct `Each datagram of a handshake` {
    /// In one datagram a flight; in several; a message in several; with the server's cookie; and taken in one at a time.
    static var settings: [Trial] {
        var (small, smallest, cookies, single) = (Trial(), Trial(), Trial(), Trial())
        small.maximumTransmissionUnit = 256
        smallest.maximumTransmissionUnit = 128
        cookies.usesCookies = true
        single.datagramsAtOnce = 1
        return [Trial(), small, smallest, cookies, single]
    }

    @Test(arguments: Combination.all)
    func `may be lost once, twice and three times`(_ combination: Combination) throws {
        let trials = try Trials(combination)
        for setting in Self.settings {
            for (direction, record) in try records(trials, setting) {
                for times in 1...3 {
                    var left = times
                    var trial = setting
                    trial.rule = { way, _, content in
                        guard left > 0, way == direction,
                            Record.all(in: content).contains(where: { $0.carries(record) })
                        else { return nil }
                        left -= 1
                        return .lost
                    }
                    let report = try trials.run(trial)
                    // A library may cut its repetition otherwise, and then the record does not come again.
                    #expect(left < times)
                    expectComplete(report, "\(direction), \(record), lost \(times) times")
                }
            }
        }
    }

    @Test(
        arguments: Combination.all,
        [Fate.lost, .duplicated, .overtaken, .delayed(by: .seconds(5))]
    )
    func `may be lost, doubled, swapped with its neighbour and late`(
        _ combination: Combination,
        _ fate: Fate
    ) throws {
        let trials = try Trials(combination)
        for setting in Self.settings {
            let undisturbed = try trials.run(setting)
            expectComplete(undisturbed, "\(combination)")
            for passage in undisturbed.passages {
                var trial = setting
                trial.rule = { direction, number, _ in
                    direction == passage.direction && number == passage.number ? fate : nil
                }
                let report = try trials.run(trial)
                expectComplete(report, "\(combination)")
            }
        }
    }

    @Test(arguments: Combination.all, [Fate.duplicated, .overtaken])
    func `may be doubled or swapped, all of them`(_ combination: Combination, _ fate: Fate) throws {
        let trials = try Trials(combination)
        for setting in Self.settings {
            var trial = setting
            trial.rule = { _, _, _ in fate }
            let report = try trials.run(trial)
            expectComplete(report, "\(combination)")
        }
    }

    /// A server that resumes has one flight, and what makes its Finished readable comes first in that.
    @Test(arguments: Combination.all.filter { !$0.kind.isResumed }, [128, 256])
    func `may come last to first, and nothing is sent again`(_ combination: Combination, _ length: Int) throws {
        let trials = try Trials(combination)
        var trial = Trial()
        trial.maximumTransmissionUnit = length
        // The last flight of each end begins with what makes the rest readable, so it stays in order.
        trial.rule = { direction, number, content in
            let isClear = !Record.all(in: content).contains { $0.isProtected }
            return direction == .toClient && isClear ? .delayed(by: .milliseconds(500 - 10 * number)) : nil
        }
        let report = try trials.run(trial)
        expectComplete(report, "\(combination)")
        #expect(report.passages.allSatisfy { $0.time < .seconds(1) }, "\(report.words)")
    }

    @Test(arguments: Pair.all)
    func `carries all of a flight that fits`(_ pair: Pair) throws {
        let trials = try Trials(Combination(kind: .preSharedKey, pair: pair))
        let report = try trials.run()
        expectComplete(report, "\(pair)")
        #expect(report.passages.map { $0.direction } == [.toServer, .toClient, .toServer, .toClient])
    }

    /// The first record of each datagram of an undisturbed handshake.
    private func records(_ trials: Trials, _ setting: Trial) throws -> [(LossyNetwork.Direction, Record)] {
        var found: [(LossyNetwork.Direction, Record)] = []
        var trial = setting
        trial.rule = { direction, _, content in
            if let first = Record.all(in: content).first { found.append((direction, first)) }
            return nil
        }
        let report = try trials.run(trial)
        expectComplete(report, "undisturbed")
        #expect(report.count(.toServer) >= 2)
        #expect(report.count(.toClient) >= (report.isResumed ? 1 : 2))
        return Array(found.prefix(report.passages.count))
    }
}
