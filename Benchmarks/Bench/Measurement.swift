internal import Foundation

/// One figure of C and of Swift on each library, taken in turns in the same run, so that the machine's moods meet both.
struct Measurement: Codable {
    /// Where it was measured: `memory`, `loopback` or `idle`.
    let place: String
    let name: String
    let unit: String
    let figures: [Figure]
    /// The same by the time on the wall, where two threads wait for each other; a rate is by processor time else.
    let wall: [Figure]?
    /// The second library by the first, of Swift and of C, where there are two.
    let swiftBySwift: Ratio?
    let baselineByBaseline: Ratio?
    /// What is to be reached, and whether each library does.
    let goals: [Goal]

    init(
        _ place: String,
        _ name: String,
        _ unit: String,
        _ samples: [Samples],
        wall: [Samples]? = nil,
        goal: Bound? = nil
    ) {
        self.place = place
        self.name = name
        self.unit = unit
        let figures = samples.map { Figure($0) }
        self.figures = figures
        self.wall = wall?.map { Figure($0) }
        let isComparison = samples.count == 2
        swiftBySwift = isComparison ? Ratio(samples[1].swift, by: samples[0].swift) : nil
        baselineByBaseline = isComparison ? Ratio(samples[1].baseline, by: samples[0].baseline) : nil
        goals = goal.map { goal in figures.map { Goal(text: goal.text, isReached: goal.isReached(by: $0)) } } ?? []
    }
}

/// What the rounds gave of one library.
struct Samples {
    let library: String
    var baseline: [Double] = []
    var swift: [Double] = []

    mutating func append(_ c: Double, _ own: Double) {
        baseline.append(c)
        swift.append(own)
    }
}

/// The median of the rounds' ratios, and the least and the greatest.
struct Ratio: Codable {
    let median: Double
    let lowest: Double
    let highest: Double

    init(_ values: [Double], by others: [Double]) {
        // Nothing by nothing is as good as the other.
        let ratios = zip(values, others).map { $0 == $1 ? 1 : $0 / max($1, .leastNonzeroMagnitude) }
        median = Self.median(ratios)
        lowest = ratios.min() ?? 0
        highest = ratios.max() ?? 0
    }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
}

/// The figures of C and Swift on one library with their ratio.
struct Figure: Codable {
    let library: String
    /// The medians of the rounds.
    let baseline: Double
    let swift: Double
    /// Swift's figure by C's.
    let ratio: Ratio

    init(_ samples: Samples) {
        library = samples.library
        baseline = Ratio.median(samples.baseline)
        swift = Ratio.median(samples.swift)
        ratio = Ratio(samples.swift, by: samples.baseline)
    }
}

struct Goal: Codable {
    let text: String
    let isReached: Bool
}

/// What a figure is to keep to.
enum Bound {
    case atLeast(ratio: Double)
    /// Of what the first side does, which is not C.
    case atLeastOf(String, ratio: Double)
    case atMost(ratio: Double)
    case atMostBytes(Double, text: String)

    var text: String {
        switch self {
        case .atLeast(let ratio): String(format: "at least %.2f of C", ratio)
        case .atLeastOf(let what, let ratio): String(format: "at least %.2f of ", ratio) + what
        case .atMost: "no more than C"
        case .atMostBytes(_, let text): "at most " + text
        }
    }

    func isReached(by figure: Figure) -> Bool {
        switch self {
        case .atLeast(let ratio), .atLeastOf(_, let ratio): figure.ratio.median >= ratio
        case .atMost(let ratio): figure.ratio.median <= ratio
        case .atMostBytes(let bytes, _): figure.swift <= bytes
        }
    }
}
