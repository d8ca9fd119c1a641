/// Numbers that look random and repeat with the seed: SplitMix64.
///
/// The numbers of a seed stay the same in all versions of this package. Not for secrets.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private static let increment: UInt64 = 0x9e37_79b9_7f4a_7c15
    private var state: UInt64

    /// Begins at the seed.
    public init(_ seed: UInt64) {
        state = seed
    }

    /// Begins behind the first `count` numbers of the seed, which costs the same for each `count`.
    public init(_ seed: UInt64, skipping count: UInt64) {
        state = seed &+ count &* Self.increment
    }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= Self.increment
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// True with this probability; takes one number.
    ///
    /// The standard library does not promise how it would draw.
    mutating func isHit(_ probability: Double) -> Bool {
        Double(next() >> 11) * 0x1p-53 < probability
    }

    /// A time in the range, to the nanosecond; takes one number.
    mutating func time(in range: ClosedRange<Duration>) -> Duration {
        let width = range.upperBound - range.lowerBound
        let nanoseconds = UInt64(clamping: width.components.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let total = nanoseconds.partialValue &+ UInt64(clamping: width.components.attoseconds / 1_000_000_000)
        let number = next()
        guard !nanoseconds.overflow, total < UInt64(Int64.max) else { return range.upperBound }
        return range.lowerBound + .nanoseconds(Int64(number % (total + 1)))
    }
}
