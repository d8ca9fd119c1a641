/// How a network treats datagrams: probabilities from 0 to 1, times and a length.
///
/// What is made without arguments is a perfect network.
public struct NetworkConditions: Hashable, Sendable {
    /// How likely a datagram is lost; default 0.
    public var loss: Double
    /// How likely it arrives twice; default 0.
    public var duplication: Double
    /// How likely it arrives behind the next one of its direction; default 0.
    public var reordering: Double
    /// How likely one of its bits is turned over, as on networks without checksums; default 0.
    public var corruption: Double
    /// How long it is on its way, evenly distributed; default 0.
    ///
    /// A range reorders too: who leaves later may arrive earlier.
    public var delay: ClosedRange<Duration>
    /// The longest datagram in bytes that passes; nil, the default, is no limit.
    ///
    /// A longer one is lost without a word.
    public var maximumTransmissionUnit: Int?
    /// How long one that is to be overtaken is held at most where no other one comes; default 10 seconds.
    public var longestHold: Duration = .seconds(10)

    /// A network that treats datagrams so.
    public init(
        loss: Double = 0,
        duplication: Double = 0,
        reordering: Double = 0,
        corruption: Double = 0,
        delay: ClosedRange<Duration> = .zero ... .zero,
        maximumTransmissionUnit: Int? = nil
    ) {
        self.loss = loss
        self.duplication = duplication
        self.reordering = reordering
        self.corruption = corruption
        self.delay = delay
        self.maximumTransmissionUnit = maximumTransmissionUnit
    }
}

extension NetworkConditions: CustomStringConvertible {
    /// What is not perfect, as in `loss 0.25, delay 0.02 seconds to 0.2 seconds`.
    public var description: String {
        let named = [
            ("loss", loss), ("duplication", duplication), ("reordering", reordering), ("corruption", corruption),
        ]
        var words = named.filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }
        if delay.upperBound > .zero { words.append("delay \(delay.lowerBound) to \(delay.upperBound)") }
        if let maximumTransmissionUnit { words.append("at most \(maximumTransmissionUnit) bytes") }
        return words.isEmpty ? "perfect" : words.joined(separator: ", ")
    }
}

/// What chance does with one datagram.
///
/// Each takes as many numbers of the seed as any other, whatever is decided, so its fate depends on nothing that was sent
/// before.
struct Chance {
    private static let numbersPerDatagram: UInt64 = 32
    private static let largestBit: UInt64 = 1 << 20

    let fate: Fate
    private var generator: SeededGenerator
    private let delay: ClosedRange<Duration>

    init(_ conditions: NetworkConditions, seed: UInt64, number: Int) {
        var generator = SeededGenerator(seed, skipping: UInt64(number) &* Self.numbersPerDatagram)
        var fate = Fate()
        let isLost = generator.isHit(conditions.loss)
        let isDuplicated = generator.isHit(conditions.duplication)
        fate.isOvertaken = generator.isHit(conditions.reordering)
        let isDamaged = generator.isHit(conditions.corruption)
        let bit = generator.next() % Self.largestBit
        fate.copies = isLost ? 0 : isDuplicated ? 2 : 1
        fate.damagedBit = isDamaged ? Int(bit) : nil
        self.fate = fate
        self.generator = generator
        delay = conditions.delay
    }

    /// The time that the next copy is on its way.
    mutating func nextDelay() -> Duration {
        generator.time(in: delay)
    }
}
