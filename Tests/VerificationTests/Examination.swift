internal import SecureSockets
internal import TestSupport
internal import Testing

/// What is verified and how: by default the certificate of a server, at `Moment.now`, without a name.
struct Examination {
    /// What the peer presents, its own certificate first.
    var presented: [MintedCertificate]
    /// The trust anchors.
    var trusted: [MintedCertificate]
    /// Revocation lists in DER.
    var lists: [[UInt8]] = []
    /// What the certificate has to be for.
    var name: String?
    /// What the peer is.
    var role = Role.server
    /// In seconds since 1970; nil leaves it to the clock of the policy.
    var time: Int64? = Moment.now
    /// All that is not above.
    var policy = PeerVerification()

    init(
        _ presented: [MintedCertificate],
        trusting trusted: [MintedCertificate],
        _ change: (inout Examination) -> Void = { _ in }
    ) {
        self.presented = presented
        self.trusted = trusted
        change(&self)
    }

    /// What the library of the pair makes of it; the other ones have to make the same of it.
    func report() throws -> VerificationReport {
        let library = Pair.current.client
        let report = try report(on: library)
        guard let other = Library.allCases.last, other != library else { return report }
        let second = try self.report(on: other)
        // The words of a library are its own.
        if report.fault?.rule != .library || second.fault?.rule != .library {
            #expect(report.json == second.json, "\(library.rawValue) and \(other.rawValue) differ")
            #expect(report.text == second.text)
        }
        return report
    }

    /// What one library makes of it.
    func report(on library: Library) throws -> VerificationReport {
        var configuration = TLSConfiguration(.stream)
        configuration.verification = policy
        configuration.verification.trustAnchors = .list(trusted.map { .bytes($0.encoded) })
        configuration.verification.usesSystemTrustStore = false
        configuration.verification.revocationLists = .list(lists.map { .bytes($0) })
        let question = PeerQuestion(peerRole: role, name: try name.map { try ServerName($0) }, time: time)
        return try library.backend.init(configuration).report(on: presented.map { $0.encoded }, question)
    }

    /// Expects that all is well.
    @discardableResult
    func expectVerified(_ location: SourceLocation = #_sourceLocation) throws -> VerificationReport {
        let report = try report()
        #expect(report.verdict == .verified, "\(report.text)", sourceLocation: location)
        #expect(report.isAuthenticated, sourceLocation: location)
        #expect(report.fault == nil, sourceLocation: location)
        #expect(report.alert == nil, sourceLocation: location)
        return report
    }

    /// Expects that a rule is broken at a depth, and that the peer is told by the alert for it.
    @discardableResult
    func expectRefused(
        _ rule: VerificationRule,
        at depth: Int?,
        _ location: SourceLocation = #_sourceLocation
    ) throws -> VerificationReport {
        let report = try report()
        #expect(report.verdict == .refused, "\(report.text)", sourceLocation: location)
        #expect(!report.isAuthenticated, sourceLocation: location)
        #expect(report.fault?.rule == rule, "\(report.text)", sourceLocation: location)
        #expect(report.fault?.depth == depth, "\(report.text)", sourceLocation: location)
        #expect(report.alert?.rawValue == Self.alert(for: rule), sourceLocation: location)
        return report
    }

    /// RFC 8446, 6.2.
    private static func alert(for rule: VerificationRule) -> UInt8 {
        switch rule {
        case .unknownIssuer, .notAuthority: 48
        case .expired, .notYetValid: 45
        case .revoked: 44
        case .certificateRequired: 116
        default: 42
        }
    }
}

/// A root, some CAs below it and a server below the last one.
struct Chain {
    let root: MintedCertificate
    /// From below the root downwards.
    let authorities: [MintedCertificate]
    let leaf: MintedCertificate

    /// `change` gets each draft with the depth that it will have: 0 is the server's.
    init(authorities count: Int, _ change: (inout CertificateDraft, Int) throws -> Void = { _, _ in }) throws {
        root = try .root { try change(&$0, count + 1) }
        var last = root
        var made: [MintedCertificate] = []
        for index in 0..<count {
            last = try last.authority("Authority \(index + 1)") { try change(&$0, count - index) }
            made.append(last)
        }
        authorities = made
        leaf = try last.endEntity { try change(&$0, 0) }
    }

    /// As a server presents them: its own first, the root left out.
    var presented: [MintedCertificate] { [leaf] + authorities.reversed() }

    /// With the root trusted.
    func examination(_ change: (inout Examination) -> Void = { _ in }) -> Examination {
        Examination(presented, trusting: [root], change)
    }
}

/// Whether the test runs on a GnuTLS of 3.7, whose own rules are those of docs/gnutls.md.
func isOnGnuTLS37() -> Bool {
    Pair.current.client.rawValue == "GnuTLS" && Pair.current.client.backend.runtimeVersion.hasPrefix("3.7.")
}
