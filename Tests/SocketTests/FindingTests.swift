internal import SecureSockets
internal import TestSupport
internal import Testing

/// A configuration for a role, and what has to be found about it.
struct FindingCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let role: Role
    let warnings: [String]
    let notes: [String]
    let configuration: @Sendable () throws -> TLSConfiguration

    static func client(
        _ name: String,
        warnings: [String] = [],
        notes: [String] = [],
        _ change: @escaping @Sendable (inout TLSConfiguration) throws -> Void = { _ in }
    ) -> FindingCase {
        FindingCase(testDescription: name, role: .client, warnings: warnings, notes: notes) {
            var configuration = try TLSConfiguration.client(.stream)
            try change(&configuration)
            return configuration
        }
    }

    static func server(
        _ name: String,
        warnings: [String] = [],
        notes: [String] = [],
        _ change: @escaping @Sendable (inout TLSConfiguration) throws -> Void = { _ in }
    ) -> FindingCase {
        FindingCase(testDescription: name, role: .server, warnings: warnings, notes: notes) {
            var configuration = try TLSConfiguration.server(.stream, clients: .required)
            try change(&configuration)
            return configuration
        }
    }

    static let verification: [FindingCase] = [
        .client("all is well", notes: ["no-revocation-list"]),
        .client("with a list") { $0.verification.revocationLists = .bytes(try Certificates.bytes("ca.crl.pem")) },
        .client("anchors besides the system's", notes: ["system-trust", "no-revocation-list"]) {
            $0.verification.usesSystemTrustStore = true
        },
        .client("off", warnings: ["verification-off"]) { $0.verification = .disabled },
        .client("opportunistic", warnings: ["verification-opportunistic"]) {
            $0.verification = .disabled
            $0.verification.isOpportunistic = true
        },
        .client("no name", warnings: ["name-unchecked"], notes: ["no-revocation-list"]) {
            $0.verification.checksName = false
        },
        .client("common name", warnings: ["common-name"], notes: ["no-revocation-list"]) {
            $0.verification.allowsCommonName = true
        },
        .client("no clock", warnings: ["validity-unchecked"], notes: ["no-revocation-list"]) {
            $0.verification.clock = .disabled
        },
        .client("weak digests", warnings: ["weak-digests"], notes: ["no-revocation-list"]) {
            $0.verification.strength.allowsCollidingDigests = true
        },
        .client("weak keys", warnings: ["weak-keys"], notes: ["no-revocation-list"]) {
            $0.verification.strength.modulusBits = 1024
        },
        .server("all is well", notes: ["no-revocation-list"]),
        .server("nobody asked", notes: ["clients-unauthenticated"]) { $0.verification.clientCertificate = .none },
        .server("only asked", notes: ["clients-optional", "no-revocation-list"]) {
            $0.verification.clientCertificate = .requested
        },
        .server("system's trust", warnings: ["clients-of-system-trust"], notes: ["no-revocation-list"]) {
            $0.verification.usesSystemTrustStore = true
        },
        // What a client checks of names is nothing to a server.
        .server("no name", notes: ["no-revocation-list"]) { $0.verification.checksName = false },
        .server("off", warnings: ["verification-off"]) {
            $0.verification.isEnabled = false
            $0.verification.trustAnchors = .none
        },
    ]

    static let others: [FindingCase] = [
        .client("no TLS 1.3", notes: ["no-revocation-list", "no-tls13"]) { $0.versions = [.tls12] },
        .client("CBC", notes: ["no-revocation-list", "cbc"]) {
            $0.cipherSuites = [.TLS_AES_128_GCM_SHA256, .TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256]
        },
        .client("key log", warnings: ["key-log"], notes: ["no-revocation-list"]) { $0.keyLog = { _ in } },
        FindingCase(testDescription: "short key", role: .client, warnings: ["short-key"], notes: keyNotes) {
            .psk(key: [UInt8](repeating: 1, count: 15))
        },
        FindingCase(testDescription: "good key", role: .server, warnings: [], notes: keyNotes) {
            .psk(key: [UInt8](repeating: 1, count: 16))
        },
        FindingCase(
            testDescription: "answered Finished",
            role: .server,
            warnings: [],
            notes: ["identity-in-clear", "unreadable-finished-answered", "no-forward-secrecy"]
        ) {
            var configuration = TLSConfiguration.psk()
            configuration.answersUnreadableFinished = true
            return configuration
        },
    ]

    private static let keyNotes = ["identity-in-clear", "no-forward-secrecy"]
}

@Suite(.everyLibrary, .bounded) struct `What is weak about a configuration` {
    @Test(arguments: FindingCase.verification + FindingCase.others)
    func `is found, and nothing else`(_ given: FindingCase) throws {
        let findings = try ClientBackend(given.configuration()).findings(as: given.role)
        #expect(findings.filter { $0.severity == .warning }.map { $0.name } == given.warnings)
        #expect(findings.filter { $0.severity == .note }.map { $0.name } == given.notes)
        for finding in findings { #expect(!finding.text.isEmpty && finding.text.last != ".") }
    }
}
