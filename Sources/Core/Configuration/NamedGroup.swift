/// A group of the key exchange, as its number in IANA's registry "TLS Supported Groups".
///
/// Any number is a value, so a group that is not known here survives a round trip. What the library at hand can do is
/// another question: OpenSSL has the binary curves, GnuTLS has those of GOST.
public struct NamedGroup: RawRepresentable, Hashable, Sendable {
    /// The number on the wire (RFC 8446, section 4.2.7): 23 is `secp256r1`.
    public let rawValue: UInt16

    /// Makes a group of its number on the wire, whether it is known or not.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Finds the group with a name of IANA's registry, for example `secp256r1`, not `P-256` or `prime256v1`.
    ///
    /// The case of the letters does not matter. It is `nil` if no known group has that name.
    public init?(name: String) {
        guard let group = Self.known.first(where: { RegistryName.isSame($0.name ?? "", name) }) else { return nil }
        self = group
    }
}

extension NamedGroup: CustomStringConvertible {
    /// The name in IANA's registry, or the number as `0x0017` for a group that is not known here.
    public var description: String {
        name ?? RegistryName.hexadecimal(rawValue)
    }
}

extension NamedGroup {
    /// NIST P-192, 19 of RFC 8422: too short for new uses.
    public static let secp192r1 = NamedGroup(rawValue: 19)

    /// NIST P-224, 21 of RFC 8422: too short for new uses.
    public static let secp224r1 = NamedGroup(rawValue: 21)

    /// NIST P-256, 23 of RFC 8422: what LwM2M and RFC 7925 require.
    public static let secp256r1 = NamedGroup(rawValue: 23)

    /// NIST P-384, 24 of RFC 8422.
    public static let secp384r1 = NamedGroup(rawValue: 24)

    /// NIST P-521, 25 of RFC 8422.
    public static let secp521r1 = NamedGroup(rawValue: 25)

    /// Brainpool with 256 bits up to TLS 1.2, 26 of RFC 7027.
    public static let brainpoolP256r1 = NamedGroup(rawValue: 26)

    /// Brainpool with 384 bits up to TLS 1.2, 27 of RFC 7027.
    public static let brainpoolP384r1 = NamedGroup(rawValue: 27)

    /// Brainpool with 512 bits up to TLS 1.2, 28 of RFC 7027.
    public static let brainpoolP512r1 = NamedGroup(rawValue: 28)

    /// Curve25519, 29 of RFC 8422.
    public static let x25519 = NamedGroup(rawValue: 29)

    /// Curve448, 30 of RFC 8422.
    public static let x448 = NamedGroup(rawValue: 30)

    /// The finite field of 2048 bits, 256 of RFC 7919.
    public static let ffdhe2048 = NamedGroup(rawValue: 256)

    /// The finite field of 3072 bits, 257 of RFC 7919.
    public static let ffdhe3072 = NamedGroup(rawValue: 257)

    /// The finite field of 4096 bits, 258 of RFC 7919.
    public static let ffdhe4096 = NamedGroup(rawValue: 258)

    /// The finite field of 6144 bits, 259 of RFC 7919.
    public static let ffdhe6144 = NamedGroup(rawValue: 259)

    /// The finite field of 8192 bits, 260 of RFC 7919.
    public static let ffdhe8192 = NamedGroup(rawValue: 260)

    /// Whether it is a finite field, for suites with DHE (RFC 7919, 2).
    package var isFiniteField: Bool { rawValue >> 8 == 1 }

    /// Every group that has a name here, in the order of the numbers.
    package static var known: [NamedGroup] {
        var groups: [NamedGroup] = []
        for rawValue in UInt16(1)...40 { groups.append(NamedGroup(rawValue: rawValue)) }
        for rawValue in UInt16(256)...260 { groups.append(NamedGroup(rawValue: rawValue)) }
        for rawValue in UInt16(4587)...4589 { groups.append(NamedGroup(rawValue: rawValue)) }
        return groups
    }

    /// The name in IANA's registry, or `nil` for a group that is not known here.
    ///
    /// Known are the groups of GnuTLS 3.7 and OpenSSL 3.0, and those that their successors offer: Brainpool in TLS 1.3 and
    /// the hybrids with ML-KEM.
    public var name: String? {
        switch rawValue {
        case 1: "sect163k1"
        case 2: "sect163r1"
        case 3: "sect163r2"
        case 4: "sect193r1"
        case 5: "sect193r2"
        case 6: "sect233k1"
        case 7: "sect233r1"
        case 8: "sect239k1"
        case 9: "sect283k1"
        case 10: "sect283r1"
        case 11: "sect409k1"
        case 12: "sect409r1"
        case 13: "sect571k1"
        case 14: "sect571r1"
        case 15: "secp160k1"
        case 16: "secp160r1"
        case 17: "secp160r2"
        case 18: "secp192k1"
        case 19: "secp192r1"
        case 20: "secp224k1"
        case 21: "secp224r1"
        case 22: "secp256k1"
        case 23: "secp256r1"
        case 24: "secp384r1"
        case 25: "secp521r1"
        case 26: "brainpoolP256r1"
        case 27: "brainpoolP384r1"
        case 28: "brainpoolP512r1"
        case 29: "x25519"
        case 30: "x448"
        case 31: "brainpoolP256r1tls13"
        case 32: "brainpoolP384r1tls13"
        case 33: "brainpoolP512r1tls13"
        case 34: "GC256A"
        case 35: "GC256B"
        case 36: "GC256C"
        case 37: "GC256D"
        case 38: "GC512A"
        case 39: "GC512B"
        case 40: "GC512C"
        case 256: "ffdhe2048"
        case 257: "ffdhe3072"
        case 258: "ffdhe4096"
        case 259: "ffdhe6144"
        case 260: "ffdhe8192"
        case 4587: "SecP256r1MLKEM768"
        case 4588: "X25519MLKEM768"
        case 4589: "SecP384r1MLKEM1024"
        default: nil
        }
    }
}
