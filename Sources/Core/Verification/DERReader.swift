/// Reads the values that stand one after another in DER (X.690); never beyond its end.
///
/// It keeps a place only, and each call gets the bytes: a value that held a span could not be stored in Swift 6.3.
package struct DERReader {
    private var offset: Int
    private let end: Int

    /// Reads this part of the bytes that each call gets, which must have it.
    package init(_ range: Range<Int>) {
        offset = range.lowerBound
        end = range.upperBound
    }

    /// Whether everything was read.
    package var isAtEnd: Bool { offset == end }

    /// The content of the next value; nil where there is none, or one of another tag, which then stays unread.
    package mutating func next(_ tag: UInt8, _ bytes: Span<UInt8>) -> Range<Int>? {
        let start = offset
        guard let value = next(bytes) else { return nil }
        guard value.tag == tag else {
            offset = start
            return nil
        }
        return value.content
    }

    /// The next value; nil where there is none, or where its length cannot be or is not the shortest form.
    package mutating func next(_ bytes: Span<UInt8>) -> DERValue? {
        let longForm: UInt8 = 0x80
        let mostLengthBytes = 4
        guard end - offset >= 2 else { return nil }
        let (tag, first) = (bytes[offset], bytes[offset + 1])
        var start = offset + 2
        var length = Int(first)
        if first >= longForm {
            let count = Int(first - longForm)
            guard count >= 1, count <= mostLengthBytes, end - start >= count else { return nil }
            length = (start..<start + count).reduce(0) { number, index in number << 8 | Int(bytes[index]) }
            guard bytes[start] != 0, length >= Int(longForm) else { return nil }
            start += count
        }
        guard end - start >= length else { return nil }
        let whole = offset..<start + length
        offset = start + length
        return DERValue(tag: tag, content: start..<offset, whole: whole)
    }

    /// Passes a BIT STRING of whole octets, as every signature is; false where there is none.
    ///
    /// OpenSSL sets bits of others to zero, and its certificate is another one then than what was sent.
    mutating func nextWholeOctets(_ bytes: Span<UInt8>) -> Bool {
        guard let content = next(DERTag.bitString, bytes), !content.isEmpty else { return false }
        return bytes[content.lowerBound] == 0
    }
}

/// One value of DER: its tag and where it stands.
package struct DERValue {
    /// The identifier octet.
    package let tag: UInt8
    /// Where the content stands.
    package let content: Range<Int>
    /// Where all of it stands, identifier and length included.
    package let whole: Range<Int>
}

/// Identifier octets (X.690, 8.1.2).
package enum DERTag {
    package static let boolean: UInt8 = 0x01
    package static let integer: UInt8 = 0x02
    package static let bitString: UInt8 = 0x03
    package static let octetString: UInt8 = 0x04
    package static let objectIdentifier: UInt8 = 0x06
    package static let utcTime: UInt8 = 0x17
    package static let generalizedTime: UInt8 = 0x18
    package static let sequence: UInt8 = 0x30
    package static let set: UInt8 = 0x31

    /// A context-specific tag with primitive content.
    package static func implicit(_ number: UInt8) -> UInt8 { 0x80 | number }
    /// A context-specific tag with constructed content.
    package static func constructed(_ number: UInt8) -> UInt8 { 0xa0 | number }
}
