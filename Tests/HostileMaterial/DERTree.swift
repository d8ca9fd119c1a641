/// DER as a tree, to be changed where it means something and written again, with lies about lengths where those are wanted.
struct DERTree {
    /// How the length is written.
    enum Length {
        /// As it is, in the shortest form.
        case right
        /// So much more than it is.
        case wrong(Int)
        /// With zeros in front.
        case padded
        /// The form of BER that ends with a mark.
        case indefinite
        /// More than there can be, in this many octets.
        case huge(Int)
    }

    /// The identifier octets; empty for the list that all values of some bytes are.
    var identifier: [UInt8]
    /// How its length is written.
    var length = Length.right
    /// What stands in front of the children: of a bit string, the number of unused bits.
    var prefix: [UInt8] = []
    /// The values in it; those of bit strings and octet strings too, where there are some.
    var children: [DERTree] = []
    /// All of the content, where it has no children.
    var content: [UInt8] = []

    private static let deepest = 24
    private static let isConstructed: UInt8 = 0x20

    /// The values that some bytes are; nil where they are none.
    init?(_ bytes: [UInt8]) {
        guard let values = Self.list(bytes[...], 0), !values.isEmpty else { return nil }
        identifier = []
        children = values
    }

    private init?(_ identifier: UInt8, _ content: ArraySlice<UInt8>, _ depth: Int) {
        self.identifier = [identifier]
        self.content = Array(content)
        let (bitString, octetString): (UInt8, UInt8) = (0x03, 0x04)
        switch identifier {
        case bitString where content.first == 0:
            children = Self.list(content.dropFirst(), depth + 1) ?? []
            prefix = children.isEmpty ? [] : [0]
        case octetString: children = Self.list(content, depth + 1) ?? []
        default:
            guard identifier & Self.isConstructed != 0 else { return }
            guard let values = Self.list(content, depth + 1) else { return nil }
            children = values
        }
    }

    private static func list(_ bytes: ArraySlice<UInt8>, _ depth: Int) -> [DERTree]? {
        var (rest, values) = (bytes, [DERTree]())
        while let identifier = rest.popFirst() {
            guard depth < deepest, let length = length(&rest), rest.count >= length else { return nil }
            guard let value = DERTree(identifier, rest.prefix(length), depth) else { return nil }
            values.append(value)
            rest = rest.dropFirst(length)
        }
        return values
    }

    private static func length(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        guard let first = bytes.popFirst() else { return nil }
        guard first >= 0x80 else { return Int(first) }
        let count = Int(first & 0x7f)
        guard (1...3).contains(count), bytes.count >= count else { return nil }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count).reduce(0) { $0 << 8 | Int($1) }
    }

    /// What stands behind identifier and length.
    var body: [UInt8] { children.isEmpty ? content : prefix + children.flatMap { $0.encoded } }

    /// All of it.
    var encoded: [UInt8] {
        let body = body
        guard !identifier.isEmpty else { return body }
        let end: [UInt8] = if case .indefinite = length { [0, 0] } else { [] }
        return identifier + length.octets(of: body.count) + body + end
    }

    /// How many values it has, itself included.
    var count: Int { children.reduce(1) { $0 + $1.count } }

    /// Changes the value of this number, counted from the root down.
    mutating func change(at number: Int, _ body: (inout DERTree) -> Void) {
        guard number > 0 else { return body(&self) }
        var left = number - 1
        for index in children.indices {
            let count = children[index].count
            guard left >= count else { return children[index].change(at: left, body) }
            left -= count
        }
    }

    /// The value of this number.
    func subtree(at number: Int) -> DERTree {
        var (copy, found) = (self, self)
        copy.change(at: number) { found = $0 }
        return found
    }
}

extension DERTree.Length {
    /// The octets for a length that really is `count`.
    func octets(of count: Int) -> [UInt8] {
        switch self {
        case .right: Self.shortest(count)
        case .wrong(let difference): Self.shortest(max(0, count + difference))
        case .padded: [0x84] + Self.digits(count, 4)
        case .indefinite: [0x80]
        case .huge(let octets): [0x80 | UInt8(truncatingIfNeeded: octets)] + [UInt8](repeating: 0xff, count: octets)
        }
    }

    private static func shortest(_ count: Int) -> [UInt8] {
        guard count >= 0x80 else { return [UInt8(count)] }
        let digits = Self.digits(count, 8).drop { $0 == 0 }
        return [0x80 | UInt8(digits.count)] + digits
    }

    private static func digits(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * (count - 1 - $0))) }
    }
}
