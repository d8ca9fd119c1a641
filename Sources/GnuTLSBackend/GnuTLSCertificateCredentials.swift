#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

/// The own chain with its key, trust anchors and revocation lists.
@safe final class GnuTLSCertificateCredentials: @unchecked Sendable {
    private let handle: gnutls_certificate_credentials_t
    private let verification: PeerVerification
    /// Outlives the key, whose token may ask for it again.
    private let password: GnuTLSPassword
    /// The kind of the own key; nil without a certificate.
    ///
    /// Set in `init` only: the handle would leak where that throws before all constants have their values.
    private(set) var keyAlgorithm: KeyAlgorithm?
    private let lock = Lock()
    /// Guarded by `lock`: the system's anchors are many, and a server that asks for no certificate never needs them.
    private var hasSystemTrust = false

    init(_ certificate: CertificateCredentials?, _ verification: PeerVerification) throws(TLSError) {
        var handle: gnutls_certificate_credentials_t?
        try unsafe check(gnutls_certificate_allocate_credentials(&handle))
        guard let handle = unsafe handle else { throw .system(.outOfMemory, .unspecified) }
        unsafe self.handle = unsafe handle
        self.verification = verification
        password = GnuTLSPassword(certificate?.password)
        if let certificate { keyAlgorithm = try unsafe Self.load(certificate, password, verification, into: handle) }
        if verification.isEnabled { try loadTrust() }
        unsafe gnutls_certificate_set_verify_function(handle, verifyPeer)
        // For clients that name no finite field, as those that know nothing of RFC 7919; 2048 bits.
        unsafe gnutls_certificate_set_known_dh_params(handle, GNUTLS_SEC_PARAM_MEDIUM)
    }

    deinit { unsafe gnutls_certificate_free_credentials(handle) }

    @unsafe func set(in session: gnutls_session_t, _ role: Role) throws(TLSError) {
        if role == .server {
            guard keyAlgorithm != nil else { throw .configuration("a server needs a certificate or pre-shared keys") }
            let request =
                switch verification.clientCertificate {
                case .none: GNUTLS_CERT_IGNORE
                case .requested: GNUTLS_CERT_REQUEST
                case .required: GNUTLS_CERT_REQUIRE
                }
            unsafe gnutls_certificate_server_set_request(session, request)
        }
        if role == .client || verification.clientCertificate != .none { try loadSystemTrust() }
        let credentials = unsafe UnsafeMutableRawPointer(handle)
        try unsafe check(gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials))
    }

    private func loadSystemTrust() throws(TLSError) {
        guard verification.isEnabled, verification.usesSystemTrustStore else { return }
        lock.lock()
        defer { lock.unlock() }
        guard !hasSystemTrust else { return }
        // A machine without a store (-64, no file) trusts what the configuration names and nothing else.
        let status = unsafe gnutls_certificate_set_x509_system_trust(handle)
        if status != GNUTLS_E_FILE_ERROR, status != GNUTLS_E_UNIMPLEMENTED_FEATURE {
            try check(status, "the system's trust anchors")
        }
        hasSystemTrust = true
    }

    private func loadTrust() throws(TLSError) {
        // Trust anchors that anybody can read: a token asks no PIN for them.
        let noPassword = GnuTLSPassword(nil)
        _ = try verification.trustAnchors.decoded(as: .trustAnchor) { (block) throws(TLSError) in
            let anchor = try GnuTLSCertificate(block, noPassword)
            var pointer = unsafe Optional(anchor.handle)
            let status = unsafe gnutls_certificate_set_x509_trust(handle, &pointer, 1)
            guard status > 0 else { throw block.malformed(GnuTLSFailure(status).text) }
        }
        _ = try verification.revocationLists.decoded(as: .revocationList) { (block) throws(TLSError) in
            guard block.form != .url else { throw block.malformed("tokens hold no revocation lists") }
            let format = block.form == .pem ? GNUTLS_X509_FMT_PEM : GNUTLS_X509_FMT_DER
            let status = unsafe block.withDatum { unsafe gnutls_certificate_set_x509_crl_mem(handle, $0, format) }
            guard status > 0 else { throw block.malformed(GnuTLSFailure(status).text) }
        }
        guard case .system = verification.clock.source else {
            // Core's clock decides; GnuTLS would ask the system's.
            let flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS.rawValue | GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS.rawValue
            unsafe gnutls_certificate_set_verify_flags(handle, flags)
            return
        }
    }

    @unsafe private static func load(
        _ certificate: CertificateCredentials,
        _ password: GnuTLSPassword,
        _ verification: PeerVerification,
        into handle: gnutls_certificate_credentials_t
    ) throws(TLSError) -> KeyAlgorithm {
        var chain = try certificate.chain.decoded(as: .certificate) { (block) throws(TLSError) in
            try GnuTLSCertificate(block, password)
        }
        if certificate.rebuildsChain { chain += try GnuTLSChainRebuilding.ancestors(of: chain, verification) }
        let key = try GnuTLSPrivateKey(certificate.privateKey.block(), password)
        let algorithm = key.algorithm
        try unsafe key.give(to: handle, chain)
        return algorithm
    }
}
#endif
