/// A trust anchor that is nothing but a name and a key (RFC 5280, 6.1.1 (d)), in the form that libraries take: a certificate.
///
/// Nobody signed it, and it is trusted by its place at the end of a path: nothing looks at an anchor's own signature.
enum TrustAnchorInformation {
    private static let utcTime: UInt8 = 0x17
    private static let generalizedTime: UInt8 = 0x18
    /// ecdsa-with-SHA256 (RFC 5758, 3.2), which no library takes for weak.
    private static let algorithm = value(
        DERTag.sequence,
        value(DERTag.objectIdentifier, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02])
    )
    /// Always valid: whoever gave the key vouches for it now.
    private static let validity = value(
        DERTag.sequence,
        value(utcTime, Array("700101000000Z".utf8)) + value(generalizedTime, Array("99991231235959Z".utf8))
    )

    /// A CA of this name, in DER, with this SubjectPublicKeyInfo.
    static func certificate(name: [UInt8], publicKeyInfo: [UInt8]) -> [UInt8] {
        let version = value(DERTag.constructed(0), integer(2))
        let content = version + integer(1) + algorithm + name + validity + name + publicKeyInfo + extensions
        return value(DERTag.sequence, value(DERTag.sequence, content) + algorithm + signature)
    }

    /// Basic constraints, critical: a CA.
    private static var extensions: [UInt8] {
        let identifier = value(DERTag.objectIdentifier, [0x55, 0x1d, 0x13])
        let constraints = value(DERTag.sequence, value(DERTag.boolean, [0xff]))
        let entry = value(
            DERTag.sequence,
            identifier + value(DERTag.boolean, [0xff]) + value(DERTag.octetString, constraints)
        )
        return value(DERTag.constructed(3), value(DERTag.sequence, entry))
    }

    /// Two numbers, as the algorithm wants them, and no bits left over.
    private static var signature: [UInt8] {
        value(DERTag.bitString, [0] + value(DERTag.sequence, integer(1) + integer(1)))
    }

    private static func integer(_ number: UInt8) -> [UInt8] { value(DERTag.integer, [number]) }

    private static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        guard content.count >= 0x80 else { return [tag, UInt8(content.count)] + content }
        var digits: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            digits.insert(UInt8(rest & 0xff), at: 0)
            rest >>= 8
        }
        return [tag, 0x80 | UInt8(digits.count)] + digits + content
    }
}
