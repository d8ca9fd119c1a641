/// How the certificate or the raw public key of the peer is verified.
///
/// On, with the system's trust anchors, unless told otherwise.
public struct PeerVerification: Sendable {
    /// Whether the chain and the name are verified; default true.
    ///
    /// Off, any certificate or key of an accepted type is taken.
    public var isEnabled = true
    /// Certificates to trust; default none.
    public var trustAnchors = CertificateSource.none
    /// Whether the system's trust anchors count too; default true.
    public var usesSystemTrustStore = true
    /// Revocation lists to enforce; default none.
    ///
    /// A certificate is refused that a list of its issuer's has, or whose issuer has lists here of which none can be
    /// used: overdue, of the future, forged. One whose issuer has none is not refused.
    public var revocationLists = CertificateSource.none
    /// Whether a client checks that the certificate is for the host it connects to; default true.
    ///
    /// By RFC 9525: a wildcard is a whole first label and stands for one, an address is compared with addresses only.
    public var checksName = true
    /// Whether the common name of a certificate without any DNS name, address or URI may stand for the host; default false.
    ///
    /// RFC 9525 forbids it; devices of old need it.
    public var allowsCommonName = false
    /// The most CAs between the peer's certificate and the trust anchor, those not counted that are self-issued; default nil: as many as
    /// `HandshakeLimits.certificates` leaves room for.
    public var maximumDepth: Int?
    /// What keys and signatures have to be at least; default 112 bits of security.
    public var strength = CertificateStrength()
    /// TLSA records (DANE, RFC 6698 and RFC 7671) that the server has to match; default none.
    ///
    /// Records of a usage, selector or matching type that is not known are passed over; where none is left it is as if there were none.
    /// The caller has looked them up with DNSSEC for the base domain, which is `TLSConfiguration.serverName`, else the host; or has
    /// them from who provisions the device. A socket may have others: `SecureSocket.tlsaRecords`. Servers ignore them.
    public var tlsaRecords: [TLSARecord] = []
    /// Whether TLSA records of usage 2 and 3 are enforced although verification is off; default false.
    ///
    /// For those who verify where there is something to verify by (RFC 7435): records of usage 0 and 1 are passed over, and without one that can be
    /// used any server is taken, and is not authenticated.
    public var isOpportunistic = false
    /// Whether the name is checked too where a record of usage 3 (DANE-EE) matches; default false, as RFC 7671, 5.1 says.
    public var checksNameOfDomainIssuedCertificate = false
    /// The clock for validity periods; default the system's.
    public var clock = VerificationClock.system
    /// Whether a server asks clients for a certificate, and whether it insists; default `.none`.
    ///
    /// Clients ignore it. The trust anchors above are those for clients' certificates too, the system's included unless
    /// switched off.
    public var clientCertificate = ClientCertificatePolicy.none

    /// What the peer may prove itself with, most wanted first; default an X.509 certificate only.
    ///
    /// A peer that has nothing of these types is refused with `noCommonCertificateType` and the alert
    /// unsupported_certificate. `.rawPublicKey` needs `FeatureSet.rawPublicKeys`, and no other type than these two is
    /// supported: ENOTSUP. Without effect with pre-shared keys, where it has to stay as it is.
    public var certificateTypes: [CertificateType] = [.x509]
    /// The raw public keys that are accepted: SubjectPublicKeyInfos, DER or PEM (`PUBLIC KEY`).
    ///
    /// Default none. A peer's key is compared byte by byte; another one is refused with `unknownPublicKey` and the alert
    /// certificate_unknown. EINVAL where raw public keys are accepted and verified and none is pinned, where some are
    /// pinned and no raw public key is accepted, and for a key weaker than `strength`. Revocation lists, names, clocks and
    /// TLSA records have no meaning for them.
    public var pinnedPublicKeys = CertificateSource.none

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

    /// These raw public keys (RFC 7250) and no certificate; each element is DER of one SubjectPublicKeyInfo or PEM of one or more.
    public static func pinned(_ publicKeys: [[UInt8]]) -> PeerVerification {
        var verification = PeerVerification()
        verification.certificateTypes = [.rawPublicKey]
        verification.pinnedPublicKeys = .list(publicKeys.map { .bytes($0) })
        return verification
    }

    /// No verification: any certificate is accepted, and nobody knows who the peer is.
    public static let disabled: PeerVerification = {
        var verification = PeerVerification()
        verification.isEnabled = false
        return verification
    }()
}

extension PeerVerification {
    /// Throws EINVAL for what contradicts itself, and ENOTSUP for a type that nobody can verify.
    package func validate() throws(TLSError) {
        if isEnabled, isOpportunistic {
            throw .configuration("isOpportunistic is for where verification is off")
        }
        if !isEnabled, !isOpportunistic, !tlsaRecords.isEmpty {
            throw .configuration(
                "TLSA records are of no use with verification off: leave it on, or set isOpportunistic"
            )
        }
        if let maximumDepth, maximumDepth < 0 {
            throw .configuration("a depth of \(maximumDepth) certificates cannot be")
        }
        try validateTypes()
    }

    private func validateTypes() throws(TLSError) {
        guard !certificateTypes.isEmpty else {
            throw .configuration("no certificate type is accepted from the peer")
        }
        for type in certificateTypes where type != .x509 && type != .rawPublicKey {
            throw .system(.notSupported, .notSupported, detail: type.description + " cannot be verified")
        }
        let acceptsKeys = certificateTypes.contains(.rawPublicKey)
        if acceptsKeys, isEnabled, pinnedPublicKeys.isEmpty {
            throw .configuration("raw public keys are accepted from the peer, and none is pinned")
        }
        if !acceptsKeys, !pinnedPublicKeys.isEmpty {
            throw .configuration("public keys are pinned, and no raw public key is accepted from the peer")
        }
    }
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

    /// Whether validity is not looked at.
    var isDisabled: Bool {
        if case .disabled = source { true } else { false }
    }

    /// The time of the system.
    public static let system = VerificationClock(source: .system)
    /// Validity periods are not checked: for devices without a clock.
    public static let disabled = VerificationClock(source: .disabled)

    /// A clock of the caller's: seconds since 1970-01-01 00:00 UTC.
    ///
    /// Called in the handshake, while the socket is locked: it must not call the socket.
    public static func supplied(_ secondsSince1970: @escaping @Sendable () -> Int64) -> VerificationClock {
        VerificationClock(source: .supplied(secondsSince1970))
    }
}
