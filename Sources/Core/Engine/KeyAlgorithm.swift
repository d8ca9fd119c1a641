/// The kind of a public key.
public enum KeyAlgorithm: Hashable, Sendable {
    /// RSA for signatures and encryption.
    case rsa
    /// RSA for signatures of RSASSA-PSS only.
    case rsaPSS
    /// A curve for ECDSA.
    case ecdsa
    /// Ed25519 or Ed448.
    case edDSA
    /// DSA.
    case dsa
    /// Another one.
    case other

    /// As people call it.
    public var name: String {
        switch self {
        case .rsa: "RSA"
        case .rsaPSS: "RSA-PSS"
        case .ecdsa: "EC"
        case .edDSA: "EdDSA"
        case .dsa: "DSA"
        case .other: "other"
        }
    }
}
