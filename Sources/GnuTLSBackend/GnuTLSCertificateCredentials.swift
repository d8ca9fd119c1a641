#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

/// The own chain with its key, trust anchors and revocation lists.
@safe final class GnuTLSCertificateCredentials: @unchecked Sendable {
    private let handle: gnutls_certificate_credentials_t
    private let verification: PeerVerification
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
        if let certificate { keyAlgorithm = try unsafe Self.load(certificate, into: handle) }
        if verification.isEnabled { try loadTrust() }
        unsafe gnutls_certificate_set_verify_function(handle, verifyPeer)
        // For clients that name no finite field, as those that know nothing of RFC 7919; 2048 bits.
        unsafe gnutls_certificate_set_known_dh_params(handle, GNUTLS_SEC_PARAM_MEDIUM)
    }

    /// A key without a certificate.
    convenience init(_ key: RawPublicKeyCredentials, _ verification: PeerVerification) throws(TLSError) {
        try self.init(nil, verification)
        let privateKey = try GnuTLSPrivateKey(key.privateKey, key.password)
        try unsafe GnuTLSKeyPair(privateKey).give(to: handle)
        keyAlgorithm = privateKey.algorithm
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
        guard verification.certificateTypes.contains(.x509) else { return }
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
        for (index, anchor) in verification.trustAnchors.enumerated() {
            let status = unsafe anchor.span.withDatum { datum in
                unsafe gnutls_certificate_set_x509_trust_mem(handle, datum, Self.format(anchor))
            }
            // No error and no certificate: PEM of something else.
            guard status > 0 else { throw Self.unreadable("trust anchor", index, status, .malformedCertificate) }
        }
        for (index, list) in verification.revocationLists.enumerated() {
            let status = unsafe list.span.withDatum { datum in
                unsafe gnutls_certificate_set_x509_crl_mem(handle, datum, Self.format(list))
            }
            guard status > 0 else { throw Self.unreadable("revocation list", index, status, .malformedCertificate) }
        }
        guard case .system = verification.clock.source else {
            // Core's clock decides; GnuTLS would ask the system's.
            let flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS.rawValue | GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS.rawValue
            unsafe gnutls_certificate_set_verify_flags(handle, flags)
            return
        }
    }

    private static func format(_ bytes: [UInt8]) -> gnutls_x509_crt_fmt_t {
        bytes.span.isPEM ? GNUTLS_X509_FMT_PEM : GNUTLS_X509_FMT_DER
    }

    private static func unreadable(_ what: String, _ index: Int, _ status: CInt, _ reason: Reason) -> TLSError {
        let words = status < 0 ? GnuTLSFailure(status).text : "there is none in it"
        let detail = "\(what) \(index + 1): \(words); wanted PEM or DER"
        return .system(.protocolError, reason, detail: detail)
    }

    @unsafe private static func load(
        _ certificate: CertificateCredentials,
        into handle: gnutls_certificate_credentials_t
    ) throws(TLSError) -> KeyAlgorithm {
        let chain = try GnuTLSCertificateList(certificate.chain)
        let key = try GnuTLSPrivateKey(certificate.privateKey, certificate.password)
        let status = unsafe chain.set(in: handle, key)
        guard status != GNUTLS_E_CERTIFICATE_KEY_MISMATCH else {
            let words = "the private key does not belong to the first certificate of the chain"
            throw .configuration(words, .keyMismatch)
        }
        try check(status, "certificate chain")
        return key.algorithm
    }

    fileprivate static func malformed(_ what: String, _ index: Int, _ status: CInt) -> TLSError {
        unreadable(what, index, status, .malformedCertificate)
    }
}

/// Owns certificates that were read from pieces of PEM and DER.
@safe private final class GnuTLSCertificateList {
    private var certificates: [gnutls_x509_crt_t?] = unsafe []

    init(_ pieces: [[UInt8]]) throws(TLSError) {
        for (index, piece) in pieces.enumerated() {
            var list: UnsafeMutablePointer<gnutls_x509_crt_t?>?
            var count: CUnsignedInt = 0
            let format = piece.span.isPEM ? GNUTLS_X509_FMT_PEM : GNUTLS_X509_FMT_DER
            let status = unsafe piece.span.withDatum { datum in
                unsafe gnutls_x509_crt_list_import2(&list, &count, datum, format, 0)
            }
            guard status >= 0, let list = unsafe list else {
                throw GnuTLSCertificateCredentials.malformed("certificate", index, status)
            }
            unsafe certificates.append(contentsOf: UnsafeBufferPointer(start: list, count: Int(count)))
            unsafe secsock_gnutls_free(list)
        }
    }

    deinit {
        for index in unsafe certificates.indices { unsafe gnutls_x509_crt_deinit(certificates[index]) }
    }

    /// Gives the chain with its key to credentials, which copy both.
    @unsafe func set(in credentials: gnutls_certificate_credentials_t, _ key: GnuTLSPrivateKey) -> CInt {
        unsafe certificates.withUnsafeMutableBufferPointer { buffer in
            unsafe gnutls_certificate_set_x509_key(credentials, buffer.baseAddress, CInt(buffer.count), key.handle)
        }
    }
}

/// Owns a private key that was read from PEM or DER of any kind.
@safe final class GnuTLSPrivateKey {
    let handle: gnutls_x509_privkey_t

    init(_ bytes: Secret, _ password: Secret?) throws(TLSError) {
        var handle: gnutls_x509_privkey_t?
        try unsafe check(gnutls_x509_privkey_init(&handle))
        guard let handle = unsafe handle else { throw .system(.outOfMemory, .unspecified) }
        unsafe self.handle = unsafe handle
        guard password?.withBytes({ $0.hasZero }) != true else {
            let words = "private key: its password contains a byte of value 0, which GnuTLS cannot take"
            throw .configuration(words, .malformedPrivateKey)
        }
        let status = bytes.withBytes { key in
            let format = key.isPEM ? GNUTLS_X509_FMT_PEM : GNUTLS_X509_FMT_DER
            return unsafe key.withDatum { datum in unsafe Self.load(handle, datum, format, password) }
        }
        guard status < 0 else { return }
        let isEncrypted = status == GNUTLS_E_DECRYPTION_FAILED
        let wanted = password == nil ? "it is encrypted: give its password" : "the password is wrong"
        let words = isEncrypted ? wanted : GnuTLSFailure(status).text + "; wanted PKCS#8, PKCS#1 or SEC 1 in PEM or DER"
        throw .system(.protocolError, .malformedPrivateKey, detail: "private key: " + words)
    }

    deinit { unsafe gnutls_x509_privkey_deinit(handle) }

    /// The corresponding C function is `gnutls_x509_privkey_get_pk_algorithm`.
    var algorithm: KeyAlgorithm {
        switch unsafe gnutls_pk_algorithm_t(UInt32(bitPattern: gnutls_x509_privkey_get_pk_algorithm(handle))) {
        case GNUTLS_PK_RSA: .rsa
        case GNUTLS_PK_RSA_PSS: .rsaPSS
        case GNUTLS_PK_ECDSA: .ecdsa
        case GNUTLS_PK_EDDSA_ED25519, GNUTLS_PK_EDDSA_ED448: .edDSA
        case GNUTLS_PK_DSA: .dsa
        default: .other
        }
    }

    @unsafe private static func load(
        _ handle: gnutls_x509_privkey_t,
        _ datum: UnsafePointer<gnutls_datum_t>,
        _ format: gnutls_x509_crt_fmt_t,
        _ password: Secret?
    ) -> CInt {
        guard let password else { return unsafe gnutls_x509_privkey_import2(handle, datum, format, nil, 0) }
        return password.withBytes { bytes in
            let text = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count + 1)
            defer { unsafe release(text) }
            for index in bytes.indices { unsafe text[index] = CChar(bitPattern: bytes[index]) }
            unsafe text[bytes.count] = 0
            let status = unsafe gnutls_x509_privkey_import2(handle, datum, format, text.baseAddress, 0)
            guard status < 0, status != GNUTLS_E_DECRYPTION_FAILED else { return status }
            // With a password 3.7.9 reads no DER that is not encrypted.
            let plain = unsafe gnutls_x509_privkey_import2(handle, datum, format, nil, 0)
            return plain < 0 ? status : plain
        }
    }

    @unsafe private static func release(_ text: UnsafeMutableBufferPointer<CChar>) {
        unsafe wipe(UnsafeMutableRawBufferPointer(text))
        unsafe text.deallocate()
    }
}

extension Span<UInt8> {
    fileprivate var hasZero: Bool {
        for index in indices where self[index] == 0 { return true }
        return false
    }
}
#endif
