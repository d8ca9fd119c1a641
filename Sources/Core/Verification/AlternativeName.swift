/// Looks for the subject alternative name of a certificate in DER (RFC 5280, 4.1 and 4.2.1.6).
///
/// A library takes all of a certificate apart to tell: GnuTLS 3.7.9 allocates 350 times for it.
package enum AlternativeName {
    private static let sequence: UInt8 = 0x30
    private static let extensions: UInt8 = 0xa3
    private static let objectIdentifier: UInt8 = 0x06
    private static let octetString: UInt8 = 0x04

    /// Whether there is a name of any kind; a certificate that cannot be read has none.
    package static func isPresent(in certificate: Span<UInt8>) -> Bool {
        var file = DERReader(0..<certificate.count)
        guard let signed = file.next(sequence, certificate) else { return false }
        var parts = DERReader(signed)
        guard let body = parts.next(sequence, certificate) else { return false }
        var fields = DERReader(body)
        while let field = fields.next(certificate) {
            guard field.tag == extensions else { continue }
            var explicit = DERReader(field.content)
            guard let list = explicit.next(sequence, certificate) else { return false }
            return hasName(list, certificate)
        }
        return false
    }

    private static func hasName(_ list: Range<Int>, _ certificate: Span<UInt8>) -> Bool {
        var entries = DERReader(list)
        while let entry = entries.next(sequence, certificate) {
            var parts = DERReader(entry)
            guard let identifier = parts.next(objectIdentifier, certificate) else { return false }
            guard isAlternativeName(identifier, certificate) else { continue }
            var part = parts.next(certificate)
            // Whether it is critical stands in front, if it is.
            if part?.tag != octetString { part = parts.next(certificate) }
            guard let value = part, value.tag == octetString else { return false }
            var names = DERReader(value.content)
            return names.next(sequence, certificate)?.isEmpty == false
        }
        return false
    }

    /// 2.5.29.17.
    private static func isAlternativeName(_ identifier: Range<Int>, _ certificate: Span<UInt8>) -> Bool {
        guard identifier.count == 3 else { return false }
        let first = identifier.lowerBound
        return certificate[first] == 0x55 && certificate[first + 1] == 0x1d && certificate[first + 2] == 0x11
    }
}

/// Reads the values that stand one after another in DER; never beyond its end.
private struct DERReader {
    private var offset: Int
    private let end: Int

    /// Reads this part of the bytes that each call gets, which must have it.
    init(_ range: Range<Int>) {
        offset = range.lowerBound
        end = range.upperBound
    }

    /// The content of the next value; nil where there is none, or one of another tag.
    mutating func next(_ tag: UInt8, _ bytes: Span<UInt8>) -> Range<Int>? {
        guard let value = next(bytes), value.tag == tag else { return nil }
        return value.content
    }

    /// The next value; nil where there is none or where its length cannot be.
    mutating func next(_ bytes: Span<UInt8>) -> (tag: UInt8, content: Range<Int>)? {
        let longForm: UInt8 = 0x80
        let mostLengthBytes = 4
        guard end - offset >= 2 else { return nil }
        let (tag, first) = (bytes[offset], bytes[offset + 1])
        var start = offset + 2
        var length = Int(first)
        if first >= longForm {
            let count = Int(first - longForm)
            guard count <= mostLengthBytes, end - start >= count else { return nil }
            length = (start..<start + count).reduce(0) { number, index in number << 8 | Int(bytes[index]) }
            start += count
        }
        guard end - start >= length else { return nil }
        offset = start + length
        return (tag, start..<offset)
    }
}
