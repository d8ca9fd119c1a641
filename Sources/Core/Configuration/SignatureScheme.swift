/// A signature algorithm with its hash, as its number in IANA's registry "TLS SignatureScheme".
///
/// Any number is a value, so one that is not known here survives a round trip. What the library at hand can do is another
/// question: ask its backend.
public struct SignatureScheme: RawRepresentable, Hashable, Sendable {
    /// The number on the wire (RFC 8446, section 4.2.3): 0x0403 is `ecdsa_secp256r1_sha256`.
    public let rawValue: UInt16

    /// Makes a scheme of its number on the wire, whether it is known or not.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Finds the scheme with a name of IANA's registry, for example `ecdsa_secp256r1_sha256`.
    ///
    /// The case of the letters does not matter. It is `nil` if no known scheme has that name.
    public init?(name: String) {
        guard let scheme = Self.known.first(where: { RegistryName.isSame($0.name ?? "", name) }) else { return nil }
        self = scheme
    }
}

extension SignatureScheme: CustomStringConvertible {
    /// The name in IANA's registry, or the number as `0x0403` for a scheme that is not known here.
    public var description: String {
        name ?? RegistryName.hexadecimal(rawValue)
    }
}

extension SignatureScheme {
    /// RSA with PKCS #1 v1.5 and SHA-1: too weak for new uses.
    public static let rsaPKCS1SHA1 = SignatureScheme(rawValue: 0x0201)
    /// ECDSA with SHA-1: too weak for new uses.
    public static let ecdsaSHA1 = SignatureScheme(rawValue: 0x0203)
    /// RSA with PKCS #1 v1.5 and SHA-256; in TLS 1.3 for certificates only.
    public static let rsaPKCS1SHA256 = SignatureScheme(rawValue: 0x0401)
    /// RSA with PKCS #1 v1.5 and SHA-384; in TLS 1.3 for certificates only.
    public static let rsaPKCS1SHA384 = SignatureScheme(rawValue: 0x0501)
    /// RSA with PKCS #1 v1.5 and SHA-512; in TLS 1.3 for certificates only.
    public static let rsaPKCS1SHA512 = SignatureScheme(rawValue: 0x0601)
    /// ECDSA with SHA-256, in TLS 1.3 on P-256 only: what LwM2M and RFC 7925 require.
    public static let ecdsaSecp256r1SHA256 = SignatureScheme(rawValue: 0x0403)
    /// ECDSA with SHA-384; in TLS 1.3 on P-384 only.
    public static let ecdsaSecp384r1SHA384 = SignatureScheme(rawValue: 0x0503)
    /// ECDSA with SHA-512; in TLS 1.3 on P-521 only.
    public static let ecdsaSecp521r1SHA512 = SignatureScheme(rawValue: 0x0603)
    /// RSA-PSS with SHA-256 and a key that is for RSA in general.
    public static let rsaPSSRSAESHA256 = SignatureScheme(rawValue: 0x0804)
    /// RSA-PSS with SHA-384 and a key that is for RSA in general.
    public static let rsaPSSRSAESHA384 = SignatureScheme(rawValue: 0x0805)
    /// RSA-PSS with SHA-512 and a key that is for RSA in general.
    public static let rsaPSSRSAESHA512 = SignatureScheme(rawValue: 0x0806)
    /// EdDSA on Curve25519.
    public static let ed25519 = SignatureScheme(rawValue: 0x0807)
    /// EdDSA on Curve448.
    public static let ed448 = SignatureScheme(rawValue: 0x0808)
    /// RSA-PSS with SHA-256 and a key that is for RSA-PSS only.
    public static let rsaPSSPSSSHA256 = SignatureScheme(rawValue: 0x0809)
    /// RSA-PSS with SHA-384 and a key that is for RSA-PSS only.
    public static let rsaPSSPSSSHA384 = SignatureScheme(rawValue: 0x080a)
    /// RSA-PSS with SHA-512 and a key that is for RSA-PSS only.
    public static let rsaPSSPSSSHA512 = SignatureScheme(rawValue: 0x080b)

    /// Every scheme that has a name here, in the order of the numbers.
    package static var known: [SignatureScheme] {
        var schemes: [SignatureScheme] = []
        for high in UInt16(2)...8 {
            for low in UInt16(0)...0x20 {
                let scheme = SignatureScheme(rawValue: high << 8 | low)
                if scheme.name != nil { schemes.append(scheme) }
            }
        }
        return schemes
    }

    /// The name in IANA's registry, or `nil` for a scheme that is not known here.
    public var name: String? {
        switch rawValue {
        case 0x0201: "rsa_pkcs1_sha1"
        case 0x0203: "ecdsa_sha1"
        case 0x0401: "rsa_pkcs1_sha256"
        case 0x0403: "ecdsa_secp256r1_sha256"
        case 0x0420: "rsa_pkcs1_sha256_legacy"
        case 0x0501: "rsa_pkcs1_sha384"
        case 0x0503: "ecdsa_secp384r1_sha384"
        case 0x0520: "rsa_pkcs1_sha384_legacy"
        case 0x0601: "rsa_pkcs1_sha512"
        case 0x0603: "ecdsa_secp521r1_sha512"
        case 0x0620: "rsa_pkcs1_sha512_legacy"
        case 0x0704: "eccsi_sha256"
        case 0x0708: "sm2sig_sm3"
        case 0x0709: "gostr34102012_256a"
        case 0x070a: "gostr34102012_256b"
        case 0x070b: "gostr34102012_256c"
        case 0x070c: "gostr34102012_256d"
        case 0x070d: "gostr34102012_512a"
        case 0x070e: "gostr34102012_512b"
        case 0x070f: "gostr34102012_512c"
        case 0x0804: "rsa_pss_rsae_sha256"
        case 0x0805: "rsa_pss_rsae_sha384"
        case 0x0806: "rsa_pss_rsae_sha512"
        case 0x0807: "ed25519"
        case 0x0808: "ed448"
        case 0x0809: "rsa_pss_pss_sha256"
        case 0x080a: "rsa_pss_pss_sha384"
        case 0x080b: "rsa_pss_pss_sha512"
        case 0x081a: "ecdsa_brainpoolP256r1tls13_sha256"
        case 0x081b: "ecdsa_brainpoolP384r1tls13_sha384"
        case 0x081c: "ecdsa_brainpoolP512r1tls13_sha512"
        default: nil
        }
    }
}
