#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

/// Versions, suites, groups and signature schemes of one configuration, set in its context: the only file with the library's
/// lists of names.
final class OpenSSLPriorities: Sendable {
    let selection: SuiteSelection
    /// Groups, signature schemes and versions.
    let parameters: OpenSSLParameters
    /// How a server answers a hello.
    let choice: ServerChoice
    private let offered: [OpenSSLSuite]

    init(_ configuration: TLSConfiguration, _ context: OpenSSLContext) throws(TLSError) {
        let known = try OpenSSLSuite.all(configuration.kind)
        let parameters = try OpenSSLParameters(configuration, context)
        let rules = SuiteRules(
            versions: parameters.versions,
            usesPreSharedKey: parameters.usesPreSharedKey,
            usesConnectionIDs: configuration.connectionIDs != nil
        )
        selection = try SuiteRules.select(configuration.cipherSuites) { suite in
            Self.refusal(of: suite, known[suite.rawValue], parameters, rules)
        }
        self.parameters = parameters
        let suites = selection.offered.compactMap { known[$0.rawValue] }
        offered = suites
        choice = ServerChoice(
            suites.map { suite in .init(suite.suite, parameters.versions.filter { suite.fits($0) }) },
            versions: parameters.versions,
            usesPreSharedKey: parameters.usesPreSharedKey,
            choosesGroups: parameters.choosesGroups,
            groups: parameters.groups.offered,
            schemes: parameters.signatureSchemes.offered
        )
        try Self.set(suites, parameters.versions, in: context)
    }

    /// Names just this suite of those that are offered in the hello of a client; EINVAL for another one.
    func restrict(_ ssl: OpaquePointer, to suite: CipherSuite) throws(TLSError) {
        guard let parts = offered.first(where: { $0.suite == suite }) else { throw SuiteRules.notOffered(suite) }
        if suite.isTLS13 {
            try unsafe check(SSL_set_ciphersuites(ssl, parts.name), "cipher suites")
        } else {
            try unsafe check(SSL_set_cipher_list(ssl, parts.name), "cipher suites")
        }
        let usable = parameters.versions.filter { parts.fits($0) }
        guard let newest = usable.first, let oldest = usable.last else { return }
        let status = unsafe secsock_openssl_set_own_versions(ssl, CInt(oldest.rawValue), CInt(newest.rawValue))
        try check(status, "protocol versions")
    }

    /// Why a suite cannot be offered; nil where it can.
    private static func refusal(
        of suite: CipherSuite,
        _ parts: OpenSSLSuite?,
        _ parameters: OpenSSLParameters,
        _ rules: SuiteRules
    ) -> String? {
        guard let parts else { return OpenSSLParameters.unknown }
        if let why = rules.refusal(of: suite, fits: { parts.fits($0) }) { return why }
        guard parameters.choosesGroups else { return nil }
        if let why = SuiteRules.refusal(of: suite, groups: parameters.groups.offered) { return why }
        // It takes primes of its own there (RFC 7919 came later).
        return suite.needsFiniteField ? "OpenSSL cannot choose a finite field before TLS 1.3" : nil
    }

    /// Sets the suites and what is left of the versions: those without a suite would only be refused later.
    private static func set(
        _ suites: [OpenSSLSuite],
        _ versions: [TLSVersion],
        in context: OpenSSLContext
    ) throws(TLSError) {
        let older = suites.filter { !$0.suite.isTLS13 }.map { $0.name }
        let newer = suites.filter { $0.suite.isTLS13 }.map { $0.name }
        try unsafe check(SSL_CTX_set_ciphersuites(context.handle, newer.joined(separator: ":")), "cipher suites")
        if !older.isEmpty {
            try unsafe check(SSL_CTX_set_cipher_list(context.handle, older.joined(separator: ":")), "cipher suites")
        }
        let usable = versions.filter { version in suites.contains { $0.fits(version) } }
        guard let newest = usable.first, let oldest = usable.last else { return }
        let status = unsafe secsock_openssl_set_versions(
            context.handle,
            CInt(oldest.rawValue),
            CInt(newest.rawValue)
        )
        // A range: what is in it and was not named is refused when it is answered with.
        try check(status, "protocol versions")
    }
}

/// What goes with every suite of a configuration: groups, signature schemes and versions.
struct OpenSSLParameters: Sendable {
    private(set) var groups = ParameterSelection<NamedGroup>()
    private(set) var signatureSchemes = ParameterSelection<SignatureScheme>()
    /// The newest first.
    let versions: [TLSVersion]
    let usesPreSharedKey: Bool
    /// Whether the caller chose the groups.
    let choosesGroups: Bool

    init(_ configuration: TLSConfiguration, _ context: OpenSSLContext) throws(TLSError) {
        // Versions of DTLS count downwards.
        versions = configuration.versions.sorted {
            $0.isDatagram ? $0.rawValue < $1.rawValue : $0.rawValue > $1.rawValue
        }
        usesPreSharedKey = configuration.credentials.usesPreSharedKey
        choosesGroups = !configuration.groups.isEmpty
        try selectGroups(configuration, context)
        try selectSchemes(configuration, context)
    }

    private mutating func selectGroups(
        _ configuration: TLSConfiguration,
        _ context: OpenSSLContext
    ) throws(TLSError) {
        for group in choosesGroups ? configuration.groups : OpenSSLNames.defaultGroups
        where !groups.offered.contains(group) {
            if let name = group.name, unsafe secsock_openssl_set_groups(context.handle, name) == 1 {
                groups.offered.append(group)
            } else if choosesGroups {
                groups.refused.append(.init(value: group, why: Self.unknown))
            }
        }
        ERR_clear_error()
        let names = groups.offered.compactMap { $0.name }
        guard !names.isEmpty else {
            let reasons = groups.refused.map { $0.value.description + ": " + $0.why }
            throw ParameterSelection<NamedGroup>.nothingLeft("group", reasons)
        }
        try unsafe check(secsock_openssl_set_groups(context.handle, names.joined(separator: ":")), "groups")
    }

    private mutating func selectSchemes(
        _ configuration: TLSConfiguration,
        _ context: OpenSSLContext
    ) throws(TLSError) {
        let chooses = !configuration.signatureSchemes.isEmpty
        for scheme in chooses ? configuration.signatureSchemes : OpenSSLNames.defaultSchemes
        where !signatureSchemes.offered.contains(scheme) {
            if let name = scheme.name, unsafe secsock_openssl_set_signature_schemes(context.handle, name) == 1 {
                signatureSchemes.offered.append(scheme)
            } else if chooses {
                signatureSchemes.refused.append(.init(value: scheme, why: Self.unknown))
            }
        }
        ERR_clear_error()
        let names = signatureSchemes.offered.compactMap { $0.name }
        guard !names.isEmpty else {
            let reasons = signatureSchemes.refused.map { $0.value.description + ": " + $0.why }
            throw ParameterSelection<SignatureScheme>.nothingLeft("signature scheme", reasons)
        }
        let list = names.joined(separator: ":")
        try unsafe check(secsock_openssl_set_signature_schemes(context.handle, list), "signature schemes")
    }

    /// Why a suite, a group or a signature scheme cannot be offered that is not there.
    static var unknown: String {
        "OpenSSL " + OpenSSLBackend.runtimeVersion
            + " does not have it, or the system's policy for it (openssl.cnf) has it switched off"
    }
}
#endif
