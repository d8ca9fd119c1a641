/// Which configured suites have no place in a configuration, whatever the library: the rules are the same on all backends.
package struct SuiteRules: Sendable {
    private let versions: [TLSVersion]
    private let usesPreSharedKey: Bool
    private let usesConnectionIDs: Bool

    /// The rules of a configuration with these versions.
    package init(versions: [TLSVersion], usesPreSharedKey: Bool, usesConnectionIDs: Bool) {
        self.versions = versions
        self.usesPreSharedKey = usesPreSharedKey
        self.usesConnectionIDs = usesConnectionIDs
    }

    /// Why a suite cannot be offered; nil where it can.
    ///
    /// `fits` tells whether the library has it in a version.
    package func refusal(of suite: CipherSuite, fits: (TLSVersion) -> Bool) -> String? {
        if suite.isNull { return "it does not encrypt" }
        if suite.isAnonymous { return "it authenticates nobody" }
        if usesConnectionIDs, RecordAlgorithm(suite) == nil {
            return "connection IDs go with AES-GCM, AES-CCM and ChaCha20-Poly1305 only"
        }
        if suite.usesPassword { return "it needs a password (SRP), which is not supported" }
        guard !suite.isTLS13 else { return refusalTLS13(of: suite) }
        guard versions.contains(where: { $0 != .tls13 }) else { return "TLS 1.2 is not enabled" }
        guard versions.contains(where: fits) else { return "it needs TLS 1.2 or DTLS 1.2" }
        if usesPreSharedKey, !suite.usesPreSharedKey {
            return "it needs a certificate, and a pre-shared key is configured"
        }
        if usesPreSharedKey, suite.usesServerCertificate {
            return "it needs a certificate besides the pre-shared key"
        }
        if !usesPreSharedKey, suite.usesPreSharedKey { return "it needs a pre-shared key, and none is configured" }
        return nil
    }

    private func refusalTLS13(of suite: CipherSuite) -> String? {
        guard versions.contains(.tls13) else { return "TLS 1.3 is not enabled" }
        // The binder of an external PSK is made with SHA-256 (RFC 8446, 4.2.11).
        if usesPreSharedKey, suite == .TLS_AES_256_GCM_SHA384 {
            return "a pre-shared key goes with suites of SHA-256 in TLS 1.3"
        }
        return nil
    }

    /// Tells the configured suites that can be offered from those that cannot; throws where none is left.
    ///
    /// `refusal` says why one cannot, and nil for one that can.
    package static func select(
        _ suites: [CipherSuite],
        refusal: (CipherSuite) -> String?
    ) throws(TLSError) -> SuiteSelection {
        var selection = SuiteSelection()
        for suite in suites where !selection.offered.contains(suite) {
            if let why = refusal(suite) {
                selection.refused.append(.init(suite: suite, why: why))
            } else {
                selection.offered.append(suite)
            }
        }
        guard !selection.offered.isEmpty else { throw nothingLeft(selection) }
        return selection
    }

    private static func nothingLeft(_ selection: SuiteSelection) -> TLSError {
        guard !selection.refused.isEmpty else {
            return .configuration("the list of cipher suites is empty", .noUsableCipherSuite)
        }
        let reasons = selection.refused.map { $0.suite.description + ": " + $0.why }
        return .configuration("no cipher suite is left: " + reasons.joined(separator: "; "), .noUsableCipherSuite)
    }

    /// The error of a suite that is to be offered and is not among those that can be.
    package static func notOffered(_ suite: CipherSuite) -> TLSError {
        .configuration(suite.description + " is not among the cipher suites that can be offered", .noUsableCipherSuite)
    }

    /// Why the configured groups leave no room for a suite; nil where they do.
    package static func refusal(of suite: CipherSuite, groups: [NamedGroup]) -> String? {
        if suite.needsCurve, !groups.contains(where: { !$0.isFiniteField }) {
            return "it needs an elliptic curve, and none of the configured groups is one"
        }
        if suite.needsFiniteField, !groups.contains(where: { $0.isFiniteField }) {
            return "it needs a finite field, and none of the configured groups is one"
        }
        return nil
    }
}

extension ParameterSelection {
    /// The error of a configured list of which no value is left; `what` is what one of them is called.
    package static func nothingLeft(_ what: String, _ reasons: [String]) -> TLSError {
        let words = "no " + what + " is left: " + reasons.joined(separator: "; ")
        return .system(.notSupported, .notSupported, detail: words)
    }
}
