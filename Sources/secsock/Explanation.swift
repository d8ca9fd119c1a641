internal import SecureSockets

/// What a configuration comes to, for people and for programs.
struct Explanation {
    private let backend: DefaultBackend
    private let role: Role
    private let findings: [Finding]

    init(_ backend: DefaultBackend, _ role: Role) {
        self.backend = backend
        self.role = role
        findings = backend.findings(as: role)
    }

    private var configuration: TLSConfiguration { backend.configuration }

    /// Whether there is a finding that is more than a note.
    var hasWarnings: Bool { findings.contains { $0.severity == .warning } }

    /// Sections for people, the warnings first among the findings.
    var lines: [String] {
        [roleName + " on " + DefaultBackend.name + " " + DefaultBackend.runtimeVersion]
            + section("Versions", configuration.versions.map { $0.name })
            + section("Cipher suites, most wanted first", backend.suites.offered.map { $0.description })
            + section("Groups", backend.groups.offered.map { $0.description })
            + section("Signature schemes", backend.signatureSchemes.offered.map { $0.description })
            + section("This end proves itself with", [proof])
            + section("The peer is verified by", verification)
            + section("Not offered", refusals.map { $0.name + ": " + $0.why })
            + section("Findings", sortedFindings.map { "\($0.severity.name) \($0.name): \($0.text)" })
    }

    /// One JSON object.
    var object: JSONValue {
        .object([
            ("role", .string(role == .client ? "client" : "server")),
            ("backend", .string(DefaultBackend.name)),
            ("backendVersion", .string(DefaultBackend.runtimeVersion)),
            ("versions", JSONValue(configuration.versions.map { $0.name })),
            ("cipherSuites", JSONValue(backend.suites.offered.map { $0.description })),
            ("groups", JSONValue(backend.groups.offered.map { $0.description })),
            ("signatureSchemes", JSONValue(backend.signatureSchemes.offered.map { $0.description })),
            ("proof", .string(proof)),
            ("verification", JSONValue(verification)),
            ("refused", .array(refusals.map { .object([("name", .string($0.name)), ("why", .string($0.why))]) })),
            ("findings", .array(sortedFindings.map { Self.object($0) })),
        ])
    }

    private static func object(_ finding: Finding) -> JSONValue {
        .object([
            ("name", .string(finding.name)),
            ("severity", .string(finding.severity.name)),
            ("text", .string(finding.text)),
        ])
    }

    private func section(_ title: String, _ entries: [String]) -> [String] {
        entries.isEmpty ? [] : [title + ":"] + entries.map { "  " + $0 }
    }

    private var roleName: String {
        let kind = configuration.kind == .datagram ? "DTLS" : "TLS"
        return (role == .client ? "A client of " : "A server of ") + kind
    }

    private var sortedFindings: [Finding] {
        findings.filter { $0.severity == .warning } + findings.filter { $0.severity == .note }
    }

    /// What was configured or is in a profile, and cannot be negotiated.
    private var refusals: [(name: String, why: String)] {
        backend.suites.refused.map { ($0.suite.description, $0.why) }
            + backend.groups.refused.map { ($0.value.description, $0.why) }
            + backend.signatureSchemes.refused.map { ($0.value.description, $0.why) }
    }

    private var proof: String {
        if configuration.credentials.usesPreSharedKey { return "a pre-shared key" }
        guard let type = configuration.credentials.certificateType else { return "nothing" }
        return type == .x509 ? "an X.509 certificate" : "a raw public key"
    }

    private var verification: [String] {
        if configuration.credentials.usesPreSharedKey { return ["the pre-shared key, which it has to have too"] }
        let policy = configuration.verification
        if role == .server, policy.clientCertificate == .none { return ["nothing: it is not asked"] }
        guard policy.isEnabled else { return ["nothing: anything is accepted"] }
        var words: [String] = []
        if policy.certificateTypes.contains(.rawPublicKey) {
            words.append("its raw public key, which has to be a pinned one")
        }
        if policy.certificateTypes.contains(.x509) { words += certificateRules(policy) }
        return words
    }

    private func certificateRules(_ policy: PeerVerification) -> [String] {
        var anchors: [String] = []
        if policy.usesSystemTrustStore { anchors.append("the system's trust anchors") }
        if !policy.trustAnchors.isEmpty { anchors.append("those of the configuration") }
        var words = [
            "an X.509 certificate, issued by " + (anchors.isEmpty ? "nobody" : anchors.joined(separator: " or "))
        ]
        if role == .client {
            let name = configuration.serverName.map { "the name " + $0 } ?? "the name of the host"
            words.append(policy.checksName ? name : "no name")
        }
        words.append(policy.revocationLists.isEmpty ? "no revocation list" : "the configured revocation lists")
        return words
    }
}
