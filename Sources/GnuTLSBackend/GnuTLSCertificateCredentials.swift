#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

/// The own chain with its key, and what a server names to its clients.
@safe final class GnuTLSCertificateCredentials: @unchecked Sendable {
    private let handle: gnutls_certificate_credentials_t
    private let verification: PeerVerification
    /// Outlives the key, whose token may ask for it again.
    private let password: GnuTLSPassword
    /// The kind of the own key; nil without a certificate.
    ///
    /// Set in `init` only: the handle would leak where that throws before all constants have their values.
    private(set) var keyAlgorithm: KeyAlgorithm?

    init(
        _ certificate: CertificateCredentials?,
        _ verifier: PeerVerifier<GnuTLSBackend>,
        _ password: CertificateCredentials.Password? = nil
    ) throws(TLSError) {
        var handle: gnutls_certificate_credentials_t?
        try unsafe check(gnutls_certificate_allocate_credentials(&handle))
        guard let handle = unsafe handle else { throw .system(.outOfMemory, .unspecified) }
        unsafe self.handle = unsafe handle
        verification = verifier.policy
        self.password = GnuTLSPassword(certificate?.password ?? password)
        if let certificate { keyAlgorithm = try unsafe Self.load(certificate, self.password, verifier, into: handle) }
        if verification.isEnabled, verification.clientCertificate != .none { try setNames(verifier.anchors) }
        unsafe gnutls_certificate_set_verify_function(handle, verifyPeer)
        // For clients that name no finite field, as those that know nothing of RFC 7919; 2048 bits.
        unsafe gnutls_certificate_set_known_dh_params(handle, GNUTLS_SEC_PARAM_MEDIUM)
    }

    /// A key without a certificate.
    convenience init(
        _ key: RawPublicKeyCredentials,
        _ verifier: PeerVerifier<GnuTLSBackend>
    ) throws(TLSError) {
        try self.init(nil, verifier, key.password)
        let privateKey = try GnuTLSPrivateKey(key.privateKey.block(), password)
        let algorithm = privateKey.algorithm
        try unsafe privateKey.giveRaw(to: handle)
        keyAlgorithm = algorithm
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
        let credentials = unsafe UnsafeMutableRawPointer(handle)
        try unsafe check(gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials))
    }

    /// What a server tells its clients to choose a certificate by; the library is asked for no verdict.
    ///
    /// The corresponding C function is `gnutls_certificate_set_x509_trust`.
    private func setNames(_ anchors: [GnuTLSCertificate]) throws(TLSError) {
        guard !anchors.isEmpty else { return }
        var handles: [gnutls_x509_crt_t?] = unsafe anchors.map { unsafe $0.handle }
        try unsafe check(gnutls_certificate_set_x509_trust(handle, &handles, CInt(handles.count)), "trust anchors")
    }

    @unsafe private static func load(
        _ certificate: CertificateCredentials,
        _ password: GnuTLSPassword,
        _ verifier: PeerVerifier<GnuTLSBackend>,
        into handle: gnutls_certificate_credentials_t
    ) throws(TLSError) -> KeyAlgorithm {
        let chain = try certificate.chain.decoded(as: .certificate) { (block) throws(TLSError) in
            try GnuTLSCertificate(block, password)
        }
        let key = try GnuTLSPrivateKey(certificate.privateKey.block(), password)
        let algorithm = key.algorithm
        try unsafe key.give(to: handle, verifier.completed(chain, of: certificate))
        return algorithm
    }
}
#endif
