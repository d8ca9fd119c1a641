/// What there is to say about versions, cipher suites, groups and signature schemes.
struct AlgorithmReview {
    private let configuration: TLSConfiguration
    private let suites: SuiteSelection
    private let groups: ParameterSelection<NamedGroup>
    private let schemes: ParameterSelection<SignatureScheme>

    init(
        _ configuration: TLSConfiguration,
        _ suites: SuiteSelection,
        _ groups: ParameterSelection<NamedGroup>,
        _ schemes: ParameterSelection<SignatureScheme>
    ) {
        self.configuration = configuration
        self.suites = suites
        self.groups = groups
        self.schemes = schemes
    }

    var findings: [Finding] { versions + exchanges + ciphers + parameters + impossible }

    private var versions: [Finding] {
        var found: [Finding] = []
        for version in configuration.versions where version.isObsolete {
            let words = version.name + " is enabled, which is broken and signs with SHA-1 (RFC 8996)"
            found.append(.warning("obsolete-version", words))
        }
        if configuration.kind == .stream, !configuration.versions.contains(.tls13) {
            found.append(.note("no-tls13", "TLS 1.3 is not enabled"))
        }
        return found
    }

    /// Suites whose key exchange keeps nothing secret once a long-lived key is known.
    private var exchanges: [Finding] {
        var found: [Finding] = []
        if let names = names(of: suites.offered.filter { $0.keyExchange == .rsa }) {
            let words = "who gets the server's key later can read what was recorded, with " + names
            found.append(.warning("static-rsa", words))
        }
        if let names = names(of: suites.offered.filter { $0.keyExchange == .psk || $0.keyExchange == .rsaPSK }) {
            let words =
                "no forward secrecy, as is usual in LwM2M: who gets the pre-shared key later can read what was recorded, with "
            found.append(.note("no-forward-secrecy", words + names))
        }
        return found
    }

    private var ciphers: [Finding] {
        var found: [Finding] = []
        if let names = names(of: suites.offered.filter { $0.cipher == .rc4 || $0.cipher == .tripleDESCBC }) {
            found.append(.warning("broken-cipher", "the cipher is broken or its blocks are too short, in " + names))
        }
        if let names = names(of: suites.offered.filter { $0.usesCBC }) {
            found.append(.note("cbc", "safe only with encrypt-then-MAC (RFC 7366), which not every peer has: " + names))
        }
        if configuration.kind == .datagram, !suites.offered.contains(where: { $0.cipher == .aes128CCM8 }) {
            let words = "LwM2M and CoAP require a suite with AES-128-CCM-8 (RFC 7925), and none is offered"
            found.append(.note("no-ccm-8", words))
        }
        return found
    }

    private var parameters: [Finding] {
        var found: [Finding] = []
        // Curves of fewer than 224 bits, which is less than 112 bits of security.
        let weak: Set<UInt16> = [1, 2, 3, 4, 5, 15, 16, 17, 18, 19]
        for group in groups.offered where weak.contains(group.rawValue) {
            found.append(.warning("weak-group", group.description + " has less than 112 bits of security"))
        }
        for scheme in schemes.offered where scheme.rawValue >> 8 == 2 {
            found.append(
                .warning("sha1-signature", scheme.description + " signs with SHA-1, whose collisions are made today")
            )
        }
        return found
    }

    /// What was configured and cannot be had of this library, or under the system's policy.
    private var impossible: [Finding] {
        leftOut + groups.refused.map { .note("group-left-out", $0.value.description + ": " + $0.why) }
            + schemes.refused.map { .note("signature-left-out", $0.value.description + ": " + $0.why) }
    }

    /// Of a profile's suites some never fit: that is what profiles are for.
    private var leftOut: [Finding] {
        let profiles = [CipherSuiteProfile.default.suites, CipherSuiteProfile.lwm2m.suites]
        guard !profiles.contains(configuration.cipherSuites) else { return [] }
        return suites.refused.map { .note("suite-left-out", $0.suite.description + ": " + $0.why) }
    }

    private func names(of suites: [CipherSuite]) -> String? {
        suites.isEmpty ? nil : suites.map { $0.description }.joined(separator: ", ")
    }
}

/// What there is to say about what else is done with an association.
struct HandlingReview {
    let findings: [Finding]

    init(_ configuration: TLSConfiguration) {
        let words = "who has the key log can read everything"
        findings = configuration.keyLog == nil ? [] : [.warning("key-log", words)]
    }
}
