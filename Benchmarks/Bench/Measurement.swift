internal import CBaseline
internal import Foundation

/// One figure of C and of Swift, taken in turns in the same run, so that the machine's moods meet both.
struct Measurement: Codable {
    let name: String
    let unit: String
    /// The medians of the rounds.
    let baseline: Double
    let swift: Double
    /// Swift's figure by C's: the median of the rounds' ratios, and the least and the greatest.
    let ratio: Double
    let lowestRatio: Double
    let highestRatio: Double

    /// Runs both `rounds` times in turns; each closure does its work `count` times.
    static func rate(
        _ name: String,
        rounds: Int,
        count: Int,
        baseline: () throws -> Void,
        swift: () throws -> Void
    ) throws -> Measurement {
        try baseline()
        try swift()
        let pairs = try (0..<rounds).map { round in
            // Whoever comes second finds warm caches: take turns.
            let first = try round.isMultiple(of: 2) ? time(baseline) : time(swift)
            let second = try round.isMultiple(of: 2) ? time(swift) : time(baseline)
            let (c, own) = round.isMultiple(of: 2) ? (first, second) : (second, first)
            return (Double(count) / c, Double(count) / own)
        }
        return Measurement(name, "1/s", pairs)
    }

    /// One figure each that does not vary: allocations, bytes.
    init(_ name: String, _ unit: String, _ pairs: [(Double, Double)]) {
        self.name = name
        self.unit = unit
        baseline = Self.median(pairs.map { $0.0 })
        swift = Self.median(pairs.map { $0.1 })
        let ratios = pairs.map { $0.0 == 0 ? ($0.1 == 0 ? 1 : .infinity) : $0.1 / $0.0 }
        ratio = Self.median(ratios)
        lowestRatio = ratios.min() ?? 0
        highestRatio = ratios.max() ?? 0
    }

    /// Seconds of this thread's own time, which other programs on the machine do not lengthen.
    private static func time(_ body: () throws -> Void) rethrows -> Double {
        let start = baseline_thread_seconds()
        try body()
        return baseline_thread_seconds() - start
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }

    /// One line of a table.
    var line: String {
        let figures = String(
            format: "%12.1f %12.1f   %5.3f  (%.3f to %.3f)",
            baseline,
            swift,
            ratio,
            lowestRatio,
            highestRatio
        )
        return name.padding(toLength: 44, withPad: " ", startingAt: 0) + figures + "  " + unit
    }
}
