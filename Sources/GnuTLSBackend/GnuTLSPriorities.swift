#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

/// The priorities of one configuration: the only file with priority strings.
///
/// A string names the parts of suites, and GnuTLS offers the product of the parts. One string for one suite is exact, so
/// a server picks the suite itself and sets that string; a client cannot rewrite its hello and refuses a
/// ServerHello with a suite that was not asked for.
@safe final class GnuTLSPriorities: @unchecked Sendable {
    let selection: SuiteSelection
    /// Groups, signature schemes and versions.
    let parameters: GnuTLSParameters
    /// How a server answers a hello.
    let choice: ServerChoice
    private let known: [UInt16: GnuTLSSuite]
    private let lock = Lock()
    /// Made when a server first picks the suite; guarded by `lock`.
    private var single: [UInt16: GnuTLSPriority] = [:]
    private let clients: GnuTLSPriority
    private let servers: GnuTLSPriority

    init(_ configuration: TLSConfiguration) throws(TLSError) {
        let known = GnuTLSSuite.all()
        self.known = known
        var parameters = try GnuTLSParameters(configuration)
        let rules = SuiteRules(
            versions: parameters.versions,
            usesPreSharedKey: parameters.usesPreSharedKey,
            usesConnectionIDs: configuration.connectionIDs != nil
        )
        selection = try SuiteRules.select(configuration.cipherSuites) { suite in
            Self.refusal(of: suite, known[suite.rawValue], parameters, rules)
        }
        let suites = selection.offered.compactMap { known[$0.rawValue] }
        clients = try GnuTLSPriority(Self.text(suites, parameters, .client))
        servers = parameters.differsByRole ? try GnuTLSPriority(Self.text(suites, parameters, .server)) : clients
        parameters.takeDefaults(of: clients)
        self.parameters = parameters
        choice = ServerChoice(
            suites.map { suite in .init(suite.suite, parameters.versions.filter { suite.fits($0) }) },
            versions: parameters.versions,
            usesPreSharedKey: parameters.usesPreSharedKey,
            choosesGroups: parameters.choosesGroups,
            groups: parameters.groups.offered,
            schemes: parameters.signatureSchemes.offered
        )
    }

    /// What all sessions of this role begin with.
    func union(for role: Role) -> GnuTLSPriority {
        switch role {
        case .client: clients
        case .server: servers
        }
    }

    /// The priority for just this suite of those that are offered, for a client's hello; EINVAL for another one.
    func offer(only suite: CipherSuite) throws(TLSError) -> GnuTLSPriority {
        guard selection.offered.contains(suite), let parts = known[suite.rawValue] else {
            throw SuiteRules.notOffered(suite)
        }
        return try GnuTLSPriority(Self.text([parts], parameters, .client))
    }

    /// The priority for just this suite, to be set in a session whose hello was read.
    func priority(for suite: CipherSuite) throws(TLSError) -> GnuTLSPriority {
        lock.lock()
        defer { lock.unlock() }
        if let made = single[suite.rawValue] { return made }
        guard let parts = known[suite.rawValue] else {
            throw GnuTLSFailure(GNUTLS_E_UNKNOWN_CIPHER_SUITE).error(phase: .handshake)
        }
        let made = try GnuTLSPriority(Self.text([parts], parameters, .server))
        single[suite.rawValue] = made
        return made
    }

    /// Why a suite cannot be offered; nil where it can.
    private static func refusal(
        of suite: CipherSuite,
        _ parts: GnuTLSSuite?,
        _ parameters: GnuTLSParameters,
        _ rules: SuiteRules
    ) -> String? {
        guard let parts else { return "GnuTLS " + GnuTLSBackend.runtimeVersion + " does not have it" }
        if let why = rules.refusal(of: suite, fits: { parts.fits($0) }) { return why }
        if parameters.choosesGroups, let why = SuiteRules.refusal(of: suite, groups: parameters.groups.offered) {
            return why
        }
        return availability(of: suite, parts, parameters)
    }

    /// The system may forbid what the library can do (`/etc/gnutls/config`), and DTLS excludes some.
    private static func availability(
        of suite: CipherSuite,
        _ parts: GnuTLSSuite,
        _ parameters: GnuTLSParameters
    ) -> String? {
        do throws(TLSError) {
            let priority = try GnuTLSPriority(text([parts], parameters, .client))
            if priority.suites.contains(suite) { return nil }
            return "it is not for " + parameters.versions.map { $0.name }.joined(separator: ", ")
        } catch {
            return "the library or the system's policy for it (/etc/gnutls/config) has it switched off"
        }
    }

    /// `NONE` plus the parts: versions, key exchanges, ciphers, MACs, each once and in order.
    private static func text(_ suites: [GnuTLSSuite], _ parameters: GnuTLSParameters, _ role: Role) -> String {
        var words: [String] = ["NONE", "+COMP-NULL"] + parameters.typeWords(for: role) + parameters.words
        // No SHA-1 in certificates, and no RSA under 2048 bits.
        words.append("%PROFILE_MEDIUM")
        func add(_ word: String) {
            if !words.contains(word) { words.append(word) }
        }
        for version in parameters.versions where suites.contains(where: { $0.fits(version) }) {
            add(word(for: version))
        }
        for suite in suites {
            if let name = suite.keyExchangeName {
                add("+" + name)
            } else if parameters.usesPreSharedKey {
                // In TLS 1.3 these words are the modes psk_dhe_ke and psk_ke.
                add("+ECDHE-PSK")
                add("+PSK")
            } else {
                // A suite of TLS 1.3 names no key exchange, but GnuTLS wants one.
                add("+ECDHE-ECDSA")
                add("+ECDHE-RSA")
            }
            add("+" + suite.cipherName)
            add("+" + suite.macName)
        }
        return words.joined(separator: ":")
    }

    private static func word(for version: TLSVersion) -> String {
        switch version {
        case .tls10: "+VERS-TLS1.0"
        case .tls11: "+VERS-TLS1.1"
        case .tls13: "+VERS-TLS1.3"
        case .dtls10: "+VERS-DTLS1.0"
        case .dtls12: "+VERS-DTLS1.2"
        default: "+VERS-TLS1.2"
        }
    }
}

/// What goes with every suite of a configuration: groups, signature schemes and versions, as they are and as words of priorities.
struct GnuTLSParameters: Sendable {
    private(set) var groups = ParameterSelection<NamedGroup>()
    private(set) var signatureSchemes = ParameterSelection<SignatureScheme>()
    /// The newest first: a client offers them in this order.
    let versions: [TLSVersion]
    let usesPreSharedKey: Bool
    /// Whether the caller chose the groups.
    let choosesGroups: Bool
    private(set) var words: [String] = []
    private let ownType: CertificateType
    private let peerTypes: [CertificateType]

    init(_ configuration: TLSConfiguration) throws(TLSError) {
        // Versions of DTLS count downwards.
        versions = configuration.versions.sorted {
            $0.isDatagram ? $0.rawValue < $1.rawValue : $0.rawValue > $1.rawValue
        }
        usesPreSharedKey = configuration.credentials.usesPreSharedKey
        choosesGroups = !configuration.groups.isEmpty
        ownType = configuration.credentials.certificateType ?? .x509
        peerTypes = configuration.verification.certificateTypes
        words = choosesGroups ? try Self.select(configuration.groups, &groups) : ["+GROUP-ALL"]
        if !configuration.signatureSchemes.isEmpty {
            words += try Self.select(configuration.signatureSchemes, &signatureSchemes)
        } else {
            // What is older than TLS 1.2 signs with SHA-1 all the same: these words are about later versions.
            words += ["+SIGN-ALL", "-SIGN-RSA-SHA1", "-SIGN-ECDSA-SHA1"]
        }
        // Without it GnuTLS goes by the client's order.
        if choosesGroups { words.append("%SERVER_PRECEDENCE") }
    }

    /// Whether the words for the two roles are not the same.
    var differsByRole: Bool { ownType != .x509 || peerTypes != [.x509] }

    /// What each end may prove itself with.
    func typeWords(for role: Role) -> [String] {
        guard differsByRole else { return ["+CTYPE-X509"] }
        let (clients, servers) = role == .client ? ([ownType], peerTypes) : (peerTypes, [ownType])
        func word(_ type: CertificateType) -> String { type == .rawPublicKey ? "RAWPK" : "X509" }
        return clients.map { "+CTYPE-CLI-" + word($0) } + servers.map { "+CTYPE-SRV-" + word($0) }
    }

    /// What the library offers where the caller chose nothing.
    mutating func takeDefaults(of priority: GnuTLSPriority) {
        if groups.offered.isEmpty { groups.offered = priority.groups }
        if signatureSchemes.offered.isEmpty { signatureSchemes.offered = priority.signatureSchemes }
    }

    private static func select(
        _ groups: [NamedGroup],
        _ selection: inout ParameterSelection<NamedGroup>
    ) throws(TLSError) -> [String] {
        let known = GnuTLSNames.groups
        var words: [String] = []
        for group in groups where !selection.offered.contains(group) {
            guard let name = known[group] else {
                selection.refused.append(.init(value: group, why: unknown))
                continue
            }
            guard (try? GnuTLSPriority(probe + ":+SIGN-ALL:+GROUP-" + name))?.groups == [group] else {
                selection.refused.append(.init(value: group, why: forbidden))
                continue
            }
            selection.offered.append(group)
            words.append("+GROUP-" + name)
        }
        guard !words.isEmpty else {
            throw ParameterSelection<NamedGroup>.nothingLeft(
                "group",
                selection.refused.map { $0.value.description + ": " + $0.why }
            )
        }
        return words
    }

    private static func select(
        _ schemes: [SignatureScheme],
        _ selection: inout ParameterSelection<SignatureScheme>
    ) throws(TLSError) -> [String] {
        var words: [String] = []
        for scheme in schemes where !selection.offered.contains(scheme) {
            let names = GnuTLSNames.signatures(of: scheme)
            guard !names.isEmpty else {
                selection.refused.append(.init(value: scheme, why: unknown))
                continue
            }
            let own = names.map { "+SIGN-" + $0 }
            guard
                (try? GnuTLSPriority(probe + ":+GROUP-ALL:" + own.joined(separator: ":")))?.signatureSchemes == [scheme]
            else {
                selection.refused.append(.init(value: scheme, why: forbidden))
                continue
            }
            selection.offered.append(scheme)
            words += own
        }
        guard !words.isEmpty else {
            throw ParameterSelection<SignatureScheme>.nothingLeft(
                "signature scheme",
                selection.refused.map { $0.value.description + ": " + $0.why }
            )
        }
        return words
    }

    /// A string that any group or signature scheme can be added to.
    private static let probe =
        "NONE:+COMP-NULL:+CTYPE-X509:+VERS-TLS1.2:+VERS-TLS1.3:+ECDHE-ECDSA:+ECDHE-RSA:+DHE-RSA:+AES-128-GCM:+AEAD"

    private static var unknown: String { "GnuTLS " + GnuTLSBackend.runtimeVersion + " does not have it" }
    private static var forbidden: String {
        "the library or the system's policy for it (/etc/gnutls/config) has it switched off"
    }
}

/// Owns one parsed priority string.
@safe final class GnuTLSPriority: @unchecked Sendable {
    let handle: gnutls_priority_t

    init(_ text: String) throws(TLSError) {
        var handle: gnutls_priority_t?
        try unsafe check(gnutls_priority_init(&handle, text, nil), "priorities " + text)
        guard let handle = unsafe handle else { throw .system(.outOfMemory, .unspecified) }
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe gnutls_priority_deinit(handle) }

    /// The suites that it gives.
    ///
    /// The corresponding C function is `gnutls_priority_get_cipher_suite_index`.
    var suites: [CipherSuite] {
        var found: [CipherSuite] = []
        var index: CUnsignedInt = 0
        while true {
            var position: CUnsignedInt = 0
            let status = unsafe gnutls_priority_get_cipher_suite_index(handle, index, &position)
            if status == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE { return found }
            // Suites that no enabled version has are numbered too.
            if status >= 0, let suite = GnuTLSSuite.at(Int(position)) { found.append(suite.suite) }
            index += 1
        }
    }

    /// The groups that it gives.
    ///
    /// The corresponding C function is `gnutls_priority_group_list`.
    var groups: [NamedGroup] {
        var list: UnsafePointer<CUnsignedInt>?
        let count = unsafe gnutls_priority_group_list(handle, &list)
        guard count > 0, let list = unsafe list else { return [] }
        return (0..<Int(count)).compactMap { GnuTLSNames.group(gnutls_group_t(unsafe list[$0])) }
    }

    /// The signature schemes that it gives.
    ///
    /// The corresponding C function is `gnutls_priority_sign_list`.
    var signatureSchemes: [SignatureScheme] {
        var list: UnsafePointer<CUnsignedInt>?
        let count = unsafe gnutls_priority_sign_list(handle, &list)
        guard count > 0, let list = unsafe list else { return [] }
        var found: [SignatureScheme] = []
        for index in 0..<Int(count) {
            let algorithm = gnutls_sign_algorithm_t(unsafe list[index])
            if let scheme = GnuTLSNames.scheme(algorithm), !found.contains(scheme) { found.append(scheme) }
        }
        return found
    }
}
#endif
