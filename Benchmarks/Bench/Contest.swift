internal import CBaseline
internal import SecureSockets

/// Both sides of one piece of work on one library.
struct Contestant {
    let library: String
    let baseline: () throws -> Void
    let swift: () throws -> Void

    init<Backend: TLSBackend>(
        _: Backend.Type,
        baseline: @escaping () throws -> Void,
        swift: @escaping () throws -> Void
    ) {
        library = Backend.name
        self.baseline = baseline
        self.swift = swift
    }
}

/// One piece of work that is done on each library in C and in Swift, `count` times each.
struct Contest {
    let count: Int
    let contestants: [Contestant]

    /// Rates by processor time and by the time on the wall.
    func rates(_ rounds: Int) throws -> (processor: [Samples], wall: [Samples]) {
        let bodies = contestants.flatMap { [$0.baseline, $0.swift] }
        for body in bodies { try body() }
        var processor = contestants.map { Samples(library: $0.library) }
        var wall = processor
        for round in 0..<rounds {
            // Whoever comes second finds warm caches: take turns.
            let order = round.isMultiple(of: 2) ? Array(bodies.indices) : bodies.indices.reversed()
            var times = bodies.map { _ in (processor: 0.0, wall: 0.0) }
            for index in order { times[index] = try Self.time(bodies[index]) }
            for index in contestants.indices {
                let (c, own) = (times[2 * index], times[2 * index + 1])
                processor[index].append(Double(count) / c.processor, Double(count) / own.processor)
                wall[index].append(Double(count) / c.wall, Double(count) / own.wall)
            }
        }
        return (processor, wall)
    }

    /// How often each allocates for one piece of work.
    func allocations() throws -> [Samples] {
        try contestants.map { contestant in
            let (c, own) = (try Self.allocations(contestant.baseline), try Self.allocations(contestant.swift))
            // What happens once a run, such as starting a thread, is no part of a piece of work.
            let pieces = Double(count)
            var samples = Samples(library: contestant.library)
            samples.append((c / pieces * 10).rounded() / 10, (own / pieces * 10).rounded() / 10)
            return samples
        }
    }

    private static func allocations(_ body: () throws -> Void) rethrows -> Double {
        baseline_start_counting()
        do {
            try body()
        } catch {
            _ = baseline_stop_counting()
            throw error
        }
        return Double(baseline_stop_counting())
    }

    private static func time(_ body: () throws -> Void) rethrows -> (processor: Double, wall: Double) {
        let start = (baseline_processor_seconds(), baseline_wall_seconds())
        try body()
        return (baseline_processor_seconds() - start.0, baseline_wall_seconds() - start.1)
    }
}
