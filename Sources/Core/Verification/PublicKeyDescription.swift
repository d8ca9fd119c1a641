/// The kind and the size of a public key.
public struct PublicKeyDescription: Hashable, Sendable {
    /// The kind.
    public let algorithm: KeyAlgorithm
    /// The bits of the modulus of RSA and DSA, or of the field of a curve; 0 where they are not known.
    public let bits: Int

    /// For display: `RSA 2048`.
    public var text: String { algorithm.name + (bits > 0 ? " " + String(bits) : "") }

    /// Reads a SubjectPublicKeyInfo in DER (RFC 5280, 4.1.2.7).
    package init(_ information: Span<UInt8>) {
        var outer = DERReader(0..<information.count)
        var fields = DERReader(outer.next(DERTag.sequence, information) ?? 0..<0)
        var identified = DERReader(fields.next(DERTag.sequence, information) ?? 0..<0)
        guard let identifier = identified.next(DERTag.objectIdentifier, information),
            let key = fields.next(DERTag.bitString, information)
        else {
            self.init(.other, 0)
            return
        }
        let parameters = identified.next(information)
        switch ObjectIdentifier(encoded: information.extracting(identifier).copied).description {
        case "1.2.840.113549.1.1.1": self.init(.rsa, Self.modulusBits(key, information))
        case "1.2.840.113549.1.1.10": self.init(.rsaPSS, Self.modulusBits(key, information))
        case "1.2.840.10045.2.1": self.init(.ecdsa, Self.curveBits(parameters, information))
        case "1.3.101.112": self.init(.edDSA, 255)
        case "1.3.101.113": self.init(.edDSA, 448)
        case "1.2.840.10040.4.1": self.init(.dsa, Self.integerBits(parameters, information))
        default: self.init(.other, 0)
        }
    }

    private init(_ algorithm: KeyAlgorithm, _ bits: Int) {
        self.algorithm = algorithm
        self.bits = bits
    }

    /// RSAPublicKey stands in the bit string, behind the number of unused bits (RFC 8017, A.1.1).
    private static func modulusBits(_ key: Range<Int>, _ bytes: Span<UInt8>) -> Int {
        var reader = DERReader(key.dropFirst())
        guard let value = reader.next(bytes) else { return 0 }
        return integerBits(value, bytes)
    }

    /// The bits of the first number of a sequence.
    private static func integerBits(_ sequence: DERValue?, _ bytes: Span<UInt8>) -> Int {
        guard let sequence, sequence.tag == DERTag.sequence else { return 0 }
        var reader = DERReader(sequence.content)
        guard let number = reader.next(DERTag.integer, bytes) else { return 0 }
        guard let first = number.first(where: { bytes[$0] != 0 }) else { return 0 }
        return 8 * (number.upperBound - first) - bytes[first].leadingZeroBitCount
    }

    /// The named curves of RFC 5480 and RFC 5639, and secp256k1.
    private static func curveBits(_ parameters: DERValue?, _ bytes: Span<UInt8>) -> Int {
        guard let parameters, parameters.tag == DERTag.objectIdentifier else { return 0 }
        return switch ObjectIdentifier(encoded: bytes.extracting(parameters.content).copied).description {
        case "1.2.840.10045.3.1.1": 192
        case "1.3.132.0.33": 224
        case "1.2.840.10045.3.1.7", "1.3.132.0.10", "1.3.36.3.3.2.8.1.1.7": 256
        case "1.3.132.0.34", "1.3.36.3.3.2.8.1.1.11": 384
        case "1.3.36.3.3.2.8.1.1.13": 512
        case "1.3.132.0.35": 521
        default: 0
        }
    }
}
