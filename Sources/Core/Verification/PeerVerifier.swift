/// Whom a peer has to be, and when that is asked.
public struct PeerQuestion: Sendable {
    /// Whether the peer is a server or a client.
    public var peerRole: Role
    /// What its certificate has to be for; nil where no name is checked.
    public var name: ServerName?
    /// What DNS says of it; the records of a name that was looked up with DNSSEC, or what a device was told by its bootstrap server.
    public var records: [TLSARecord]
    /// When, in seconds since 1970; nil takes what the clock of the configuration says now.
    ///
    /// Without effect where that clock is disabled.
    public var time: Int64?

    /// All parts.
    public init(peerRole: Role, name: ServerName? = nil, records: [TLSARecord] = [], time: Int64? = nil) {
        self.peerRole = peerRole
        self.name = name
        self.records = records
        self.time = time
    }
}

/// Decides whether a peer is who it has to be, by its certificates: the same on all backends.
///
/// Core finds the path and knows the rules; the library reads certificates and checks signatures, and has to agree with each path that
/// Core accepts.
public final class PeerVerifier<Library: CertificateLibrary>: Sendable {
    /// What is allowed, without the sources of what `store` has.
    package let policy: PeerVerification
    let limits: HandshakeLimits
    let store: TrustStore<Library>

    /// Reads the trust anchors and revocation lists; throws where one of them cannot be read.
    public init(_ policy: PeerVerification, limits: HandshakeLimits = HandshakeLimits()) throws(TLSError) {
        try policy.validate()
        self.policy = policy.withoutSources
        self.limits = limits
        store = try TrustStore(policy)
    }

    /// The trust anchors of the configuration, the system's not among them.
    public var anchors: [Library.Certificate] { store.anchors }

    /// Verifies what a peer presented, its own certificate first, and says what was looked at.
    public func report(on presented: [Library.Certificate], _ question: PeerQuestion) -> VerificationReport {
        judge(presented, question).report(presented, question, self)
    }

    /// Whether a client has to present a certificate.
    package var requiresClientCertificate: Bool { policy.clientCertificate == .required }

    /// What the end of this role asks of its peer.
    package func question(to role: Role, _ serverName: ServerName?, _ records: [TLSARecord]) -> PeerQuestion {
        guard role == .client else { return PeerQuestion(peerRole: .client, time: time) }
        let name = policy.checksName ? serverName : nil
        return PeerQuestion(peerRole: .server, name: name, records: records, time: time)
    }

    /// Throws where a peer presented more certificates than the limits allow.
    ///
    /// `failure` makes the error of the backend's library for a refused certificate, here and in `verify`.
    package func checkCount(_ count: Int, failure: (Reason, String) -> TLSError) throws(TLSError) {
        guard count > limits.certificates else { return }
        let words = "\(count) certificates were presented, and the limit is \(limits.certificates)"
        throw failure(.limitExceeded, words).sending(.fatal(.badCertificate))
    }

    /// Verifies what a peer presented in a handshake; throws what is wrong, with the alert that tells the peer and with the report.
    ///
    /// The certificates are not read where nothing is verified.
    package func verify(
        _ question: PeerQuestion,
        failure: (Reason, String) -> TLSError,
        _ presented: () throws(TLSError) -> [Library.Certificate]
    ) throws(TLSError) {
        guard policy.isEnabled || policy.isOpportunistic else { return }
        let certificates: [Library.Certificate]
        do throws(TLSError) {
            certificates = try presented()
        } catch {
            throw failure(.badCertificate, error.detail).sending(.fatal(.badCertificate))
        }
        let judgement = judge(certificates, question)
        guard let fault = judgement.fault else { return }
        let report = judgement.report(certificates, question, self)
        throw failure(fault.rule.reason, fault.text).sending(.fatal(fault.rule.alert)).explained(by: report)
    }

    /// What validity is compared with; nil where it is not.
    private var time: Int64? {
        switch policy.clock.source {
        case .disabled: nil
        case .system: WallClock.now
        case .supplied(let clock): clock()
        }
    }

    func judge(_ presented: [Library.Certificate], _ question: PeerQuestion) -> Judgement<Library> {
        var judgement = Judgement<Library>(time: policy.clock.isDisabled ? nil : question.time ?? time)
        guard policy.isEnabled || policy.isOpportunistic else { return judgement }
        guard let leaf = presented.first else {
            judgement.fault = VerificationFault(.certificateRequired, depth: nil, "the peer presented no certificate")
            return judgement
        }
        judgement.records = RecordOutcome.list(question.records, isOpportunistic: !policy.isEnabled)
        if judgement.records.contains(where: { $0.defect == nil }) {
            judge(byRecords: leaf, presented, question, &judgement)
        } else if policy.isEnabled {
            // None that can be used is as good as none (RFC 6698, 4.1).
            judgePublicKeyInfrastructure(leaf, presented, question, nil, &judgement)
        }
        return judgement
    }
}
