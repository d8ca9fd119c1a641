/// What becomes of one datagram on its way.
///
/// The constants are the plain cases; the properties can be combined, as in a datagram that comes twice and late.
public struct Fate: Hashable, Sendable {
    /// How often it arrives: 0 is lost, 2 is doubled, 16 is the most.
    public var copies = 1
    /// How long it is on its way; nil for what the conditions of the network say.
    public var delay: Duration?
    /// Whether it arrives behind the next one of its direction.
    ///
    /// `NetworkConditions.longestHold` is how long it waits for that one. Of two in a row only the first is held.
    public var isOvertaken = false
    /// The number of the bit that is turned over on the way, counted from the first byte's lowest one and modulo the
    /// length; nil for none.
    public var damagedBit: Int?

    /// It arrives once, unchanged, in the time that the conditions say.
    public init() {}

    /// It arrives once, unchanged.
    public static let delivered = Fate()

    /// It never arrives.
    public static let lost = repeated(0)

    /// It arrives twice.
    public static let duplicated = repeated(2)

    /// It arrives behind the next one of its direction.
    public static let overtaken: Fate = {
        var fate = Fate()
        fate.isOvertaken = true
        return fate
    }()

    /// It arrives after exactly this time.
    public static func delayed(by delay: Duration) -> Fate {
        var fate = Fate()
        fate.delay = delay
        return fate
    }

    /// It arrives with one bit turned over.
    public static func damaged(bit: Int) -> Fate {
        var fate = Fate()
        fate.damagedBit = bit
        return fate
    }

    private static func repeated(_ copies: Int) -> Fate {
        var fate = Fate()
        fate.copies = copies
        return fate
    }
}

extension Fate: CustomStringConvertible {
    /// In words, such as `lost` or `twice, overtaken`.
    public var description: String {
        var words: [String] = []
        switch copies {
        case ...0: return "lost"
        case 1: break
        case 2: words.append("twice")
        default: words.append("\(copies) times")
        }
        if isOvertaken { words.append("overtaken") }
        if let damagedBit { words.append("bit \(damagedBit) turned over") }
        if let delay { words.append("after \(delay)") }
        return words.isEmpty ? "delivered" : words.joined(separator: ", ")
    }
}
