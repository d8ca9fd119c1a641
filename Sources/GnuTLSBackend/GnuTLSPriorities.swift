#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

/// The priorities of one configuration: the only file with priority strings.
///
/// A string names the parts of suites, and GnuTLS offers the product of the parts. One string for one suite is exact, so
/// a server picks the suite itself and sets that string; a client cannot rewrite its hello and refuses a
/// ServerHello with a suite that was not asked for.
@safe final class GnuTLSPriorities: @unchecked Sendable {
    /// What all sessions begin with.
    let union: gnutls_priority_t
    let selection: SuiteSelection
    private let versions: [TLSVersion]
    private let isDatagram: Bool
    private let known: [UInt16: GnuTLSSuite]
    private let lock = Lock()
    /// Made when a server first picks the suite; guarded by `lock`.
    private var single: [UInt16: GnuTLSPriority] = [:]
    private let owner: GnuTLSPriority
    private let usesPreSharedKey: Bool

    init(_ configuration: TLSConfiguration) throws(TLSError) {
        versions = configuration.versions
        isDatagram = configuration.kind == .datagram
        let known = GnuTLSSuite.all()
        self.known = known
        let usesPreSharedKey = configuration.credentials.usesPreSharedKey
        var selection = SuiteSelection()
        for suite in configuration.cipherSuites where !selection.offered.contains(suite) {
            if let why = Self.refusal(of: suite, known[suite.rawValue], configuration.versions, usesPreSharedKey) {
                selection.refused.append(.init(suite: suite, why: why))
            } else {
                selection.offered.append(suite)
            }
        }
        guard !selection.offered.isEmpty else { throw Self.nothingLeft(selection) }
        self.selection = selection
        let suites = selection.offered.compactMap { known[$0.rawValue] }
        owner = try GnuTLSPriority(Self.text(suites, configuration.versions, usesPreSharedKey))
        unsafe union = owner.handle
        self.usesPreSharedKey = usesPreSharedKey
    }

    /// The priority for just this suite, to be set in a session whose hello was read.
    func priority(for suite: CipherSuite) throws(TLSError) -> GnuTLSPriority {
        lock.lock()
        defer { lock.unlock() }
        if let made = single[suite.rawValue] { return made }
        guard let parts = known[suite.rawValue] else {
            throw GnuTLSFailure(GNUTLS_E_UNKNOWN_CIPHER_SUITE).error(phase: .handshake)
        }
        let made = try GnuTLSPriority(Self.text([parts], versions, usesPreSharedKey))
        single[suite.rawValue] = made
        return made
    }

    /// Why a suite cannot be offered; nil where it can.
    private static func refusal(
        of suite: CipherSuite,
        _ parts: GnuTLSSuite?,
        _ versions: [TLSVersion],
        _ usesPreSharedKey: Bool
    ) -> String? {
        guard let parts else { return "GnuTLS " + GnuTLSBackend.runtimeVersion + " does not have it" }
        if suite.isNull { return "it does not encrypt" }
        if suite.isAnonymous { return "it authenticates nobody" }
        if suite.usesPassword { return "it needs a password (SRP), which is not supported" }
        if suite.isTLS13 {
            guard versions.contains(.tls13) else { return "TLS 1.3 is not enabled" }
            // The binder of an external PSK is made with SHA-256 (RFC 8446, 4.2.11).
            if usesPreSharedKey, suite == .TLS_AES_256_GCM_SHA384 {
                return "a pre-shared key goes with suites of SHA-256 in TLS 1.3"
            }
        } else {
            guard versions.contains(where: { $0 != .tls13 }) else { return "TLS 1.2 is not enabled" }
            if usesPreSharedKey, !suite.usesPreSharedKey {
                return "it needs a certificate, and a pre-shared key is configured"
            }
            if usesPreSharedKey, suite.usesServerCertificate {
                return "it needs a certificate besides the pre-shared key"
            }
            if !usesPreSharedKey, suite.usesPreSharedKey { return "it needs a pre-shared key, and none is configured" }
        }
        return availability(of: suite, parts, versions, usesPreSharedKey)
    }

    /// The system may forbid what the library can do (`/etc/gnutls/config`), and DTLS excludes some.
    private static func availability(
        of suite: CipherSuite,
        _ parts: GnuTLSSuite,
        _ versions: [TLSVersion],
        _ usesPreSharedKey: Bool
    ) -> String? {
        do throws(TLSError) {
            let priority = try GnuTLSPriority(text([parts], versions, usesPreSharedKey))
            if priority.suites.contains(suite) { return nil }
            return "it is not for " + versions.map { $0.name }.joined(separator: ", ")
        } catch {
            return "the library or the system's policy for it (/etc/gnutls/config) has it switched off"
        }
    }

    private static func nothingLeft(_ selection: SuiteSelection) -> TLSError {
        guard !selection.refused.isEmpty else {
            return .configuration("the list of cipher suites is empty", .noUsableCipherSuite)
        }
        let reasons = selection.refused.map { $0.suite.description + ": " + $0.why }
        return .configuration("no cipher suite is left: " + reasons.joined(separator: "; "), .noUsableCipherSuite)
    }

    /// `NONE` plus the parts: versions, key exchanges, ciphers, MACs, each once and in order.
    private static func text(_ suites: [GnuTLSSuite], _ versions: [TLSVersion], _ usesPreSharedKey: Bool) -> String {
        var words: [String] = ["NONE", "+COMP-NULL", "+CTYPE-X509", "+SIGN-ALL", "+GROUP-ALL"]
        // No SHA-1 in handshakes, nor in certificates, and no RSA under 2048 bits.
        words += ["-SIGN-RSA-SHA1", "-SIGN-ECDSA-SHA1", "%PROFILE_MEDIUM"]
        func add(_ word: String) {
            if !words.contains(word) { words.append(word) }
        }
        for version in versions.reversed() where suites.contains(where: { $0.fits(version) }) {
            add(version == .tls13 ? "+VERS-TLS1.3" : version == .tls12 ? "+VERS-TLS1.2" : "+VERS-DTLS1.2")
        }
        for suite in suites {
            if let name = suite.keyExchangeName {
                add("+" + name)
            } else if usesPreSharedKey {
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
}

/// One suite in the library's own parts.
struct GnuTLSSuite {
    let suite: CipherSuite
    /// Nil in TLS 1.3.
    let keyExchangeName: String?
    let cipherName: String
    let macName: String

    func fits(_ version: TLSVersion) -> Bool {
        suite.isTLS13 == (version == .tls13)
    }

    /// All suites of the library by IANA's number.
    static func all() -> [UInt16: GnuTLSSuite] {
        var suites: [UInt16: GnuTLSSuite] = [:]
        var index = 0
        while let suite = at(index) {
            suites[suite.suite.rawValue] = suite
            index += 1
        }
        return suites
    }

    /// The corresponding C function is `gnutls_cipher_suite_info`.
    static func at(_ index: Int) -> GnuTLSSuite? {
        var identifier = InlineArray<2, UInt8>(repeating: 0)
        var keyExchange = GNUTLS_KX_UNKNOWN
        var cipher = GNUTLS_CIPHER_UNKNOWN
        var mac = GNUTLS_MAC_UNKNOWN
        var bytes = identifier.mutableSpan
        let name = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            unsafe gnutls_cipher_suite_info(index, buffer.baseAddress, &keyExchange, &cipher, &mac, nil)
        }
        guard unsafe name != nil else { return nil }
        let number = UInt16(identifier[0]) << 8 | UInt16(identifier[1])
        let suite = CipherSuite(rawValue: number)
        return unsafe GnuTLSSuite(
            suite: suite,
            keyExchangeName: suite.isTLS13 ? nil : text(gnutls_kx_get_name(keyExchange)),
            cipherName: text(gnutls_cipher_get_name(cipher)),
            macName: text(gnutls_mac_get_name(mac))
        )
    }

    @unsafe private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        guard let pointer = unsafe pointer else { return "" }
        return unsafe String(cString: pointer)
    }
}
#endif
