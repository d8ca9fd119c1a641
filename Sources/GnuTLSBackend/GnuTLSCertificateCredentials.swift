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

    init(
        _ certificate: CertificateCredentials?,
        _ verification: PeerVerification,
        _ anchors: [GnuTLSCertificate]
    ) throws(TLSError) {
        var handle: gnutls_certificate_credentials_t?
        try unsafe check(gnutls_certificate_allocate_credentials(&handle))
        guard let handle = unsafe handle else { throw .system(.outOfMemory, .unspecified) }
        unsafe self.handle = unsafe handle
        self.verification = verification
        if let certificate { keyAlgorithm = try unsafe Self.load(certificate, into: handle) }
        if verification.isEnabled, verification.clientCertificate != .none { try setNames(anchors) }
        unsafe gnutls_certificate_set_verify_function(handle, verifyPeer)
        // For clients that name no finite field, as those that know nothing of RFC 7919; 2048 bits.
        unsafe gnutls_certificate_set_known_dh_params(handle, GNUTLS_SEC_PARAM_MEDIUM)
    }

    /// A key without a certificate.
    convenience init(
        _ key: RawPublicKeyCredentials,
        _ verification: PeerVerification,
        _ anchors: [GnuTLSCertificate]
    ) throws(TLSError) {
        try self.init(nil, verification, anchors)
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
        into handle: gnutls_certificate_credentials_t
    ) throws(TLSError) -> KeyAlgorithm {
        var chain: [GnuTLSCertificate] = []
        for (index, piece) in certificate.chain.enumerated() {
            chain += try GnuTLSBackend.certificates(piece, "certificate \(index + 1)")
        }
        let key = try GnuTLSPrivateKey(certificate.privateKey, certificate.password)
        // The credentials copy both.
        var handles: [gnutls_x509_crt_t?] = unsafe chain.map { unsafe $0.handle }
        let status = unsafe gnutls_certificate_set_x509_key(handle, &handles, CInt(handles.count), key.handle)
        guard status != GNUTLS_E_CERTIFICATE_KEY_MISMATCH else {
            let words = "the private key does not belong to the first certificate of the chain"
            throw .configuration(words, .keyMismatch)
        }
        try check(status, "certificate chain")
        return key.algorithm
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
