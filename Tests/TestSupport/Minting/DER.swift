public import SecureSocketCore

/// Writes DER (X.690), good or not: what a test puts together is not looked at.
public enum DER {
    /// A value of any tag.
    public static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let shortest = 0x80
        guard content.count >= shortest else { return [tag, UInt8(content.count)] + content }
        var digits: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            digits.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        return [tag, 0x80 | UInt8(digits.count)] + digits + content
    }

    /// A SEQUENCE of these.
    public static func sequence(_ parts: [[UInt8]]) -> [UInt8] { value(DERTag.sequence, Array(parts.joined())) }

    /// A SET of these, in this order.
    public static func set(_ parts: [[UInt8]]) -> [UInt8] { value(DERTag.set, Array(parts.joined())) }

    /// An OCTET STRING.
    public static func octetString(_ bytes: [UInt8]) -> [UInt8] { value(DERTag.octetString, bytes) }

    /// A BIT STRING of whole bytes.
    public static func bitString(_ bytes: [UInt8]) -> [UInt8] { value(DERTag.bitString, [0] + bytes) }

    /// A BOOLEAN.
    public static func boolean(_ flag: Bool) -> [UInt8] { value(DERTag.boolean, [flag ? 0xff : 0]) }

    /// An INTEGER that is not negative.
    public static func integer(_ number: Int) -> [UInt8] {
        var digits = [UInt8(truncatingIfNeeded: number)]
        var rest = number >> 8
        while rest > 0 {
            digits.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        return value(DERTag.integer, (digits[0] & 0x80 != 0 ? [0] : []) + digits)
    }

    /// An OBJECT IDENTIFIER.
    public static func identifier(_ identifier: ObjectIdentifier) -> [UInt8] {
        value(DERTag.objectIdentifier, identifier.encoded)
    }

    /// A Time in the form that RFC 5280, 4.1.2.5 wants: UTCTime up to 2049, GeneralizedTime from then on.
    public static func time(_ seconds: Int64) -> [UInt8] {
        let utcTime: UInt8 = 0x17
        let text = Timestamp.text(seconds).utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let year = Int(String(decoding: text.prefix(4), as: UTF8.self)) ?? 0
        guard (1950...2049).contains(year) else { return generalizedTime(seconds) }
        return value(utcTime, text.dropFirst(2) + [UInt8(ascii: "Z")])
    }

    /// A GeneralizedTime, whatever the year.
    public static func generalizedTime(_ seconds: Int64) -> [UInt8] {
        let generalizedTime: UInt8 = 0x18
        let text = Timestamp.text(seconds).utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return value(generalizedTime, text + [UInt8(ascii: "Z")])
    }

    /// A distinguished name of attributes in UTF8String or another kind of string, each in a part of its own.
    public static func name(_ attributes: [(ObjectIdentifier, String)], string tag: UInt8 = 0x0c) -> [UInt8] {
        sequence(
            attributes.map { attribute, text in
                set([sequence([identifier(attribute), value(tag, Array(text.utf8))])])
            }
        )
    }

    /// A distinguished name of one common name.
    public static func name(_ common: String) -> [UInt8] { name([(.commonName, common)]) }

    /// The same bytes with the last one changed, as a signature that nobody made.
    static func damaged(_ bytes: [UInt8]) -> [UInt8] {
        Array(bytes.dropLast()) + bytes.suffix(1).map { $0 ^ 0x01 }
    }
}

extension ObjectIdentifier {
    /// id-at-organizationName (RFC 5280, appendix A.1).
    public static let organization = ObjectIdentifier("2.5.4.10")

    /// The identifier with these numbers, which have dots between them.
    public init(_ text: String) {
        let numbers = text.split(separator: ".").compactMap { Int($0) }
        var bytes: [UInt8] = []
        for number in [numbers[0] * 40 + numbers[1]] + numbers.dropFirst(2) {
            var digits = [UInt8(number & 0x7f)]
            var rest = number >> 7
            while rest > 0 {
                digits.insert(UInt8(rest & 0x7f) | 0x80, at: 0)
                rest >>= 7
            }
            bytes += digits
        }
        self.init(encoded: bytes)
    }
}
