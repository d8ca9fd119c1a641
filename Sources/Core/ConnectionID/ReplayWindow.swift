/// Which numbers of records have come: the highest, and which of the 63 below it (RFC 6347, 4.1.2.6).
struct ReplayWindow: Hashable, Sendable {
    static let width: UInt64 = 64

    /// The highest number that came; without meaning as long as none did.
    private(set) var highest: UInt64 = 0
    /// Bit n is for the number n below the highest; none at all as long as nothing came.
    private(set) var bits: UInt64 = 0

    init() {}

    /// Nil where no records can have led to it: what was saved is anybody's.
    init?(highest: UInt64, bits: UInt64) {
        guard bits & 1 == 1 || bits == 0 && highest == 0 else { return nil }
        self.highest = highest
        self.bits = bits
    }

    /// Whether a record with this number would be the first with it, as far as that is known.
    func admits(_ number: UInt64) -> Bool {
        guard bits != 0, number <= highest else { return true }
        let age = highest - number
        return age < Self.width && bits >> age & 1 == 0
    }

    /// Whether nothing newer has come.
    func isNewest(_ number: UInt64) -> Bool { bits == 0 || number > highest }

    /// Notes the number of a record that is authentic.
    mutating func note(_ number: UInt64) {
        guard !isNewest(number) else {
            let step = number - highest
            bits = bits != 0 && step < Self.width ? bits << step | 1 : 1
            highest = number
            return
        }
        let age = highest - number
        if age < Self.width { bits |= 1 << age }
    }
}
