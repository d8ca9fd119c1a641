/// One part of a distinguished name for comparison (RFC 5280, 7.1): whatever the kind of string, the case of ASCII letters and the
/// number of spaces.
struct NamePart: Hashable {
    /// Each attribute: its identifier, and its value as text in UTF-8, or as it stands where it is none.
    private let attributes: Set<[UInt8]>

    /// Reads a RelativeDistinguishedName; one that is malformed equals those with the same bytes only.
    init(_ part: Span<UInt8>) {
        var outer = DERReader(0..<part.count)
        var attributes: Set<[UInt8]> = []
        var reader = DERReader(outer.next(DERTag.set, part) ?? 0..<0)
        while let pair = reader.next(DERTag.sequence, part) {
            var fields = DERReader(pair)
            guard let identifier = fields.next(part), let value = fields.next(part), fields.isAtEnd else { break }
            attributes.insert(part.extracting(identifier.whole).copied + Self.folded(value, part))
        }
        self.attributes = reader.isAtEnd && !attributes.isEmpty ? attributes : [part.copied]
    }

    /// The value of an attribute, with its tag in front: one tag for all strings.
    private static func folded(_ value: DERValue, _ part: Span<UInt8>) -> [UInt8] {
        guard let text = text(value, part) else { return part.extracting(value.whole).copied }
        let space = UInt8(ascii: " ")
        var words: [[UInt8]] = []
        for word in text.split(separator: space) {
            words.append(word.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 })
        }
        return [StringTag.utf8] + Array(words.joined(separator: [space]))
    }

    /// A string in UTF-8; nil for another kind of value.
    static func text(_ value: DERValue, _ part: Span<UInt8>) -> [UInt8]? {
        let bytes = part.extracting(value.content).copied
        switch value.tag {
        case StringTag.utf8, StringTag.numeric, StringTag.printable, StringTag.ia5, StringTag.visible: return bytes
        case StringTag.teletex: return utf8(bytes, width: 1)
        case StringTag.bmp: return utf8(bytes, width: 2)
        case StringTag.universal: return utf8(bytes, width: 4)
        default: return nil
        }
    }

    /// Of code points that have the same number of bytes each; nil where one of them is none.
    private static func utf8(_ bytes: [UInt8], width: Int) -> [UInt8]? {
        guard bytes.count % width == 0 else { return nil }
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: width) {
            let number = bytes[start..<start + width].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            guard let scalar = Unicode.Scalar(number), let encoded = UTF8.encode(scalar) else { return nil }
            text += encoded
        }
        return text
    }

    /// Identifier octets of the strings that names are made of (RFC 5280, 4.1.2.4, and X.690).
    private enum StringTag {
        static let utf8: UInt8 = 0x0c
        static let numeric: UInt8 = 0x12
        static let printable: UInt8 = 0x13
        static let teletex: UInt8 = 0x14
        static let ia5: UInt8 = 0x16
        static let visible: UInt8 = 0x1a
        static let universal: UInt8 = 0x1c
        static let bmp: UInt8 = 0x1e
    }
}
