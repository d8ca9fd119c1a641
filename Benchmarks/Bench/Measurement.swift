internal import CBaseline
internal import Foundation

/// One figure of C and of Swift, taken in turns in the same run, so that the machine's moods meet both.
struct Measurement: Codable {
    /// Where it was measured: `memory`, `loopback` or `idle`.
    let place: String
    let name: String
    let unit: String
    let figure: Figure
    /// The same by the time on the wall, where two threads wait for each other; a rate is by processor time else.
    let wall: Figure?
    /// What is to be reached, and whether it is.
    let goal: Goal?

    init(_ place: String, _ name: String, _ unit: String, _ figure: Figure, wall: Figure? = nil, goal: Bound? = nil) {
        self.place = place
        self.name = name
        self.unit = unit
        self.figure = figure
        self.wall = wall
        self.goal = goal.map { Goal(text: $0.text, isReached: $0.isReached(by: figure)) }
    }
}

/// The figures of both with their ratio.
struct Figure: Codable {
    /// The medians of the rounds.
    let baseline: Double
    let swift: Double
    /// Swift's figure by C's: the median of the rounds' ratios, and the least and the greatest.
    let ratio: Double
    let lowestRatio: Double
    let highestRatio: Double

    init(_ pairs: [(Double, Double)]) {
        baseline = Self.median(pairs.map { $0.0 })
        swift = Self.median(pairs.map { $0.1 })
        // Nothing by nothing is as good as the other.
        let ratios = pairs.map { $0.0 == $0.1 ? 1 : $0.1 / max($0.0, .leastNonzeroMagnitude) }
        ratio = Self.median(ratios)
        lowestRatio = ratios.min() ?? 0
        highestRatio = ratios.max() ?? 0
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
}

struct Goal: Codable {
    let text: String
    let isReached: Bool
}

/// What a figure is to keep to.
enum Bound {
    case atLeast(ratio: Double)
    case atMost(ratio: Double)
    case atMostBytes(Double, text: String)

    var text: String {
        switch self {
        case .atLeast(let ratio): String(format: "at least %.2f of C", ratio)
        case .atMost: "no more than C"
        case .atMostBytes(_, let text): "at most " + text
        }
    }

    func isReached(by figure: Figure) -> Bool {
        switch self {
        case .atLeast(let ratio): figure.ratio >= ratio
        case .atMost(let ratio): figure.ratio <= ratio
        case .atMostBytes(let bytes, _): figure.swift <= bytes
        }
    }
}

/// One piece of work that is done in C and in Swift, `count` times each.
struct Contest {
    let count: Int
    let baseline: () throws -> Void
    let swift: () throws -> Void

    /// Rates by processor time and by the time on the wall.
    func rates(_ rounds: Int) throws -> (processor: Figure, wall: Figure) {
        try baseline()
        try swift()
        var processor: [(Double, Double)] = []
        var wall: [(Double, Double)] = []
        for round in 0..<rounds {
            // Whoever comes second finds warm caches: take turns.
            let isTurned = !round.isMultiple(of: 2)
            let first = try Self.time(isTurned ? swift : baseline)
            let second = try Self.time(isTurned ? baseline : swift)
            let (c, own) = isTurned ? (second, first) : (first, second)
            processor.append((Double(count) / c.processor, Double(count) / own.processor))
            wall.append((Double(count) / c.wall, Double(count) / own.wall))
        }
        return (Figure(processor), Figure(wall))
    }

    /// How often both allocate for one piece of work.
    func allocations() throws -> Figure {
        let (c, own) = (try Self.allocations(baseline), try Self.allocations(swift))
        // What happens once a run, such as starting a thread, is no part of a piece of work.
        let pieces = Double(count)
        return Figure([((c / pieces * 10).rounded() / 10, (own / pieces * 10).rounded() / 10)])
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
