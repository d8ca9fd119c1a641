/// The one rule that a certificate, or the path to a trust anchor, broke.
///
/// Equal on all backends. More may come, hence a struct.
public struct VerificationRule: RawRepresentable, Hashable, Sendable {
    /// A number for C interfaces; stable from release to release.
    public let rawValue: UInt8

    /// The rule with this number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The peer has to present a certificate.
    public static let certificateRequired = VerificationRule(rawValue: 1)
    /// No path leads from the certificate to a trust anchor.
    public static let unknownIssuer = VerificationRule(rawValue: 2)
    /// Who issued the certificate at the depth below is no CA (RFC 5280, 4.2.1.9 and 4.2.1.3).
    public static let notAuthority = VerificationRule(rawValue: 3)
    /// More CAs stand below one than its path length allows (RFC 5280, 4.2.1.9).
    public static let pathLength = VerificationRule(rawValue: 4)
    /// The path has more certificates than the configuration allows.
    public static let depth = VerificationRule(rawValue: 5)
    /// The signature was not made by the issuer's key.
    public static let signature = VerificationRule(rawValue: 6)
    /// The signature is made with a digest that collides.
    public static let weakSignature = VerificationRule(rawValue: 7)
    /// The key is too short.
    public static let weakKey = VerificationRule(rawValue: 8)
    /// The validity is over.
    public static let expired = VerificationRule(rawValue: 9)
    /// The validity has not begun.
    public static let notYetValid = VerificationRule(rawValue: 10)
    /// A revocation list has it.
    public static let revoked = VerificationRule(rawValue: 11)
    /// The issuer's only revocation list is overdue: nobody knows what it would say now.
    public static let revocationListExpired = VerificationRule(rawValue: 12)
    /// The issuer's only revocation list cannot be used: forged, of the future, or of a kind that is not supported.
    public static let revocationListUnusable = VerificationRule(rawValue: 13)
    /// A CA further up does not allow the name (RFC 5280, 4.2.1.10).
    public static let nameConstraints = VerificationRule(rawValue: 14)
    /// The key is not for a handshake (RFC 5280, 4.2.1.3).
    public static let keyUsage = VerificationRule(rawValue: 15)
    /// The certificate is not for a server, or not for a client (RFC 5280, 4.2.1.12).
    public static let extendedKeyUsage = VerificationRule(rawValue: 16)
    /// An extension is critical and not known (RFC 5280, 4.2).
    public static let criticalExtension = VerificationRule(rawValue: 17)
    /// A part of the certificate cannot be read or contradicts another.
    public static let malformed = VerificationRule(rawValue: 18)
    /// The certificate is for other names than the one wanted (RFC 9525).
    public static let name = VerificationRule(rawValue: 19)
    /// TLSA records are there, and none of them matches (RFC 6698).
    public static let tlsa = VerificationRule(rawValue: 20)
    /// The TLS library refuses what the rules here allow; its words are in the report.
    public static let library = VerificationRule(rawValue: 21)

    /// The name of the constant, for programs that read JSON.
    public var name: String {
        Self.names.first { $0.rule == self }?.name ?? "rule " + String(rawValue)
    }

    private static let names: [(rule: VerificationRule, name: String)] = [
        (.certificateRequired, "certificateRequired"), (.unknownIssuer, "unknownIssuer"),
        (.notAuthority, "notAuthority"), (.pathLength, "pathLength"), (.depth, "depth"), (.signature, "signature"),
        (.weakSignature, "weakSignature"), (.weakKey, "weakKey"), (.expired, "expired"),
        (.notYetValid, "notYetValid"), (.revoked, "revoked"), (.revocationListExpired, "revocationListExpired"),
        (.revocationListUnusable, "revocationListUnusable"), (.nameConstraints, "nameConstraints"),
        (.keyUsage, "keyUsage"), (.extendedKeyUsage, "extendedKeyUsage"), (.criticalExtension, "criticalExtension"),
        (.malformed, "malformed"), (.name, "name"), (.tlsa, "tlsa"), (.library, "library"),
    ]

    /// What the error of a handshake says that failed over it.
    var reason: Reason {
        switch self {
        case .certificateRequired: .certificateRequired
        case .unknownIssuer, .notAuthority: .unknownIssuer
        case .expired, .notYetValid: .expired
        case .revoked: .revoked
        case .name: .nameMismatch
        case .tlsa: .tlsaMismatch
        default: .badCertificate
        }
    }

    /// What the peer is told (RFC 8446, 6.2).
    ///
    /// Which one a missing certificate gets depends on the version, and the engine knows it.
    public var alert: TLSAlert.Description {
        switch self {
        case .certificateRequired: .certificateRequired
        case .unknownIssuer, .notAuthority: .unknownCA
        case .expired, .notYetValid: .certificateExpired
        case .revoked: .certificateRevoked
        default: .badCertificate
        }
    }
}

/// Which certificate broke which rule, and how.
public struct VerificationFault: Hashable, Sendable {
    /// The rule.
    public let rule: VerificationRule
    /// Where the certificate at fault stands in the path: 0 is the peer's own; nil where it is no certificate's.
    public let depth: Int?
    /// More for people.
    public let detail: String

    /// All parts.
    public init(_ rule: VerificationRule, depth: Int?, _ detail: String) {
        self.rule = rule
        self.depth = depth
        self.detail = detail
    }
}
