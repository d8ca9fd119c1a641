/// What connection IDs cost and save: the first of both figures is that of this library without them.
struct ConnectionIDTrials {
    let libraries: [Library]
    let rounds: Int

    var all: [Trial] {
        let records = [32, 1024].map { size in
            Trial(title: "memory: connection IDs, records of \(size) B") { try self.records(size) }
        }
        return records + [Trial(title: "memory: connection IDs, associations restored", run: beginnings)]
    }

    private func records(_ size: Int) throws -> [Measurement] {
        let count = 20_000
        let contestants = try libraries.map { try $0.connectionIDRecords(size, count) }
        let contest = Contest(count: count, contestants: contestants)
        let rate = try contest.rates(rounds).processor
        let (name, bound) = ("connection IDs, records of \(size) B", Bound.atLeastOf("records without", ratio: 1))
        return [
            Measurement("memory", name, "1/s", rate, goal: bound),
            Measurement(
                "memory",
                name + ", allocations",
                "a record",
                try contest.allocations(),
                goal: .atMost(ratio: 1)
            ),
        ]
    }

    private func beginnings() throws -> [Measurement] {
        let count = 500
        let contestants = try libraries.map { try $0.connectionIDBeginnings(count) }
        let contest = Contest(count: count, contestants: contestants)
        let (name, bound) = ("connection IDs, associations restored", Bound.atLeastOf("PSK handshakes", ratio: 20))
        return [Measurement("memory", name, "1/s", try contest.rates(rounds).processor, goal: bound)]
    }
}
