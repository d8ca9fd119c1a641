/// Compares DNS names in ASCII, as certificates have them.
enum HostName {
    private static let longestLabel = 63
    private static let longestName = 253
    private static let dot = UInt8(ascii: ".")
    private static let wildcard: [UInt8] = [UInt8(ascii: "*"), dot]

    /// Whether it is a name in preferred syntax: labels of letters, digits, hyphens and, as hosts have it, underscores.
    static func isValid(_ name: ArraySlice<UInt8>) -> Bool {
        guard !name.isEmpty, name.count <= longestName else { return false }
        return name.split(separator: dot, omittingEmptySubsequences: false).allSatisfy(isLabel)
    }

    /// Whether it is a name, or one with a wildcard for its first label.
    static func isPattern(_ name: ArraySlice<UInt8>) -> Bool {
        isValid(name.starts(with: wildcard) ? name.dropFirst(wildcard.count) : name)
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        let hyphen = UInt8(ascii: "-")
        guard !label.isEmpty, label.count <= longestLabel, label.first != hyphen, label.last != hyphen else {
            return false
        }
        return label.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), hyphen, UInt8(ascii: "_"): true
            default: false
            }
        }
    }

    /// Whether two names are the same, whatever the case of their letters.
    static func isSame(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { lower($0) == lower($1) }
    }

    /// Whether `name` is `base` or has labels in front of it; the empty base is that of all names.
    static func isDomain(_ base: ArraySlice<UInt8>, of name: ArraySlice<UInt8>) -> Bool {
        if base.isEmpty || isSame(base, name) { return true }
        guard name.count > base.count, isSame(base, name.suffix(base.count)) else { return false }
        return name[name.endIndex - base.count - 1] == dot
    }

    /// Whether a host is the one named, or below the domain where that begins with a dot (RFC 5280, 4.2.1.10).
    static func isHost(_ host: ArraySlice<UInt8>, in base: ArraySlice<UInt8>) -> Bool {
        guard base.first == dot else { return isSame(host, base) }
        return !isSame(host, base.dropFirst()) && isDomain(base.dropFirst(), of: host)
    }

    /// Whether a name of a certificate stands for the wanted host (RFC 9525, 6.3).
    ///
    /// A wildcard is a whole first label, stands for exactly one label, and has at least two behind it.
    static func isMatch(_ presented: ArraySlice<UInt8>, _ wanted: ArraySlice<UInt8>) -> Bool {
        guard presented.starts(with: wildcard) else { return isValid(presented) && isSame(presented, wanted) }
        let base = presented.dropFirst(wildcard.count)
        guard base.contains(dot), isValid(base), let first = wanted.firstIndex(of: dot) else { return false }
        return first > wanted.startIndex && isSame(base, wanted[(first + 1)...])
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
