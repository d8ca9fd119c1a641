/// How the certificate of the peer is verified.
///
/// On, with the system's trust anchors, unless told otherwise.
public struct PeerVerification: Sendable {
    /// Whether the chain and the name are verified; default true.
    ///
    /// Off, any certificate is accepted.
    public var isEnabled = true
    /// Certificates to trust; default none.
    public var trustAnchors = CertificateSource.none
    /// Whether the system's trust anchors count too; default true.
    public var usesSystemTrustStore = true
    /// Revocation lists to enforce; default none.
    ///
    /// A list is enforced even when its next update is overdue.
    public var revocationLists = CertificateSource.none
    /// Whether a client checks that the certificate is for the host it connects to; default true.
    public var checksName = true
    /// The clock for validity periods; default the system's.
    public var clock = VerificationClock.system
    /// Whether a server asks clients for a certificate, and whether it insists; default `.none`.
    ///
    /// Clients ignore it. The trust anchors above are those for clients' certificates too, the system's included unless
    /// switched off.
    public var clientCertificate = ClientCertificatePolicy.none

    /// The defaults.
    public init() {}

    /// Trust in these anchors and in no others.
    public static func anchors(_ certificates: CertificateSource) -> PeerVerification {
        var verification = PeerVerification()
        verification.trustAnchors = certificates
        verification.usesSystemTrustStore = false
        return verification
    }

    /// Trust in these anchors and in no others: each element is DER of one or PEM of one or more.
    public static func anchors(_ certificates: [[UInt8]]) -> PeerVerification {
        anchors(.list(certificates.map { .bytes($0) }))
    }

    /// No verification: any certificate is accepted, and nobody knows who the peer is.
    public static let disabled: PeerVerification = {
        var verification = PeerVerification()
        verification.isEnabled = false
        return verification
    }()
}

/// Whether a server wants certificates from its clients.
public enum ClientCertificatePolicy: Sendable {
    /// They are not asked.
    case none
    /// They are asked; a client without one is served, one with a bad one is not.
    case requested
    /// A client without a good one is refused.
    case required
}

/// What time it is when validity periods are checked.
public struct VerificationClock: Sendable {
    package enum Source: Sendable {
        case system
        case disabled
        case supplied(@Sendable () -> Int64)
    }

    package let source: Source

    /// The time of the system.
    public static let system = VerificationClock(source: .system)
    /// Validity periods are not checked: for devices without a clock.
    public static let disabled = VerificationClock(source: .disabled)

    /// A clock of the caller's: seconds since 1970-01-01 00:00 UTC.
    ///
    /// Called in the handshake, while the socket is locked: it must not call the socket. It is compared with the
    /// certificates that the peer sends, not with trust anchors and revocation lists.
    public static func supplied(_ secondsSince1970: @escaping @Sendable () -> Int64) -> VerificationClock {
        VerificationClock(source: .supplied(secondsSince1970))
    }
}
