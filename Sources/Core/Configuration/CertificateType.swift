/// What carries the public key that an end proves itself with, as its number in IANA's registry "TLS Certificate Types"
/// (RFC 7250, 3).
public struct CertificateType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number on the wire.
    public let rawValue: UInt8

    /// The type with this number, whether it is known or not.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// An X.509 certificate with its chain.
    public static let x509 = CertificateType(rawValue: 0)
    /// The key alone, as a SubjectPublicKeyInfo (RFC 7250).
    public static let rawPublicKey = CertificateType(rawValue: 2)

    /// `X.509 certificate`, `raw public key`, or the number.
    public var description: String {
        switch self {
        case .x509: "X.509 certificate"
        case .rawPublicKey: "raw public key"
        default: "certificate type " + String(rawValue)
        }
    }
}
