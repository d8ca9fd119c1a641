#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

/// Trust anchors and revocation lists of a configuration, in the store of its context.
final class OpenSSLTrust: @unchecked Sendable {
    private let verification: PeerVerification
    private let context: OpenSSLContext
    private let lock = Lock()
    /// Guarded by `lock`: the system's anchors are many, and a server that asks for no certificate never needs them.
    private var hasSystemTrust = false

    init(_ verification: PeerVerification, _ context: OpenSSLContext) throws(TLSError) {
        self.verification = verification
        self.context = context
        guard verification.isEnabled, let store = unsafe SSL_CTX_get_cert_store(context.handle) else { return }
        let anchors = try OpenSSLCertificateList(verification.trustAnchors, as: .trustAnchor)
        for index in unsafe anchors.certificates.indices {
            try unsafe check(X509_STORE_add_cert(store, anchors.certificates[index]), "trust anchor")
            // What a server tells its clients to choose a certificate by.
            try unsafe check(SSL_CTX_add_client_CA(context.handle, anchors.certificates[index]), "trust anchor")
        }
        _ = try verification.revocationLists.decoded(as: .revocationList) { (block) throws(TLSError) in
            let list = try unsafe OpenSSLReader.revocationList(block)
            defer { unsafe X509_CRL_free(list) }
            try unsafe check(X509_STORE_add_crl(store, list), block.origin)
        }
        unsafe X509_STORE_set_flags(store, Self.flags(verification))
    }

    /// Adds the system's anchors, where an end of this role needs them.
    ///
    /// The corresponding C function is `X509_STORE_set_default_paths`.
    func loadSystemAnchors(for role: Role) {
        guard verification.isEnabled, verification.usesSystemTrustStore else { return }
        guard role == .client || verification.clientCertificate != .none else { return }
        lock.lock()
        defer { lock.unlock() }
        guard !hasSystemTrust, let store = unsafe SSL_CTX_get_cert_store(context.handle) else { return }
        // A machine without a store trusts what the configuration names and nothing else.
        unsafe X509_STORE_set_default_paths(store)
        ERR_clear_error()
        hasSystemTrust = true
    }

    private static func flags(_ verification: PeerVerification) -> CUnsignedLong {
        // What is named is trusted, self-signed or not.
        var flags = X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST
        if !verification.revocationLists.isEmpty { flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL }
        // Core's clock decides; OpenSSL would ask the system's.
        if case .system = verification.clock.source {} else { flags |= X509_V_FLAG_NO_CHECK_TIME }
        return CUnsignedLong(flags)
    }
}

/// Verifies the certificate that the peer presented in a session, while its handshake waits for the verdict.
struct OpenSSLVerification {
    let verification: PeerVerification
    let limits: HandshakeLimits
    /// What the certificate must be for; nil where no name is checked.
    let name: ServerName?

    init(_ configuration: TLSConfiguration, _ role: Role, _ name: ServerName?) {
        verification = configuration.verification
        limits = configuration.limits
        self.name = role == .client && verification.checksName ? name : nil
    }

    /// Throws what is wrong, with the alert that tells the peer.
    @unsafe func verify(_ store: OpaquePointer) throws(TLSError) {
        let presented = unsafe X509_STORE_CTX_get0_untrusted(store)
        let count = unsafe Int(max(0, OPENSSL_sk_num(presented)))
        guard count <= limits.certificates else {
            let words = "\(count) certificates were presented, and the limit is \(limits.certificates)"
            throw Self.error(.limitExceeded, .badCertificate, words)
        }
        guard verification.isEnabled else { return }
        try unsafe setName(store)
        unsafe X509_STORE_CTX_set_verify_cb(store, collectFault)
        let faults = Faults()
        unsafe X509_STORE_CTX_set_ex_data(store, 0, Unmanaged.passUnretained(faults).toOpaque())
        let status = unsafe X509_verify_cert(store)
        unsafe X509_STORE_CTX_set_ex_data(store, 0, nil)
        ERR_clear_error()
        if status < 0, faults.numbers.isEmpty {
            throw Self.error(.badCertificate, .badCertificate, unsafe Self.text(X509_STORE_CTX_get_error(store)))
        }
        if !faults.numbers.isEmpty { throw refusal(faults.numbers) }
        try unsafe checkAlternativeName(presented)
        try unsafe checkTimes(presented)
    }

    /// An address is compared with addresses, and a name with names; the common name never counts.
    @unsafe private func setName(_ store: OpaquePointer) throws(TLSError) {
        guard let name else { return }
        let parameters = unsafe X509_STORE_CTX_get0_param(store)
        if let address = name.addressBytes {
            try unsafe check(X509_VERIFY_PARAM_set1_ip(parameters, address, address.count), phase: .handshake)
        } else {
            unsafe X509_VERIFY_PARAM_set_hostflags(
                parameters,
                CUnsignedInt(X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS)
            )
            let length = name.text.utf8.count
            try unsafe check(X509_VERIFY_PARAM_set1_host(parameters, name.text, length), phase: .handshake)
        }
    }

    /// The first of several faults that explains most.
    private func refusal(_ faults: [CInt]) -> TLSError {
        let words = faults.map { Self.text($0) }.joined(separator: "; ")
        func has(_ numbers: CInt...) -> Bool { faults.contains { numbers.contains($0) } }
        if has(X509_V_ERR_CERT_REVOKED) { return Self.error(.revoked, .certificateRevoked, words) }
        if has(
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
            X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
            X509_V_ERR_CERT_UNTRUSTED,
            X509_V_ERR_INVALID_CA
        ) {
            return Self.error(.unknownIssuer, .unknownCA, words)
        }
        if has(X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID) {
            return Self.error(.expired, .certificateExpired, words)
        }
        if has(X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH), let name {
            return Self.error(.nameMismatch, .badCertificate, words + "; wanted " + name.text)
        }
        return Self.error(.badCertificate, .badCertificate, words)
    }

    private static func error(_ reason: Reason, _ alert: TLSAlert.Description, _ words: String) -> TLSError {
        TLSError(
            category: .library,
            code: UInt16(truncatingIfNeeded: SSL_R_CERTIFICATE_VERIFY_FAILED),
            reason: reason,
            phase: .handshake,
            sentAlert: .fatal(alert),
            detail: words
        )
    }

    /// The library's sentence.
    ///
    /// The corresponding C function is `X509_verify_cert_error_string`.
    private static func text(_ fault: CInt) -> String {
        guard let words = unsafe X509_verify_cert_error_string(CLong(fault)) else { return "fault \(fault)" }
        return unsafe String(cString: words)
    }

    @unsafe private func checkAlternativeName(_ presented: OpaquePointer?) throws(TLSError) {
        guard let name, let leaf = unsafe Self.certificate(0, of: presented), !leaf.hasAlternativeName else { return }
        let words = "the certificate has no subject alternative name at all; wanted " + name.text
        throw Self.error(.nameMismatch, .badCertificate, words)
    }

    /// OpenSSL is given no clock of the caller's, so that one is asked here, for every certificate that was presented.
    @unsafe private func checkTimes(_ presented: OpaquePointer?) throws(TLSError) {
        guard case .supplied(let clock) = verification.clock.source else { return }
        let now = clock()
        for index in 0..<max(0, unsafe OPENSSL_sk_num(presented)) {
            guard let certificate = unsafe Self.certificate(index, of: presented) else { continue }
            let (start, end) = certificate.validity
            guard now < start || now > end else { continue }
            let words =
                "certificate \(index) of the chain is valid from \(start) to \(end), and it is \(now) (seconds since 1970)"
            throw Self.error(.expired, .certificateExpired, words)
        }
    }

    @unsafe private static func certificate(_ index: CInt, of list: OpaquePointer?) -> OpenSSLCertificate? {
        guard let handle = unsafe OpaquePointer(OPENSSL_sk_value(list, index)) else { return nil }
        return unsafe OpenSSLCertificate(sharing: handle)
    }
}

/// What `X509_verify_cert` found wrong: it goes on behind each fault, so that the one that explains most can be told.
private final class Faults {
    var numbers: [CInt] = []
}

private func collectFault(_ isFine: CInt, _ store: OpaquePointer?) -> CInt {
    guard isFine == 0, let pointer = unsafe X509_STORE_CTX_get_ex_data(store, 0) else { return isFine }
    let faults = unsafe Unmanaged<Faults>.fromOpaque(pointer).takeUnretainedValue()
    let number = unsafe X509_STORE_CTX_get_error(store)
    // A list is enforced where there is one, overdue or not; none is asked for.
    let isOfLists = [X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_CRL_HAS_EXPIRED, X509_V_ERR_CRL_NOT_YET_VALID].contains(
        number
    )
    if !isOfLists { faults.numbers.append(number) }
    return 1
}

extension OpenSSLEngine {
    /// Whether and how the peer's certificate is asked for.
    func setVerification() {
        let policy = shared.configuration.verification.clientCertificate
        let mode =
            switch (role, policy) {
            case (.client, _), (.server, .requested): SSL_VERIFY_PEER
            case (.server, .required): SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
            case (.server, .none): SSL_VERIFY_NONE
            }
        unsafe SSL_set_verify(ssl, mode, nil)
    }

    /// Verifies the certificate that came; its fault is what the library makes the alert of.
    @unsafe func verifyPeerCertificate(_ store: OpaquePointer) -> Bool {
        do throws(TLSError) {
            guard !shared.settings.usesPreSharedKey else { throw Self.unexpectedCertificate }
            try unsafe OpenSSLVerification(shared.configuration, role, serverName).verify(store)
            unsafe X509_STORE_CTX_set_error(store, X509_V_OK)
            return true
        } catch {
            failure = error
            unsafe X509_STORE_CTX_set_error(store, Self.fault(for: error.sentAlert?.description))
            return false
        }
    }

    /// What the library sends an alert for (`ssl_x509err2alert`).
    private static func fault(for alert: TLSAlert.Description?) -> CInt {
        switch alert {
        case .unknownCA: X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
        case .certificateExpired: X509_V_ERR_CERT_HAS_EXPIRED
        case .certificateRevoked: X509_V_ERR_CERT_REVOKED
        case .badCertificate: X509_V_ERR_CERT_REJECTED
        default: X509_V_ERR_APPLICATION_VERIFICATION
        }
    }

    /// A handshake with a pre-shared key never becomes one with certificates.
    private static var unexpectedCertificate: TLSError {
        let words = "a certificate came in a handshake that a pre-shared key is configured for"
        let error = TLSError(
            category: .library,
            code: UInt16(truncatingIfNeeded: SSL_R_UNEXPECTED_MESSAGE),
            reason: .malformedMessage,
            phase: .handshake,
            detail: words
        )
        return error.sending(.fatal(.unexpectedMessage))
    }
}
#endif
