public import SecureSocketsTesting

/// Changes to DER that a seed chooses: some know what stands where, others know nothing.
public enum DERMutation {
    /// Longer results are cut: what many mutations in a row double soon has megabytes.
    private static let longest = 96 << 10

    /// One to four changes; `donors` give the parts that are put in.
    public static func of(
        _ bytes: [UInt8],
        donors: [[UInt8]],
        _ generator: inout SeededGenerator
    ) -> [UInt8] {
        var changed = bytes
        for _ in 0...Int.random(in: 0...3, using: &generator) {
            if Int.random(in: 0..<5, using: &generator) > 0, var tree = DERTree(changed) {
                change(&tree, donors, &generator)
                changed = tree.encoded
            } else {
                ByteMutation.change(&changed, &generator)
            }
            if changed.count > longest { changed.removeSubrange(longest...) }
        }
        return changed
    }

    private static func change(_ tree: inout DERTree, _ donors: [[UInt8]], _ generator: inout SeededGenerator) {
        let place = Int.random(in: 0..<tree.count, using: &generator)
        if Bool.random(using: &generator) {
            tree.change(at: place) { changeValue(&$0, &generator) }
        } else {
            let graft = donor(donors, &generator) ?? tree.subtree(at: place)
            tree.change(at: place) { changeList(&$0, graft, &generator) }
        }
    }

    private static func donor(_ donors: [[UInt8]], _ generator: inout SeededGenerator) -> DERTree? {
        guard let bytes = donors.randomElement(using: &generator), let tree = DERTree(bytes) else { return nil }
        return tree.subtree(at: Int.random(in: 0..<tree.count, using: &generator))
    }

    // MARK: One value

    private static func changeValue(_ value: inout DERTree, _ generator: inout SeededGenerator) {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: value.identifier = [identifiers.randomElement(using: &generator) ?? 0]
        case 1: value.length = lie(&generator)
        case 2: nest(&value, &generator)
        case 3, 4: spoil(&value, &generator)
        default:
            let own = HostileContent.of(value.identifier.first ?? 0)
            let all = Int.random(in: 0..<8, using: &generator) == 0 ? HostileContent.all : own
            value.content = all.randomElement(using: &generator) ?? []
            value.children = []
        }
    }

    /// Tags of all kinds of values in certificates, and ones that have none.
    private static let identifiers: [UInt8] =
        [
            0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x16, 0x17, 0x18, 0x1e, 0x1f, 0x24, 0x30, 0x31,
        ] + (0..<9).flatMap { [0x80 | $0, 0xa0 | $0] } + [0xbf, 0xff]

    private static func lie(_ generator: inout SeededGenerator) -> DERTree.Length {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: .wrong([-1, 1, -128, 128, 65_536].randomElement(using: &generator) ?? 1)
        case 1: .padded
        case 2: .indefinite
        case 3: .huge(4)
        case 4: .huge(8)
        default: .huge(126)
        }
    }

    private static func nest(_ value: inout DERTree, _ generator: inout SeededGenerator) {
        let outer = value.identifier.isEmpty ? [0x30] : value.identifier
        for _ in 0..<([1, 2, 20, 200, 2000].randomElement(using: &generator) ?? 1) {
            value.content = value.encoded
            value.children = []
            value.identifier = [0x30]
        }
        value.identifier = outer
    }

    private static func spoil(_ value: inout DERTree, _ generator: inout SeededGenerator) {
        var body = value.body
        ByteMutation.change(&body, &generator)
        value.content = body
        value.children = []
    }

    // MARK: The values in one

    private static func changeList(_ value: inout DERTree, _ graft: DERTree, _ generator: inout SeededGenerator) {
        guard let index = value.children.indices.randomElement(using: &generator) else {
            value.content = graft.encoded
            return
        }
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: value.children.remove(at: index)
        case 1: value.children.insert(value.children[index], at: index)
        case 2: repeated(&value, index, &generator)
        case 3: value.children.shuffle(using: &generator)
        case 4: value.children.insert(graft, at: index)
        default: value.children[index] = graft
        }
    }

    /// Thousands of the same value, or of ones that all differ.
    private static func repeated(_ value: inout DERTree, _ index: Int, _ generator: inout SeededGenerator) {
        let one = value.children[index].encoded
        let most = max(2, (longest / 2) / max(1, one.count))
        let count = Int.random(in: 2...min(most, 8000), using: &generator)
        let isSame = Bool.random(using: &generator)
        var many: [UInt8] = []
        for number in 0..<count {
            var copy = one
            // The end of what is innermost, more often than not: another number, another letter.
            if !isSame, copy.count > 3 { copy[copy.count - 1 - number % 2] &+= UInt8(truncatingIfNeeded: number >> 1) }
            many += copy
        }
        value.content = value.children[..<index].flatMap { $0.encoded } + many
        value.content += value.children[(index + 1)...].flatMap { $0.encoded }
        value.content = value.prefix + value.content
        value.children = []
    }
}

/// Changes to bytes that know nothing of what these are.
public enum ByteMutation {
    /// One change.
    public static func change(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return bytes.append(UInt8.random(in: 0...255, using: &generator)) }
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(bytes.count, place + Int.random(in: 1...16, using: &generator))
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 2: bytes[place] = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &generator) ?? 0
        case 3: bytes.removeSubrange(place...)
        case 4: bytes.removeSubrange(place..<end)
        case 5: bytes.insert(contentsOf: bytes[place..<end], at: place)
        default:
            let random = (place..<end).map { _ in UInt8.random(in: 0...255, using: &generator) }
            bytes.insert(contentsOf: random, at: place)
        }
    }
}
