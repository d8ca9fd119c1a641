/// What there is to say about how the peer is verified.
struct VerificationReview {
    private let configuration: TLSConfiguration
    private let role: Role

    init(_ configuration: TLSConfiguration, _ role: Role) {
        self.configuration = configuration
        self.role = role
    }

    private var verification: PeerVerification { configuration.verification }
    private var acceptsCertificates: Bool { verification.certificateTypes.contains(.x509) }

    var findings: [Finding] {
        guard !configuration.credentials.usesPreSharedKey else { return [] }
        if role == .server, verification.clientCertificate == .none {
            let words = "no client is asked for a certificate or key, so nobody knows who they are"
            return [.note("clients-unauthenticated", words)]
        }
        guard verification.isEnabled else { return unverified }
        return optional + (acceptsCertificates ? trust + rules : [])
    }

    private var unverified: [Finding] {
        guard !verification.isOpportunistic else {
            let words = "the server is verified only where a TLSA record of usage 2 or 3 says how"
            return [.warning("verification-opportunistic", words)]
        }
        let peer = role == .client ? "server" : "client"
        return [.warning("verification-off", "any certificate is accepted, so nobody knows who the \(peer) is")]
    }

    private var optional: [Finding] {
        guard role == .server, verification.clientCertificate == .requested else { return [] }
        return [.note("clients-optional", "clients without a certificate or key are served too")]
    }

    private var trust: [Finding] {
        var found: [Finding] = []
        if role == .server, verification.usesSystemTrustStore {
            let words = "everybody whom the system's trust anchors vouch for is accepted as a client"
            found.append(.warning("clients-of-system-trust", words))
        } else if verification.usesSystemTrustStore, !verification.trustAnchors.isEmpty {
            found.append(.note("system-trust", "the system's trust anchors count besides the configured ones"))
        }
        if verification.revocationLists.isEmpty {
            found.append(
                .note("no-revocation-list", "a revoked certificate is accepted, since there is no revocation list")
            )
        }
        return found
    }

    private var rules: [Finding] {
        var found: [Finding] = []
        if role == .client, !verification.checksName {
            found.append(.warning("name-unchecked", "a certificate for any other host is accepted too"))
        }
        if role == .client, verification.checksName, verification.allowsCommonName {
            let words = "the common name stands for the host where there is no other name, which RFC 9525 forbids"
            found.append(.warning("common-name", words))
        }
        if verification.clock.isDisabled {
            found.append(.warning("validity-unchecked", "expired certificates are accepted, since there is no clock"))
        }
        if verification.strength.allowsCollidingDigests {
            found.append(.warning("weak-digests", "certificates signed with SHA-1 or MD5 are accepted"))
        }
        if verification.strength.modulusBits < 2048 || verification.strength.curveBits < 224 {
            found.append(.warning("weak-keys", "certificates with keys of less than 112 bits of security are accepted"))
        }
        return found
    }
}
