#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

extension GnuTLSCertificate {
    /// Reads one certificate of a configuration; the error names its origin.
    ///
    /// The corresponding C functions are `gnutls_x509_crt_import` and `gnutls_x509_crt_import_url`.
    convenience init(_ block: KeyMaterialBlock, _ password: GnuTLSPassword) throws(TLSError) {
        var handle: gnutls_x509_crt_t?
        try unsafe check(gnutls_x509_crt_init(&handle))
        guard let handle = unsafe handle else { throw .system(.outOfMemory, .unspecified) }
        let status = unsafe Self.load(block, password, into: handle)
        guard status >= 0 else {
            unsafe gnutls_x509_crt_deinit(handle)
            throw block.form == .url ? password.failure(status, block) : block.malformed(GnuTLSFailure(status).text)
        }
        do throws(TLSError) {
            try unsafe self.init(owning: handle)
        } catch {
            throw block.malformed(error.detail)
        }
    }

    @unsafe private static func load(
        _ block: KeyMaterialBlock,
        _ password: GnuTLSPassword,
        into handle: gnutls_x509_crt_t
    ) -> CInt {
        switch block.form {
        case .pem: return unsafe block.withDatum { unsafe gnutls_x509_crt_import(handle, $0, GNUTLS_X509_FMT_PEM) }
        case .der: return unsafe block.withDatum { unsafe gnutls_x509_crt_import(handle, $0, GNUTLS_X509_FMT_DER) }
        case .url:
            unsafe gnutls_x509_crt_set_pin_function(handle, givePIN, password.pointer)
            defer { unsafe gnutls_x509_crt_set_pin_function(handle, nil, nil) }
            return unsafe block.withText { unsafe gnutls_x509_crt_import_url(handle, $0, 0) }
        }
    }
}

extension GnuTLSRevocationList {
    /// Reads one revocation list of a configuration; the error names its origin.
    convenience init(_ block: KeyMaterialBlock) throws(TLSError) {
        switch block.form {
        case .url: throw block.malformed("tokens hold no revocation lists")
        case .der: try self.init(block.bytes.withBytes { $0.copied }, block)
        case .pem: try self.init(try block.unarmoured(), block)
        }
    }
}

extension KeyMaterialBlock {
    /// What the armour of PEM holds; the error names the block's origin.
    ///
    /// The corresponding C function is `gnutls_pem_base64_decode2`.
    func unarmoured() throws(TLSError) -> [UInt8] {
        var datum = unsafe gnutls_datum_t()
        let status = unsafe withDatum { unsafe gnutls_pem_base64_decode2(nil, $0, &datum) }
        guard status >= 0 else { throw malformed(GnuTLSFailure(status).text) }
        defer { unsafe secsock_gnutls_free(datum.data) }
        return unsafe datum.copied
    }
}

/// Owns a private key that was read from PEM or DER of any kind, or that stays on a token.
@safe final class GnuTLSPrivateKey {
    let handle: gnutls_privkey_t
    /// Whether credentials own the handle.
    private var isGiven = false

    /// The error names the key's origin.
    init(_ block: KeyMaterialBlock, _ password: GnuTLSPassword) throws(TLSError) {
        var handle: gnutls_privkey_t?
        try unsafe check(gnutls_privkey_init(&handle))
        guard let handle = unsafe handle else { throw .system(.outOfMemory, .unspecified) }
        unsafe self.handle = unsafe handle
        guard block.form == .url else {
            try unsafe Self.load(block, password, into: handle)
            return
        }
        unsafe gnutls_privkey_set_pin_function(handle, givePIN, password.pointer)
        let status = unsafe block.withText { unsafe gnutls_privkey_import_url(handle, $0, 0) }
        guard status >= 0 else { throw password.failure(status, block) }
    }

    deinit { if !isGiven { unsafe gnutls_privkey_deinit(handle) } }

    /// The corresponding C function is `gnutls_privkey_get_pk_algorithm`.
    var algorithm: KeyAlgorithm {
        switch unsafe gnutls_pk_algorithm_t(UInt32(bitPattern: gnutls_privkey_get_pk_algorithm(handle, nil))) {
        case GNUTLS_PK_RSA: .rsa
        case GNUTLS_PK_RSA_PSS: .rsaPSS
        case GNUTLS_PK_ECDSA: .ecdsa
        case GNUTLS_PK_EDDSA_ED25519, GNUTLS_PK_EDDSA_ED448: .edDSA
        case GNUTLS_PK_DSA: .dsa
        default: .other
        }
    }

    /// Gives the key with its chain to credentials, which own it from then on.
    ///
    /// The corresponding C function is `gnutls_certificate_set_key`.
    @unsafe func give(to credentials: gnutls_certificate_credentials_t, _ chain: [GnuTLSCertificate]) throws(TLSError) {
        var list = unsafe [gnutls_pcert_st](repeating: gnutls_pcert_st(), count: chain.count)
        for (index, certificate) in chain.enumerated() {
            try unsafe check(gnutls_pcert_import_x509(&list[index], certificate.handle, 0), "certificate chain")
        }
        try unsafe give(to: credentials, &list)
    }

    /// Credentials take the list over too, unless they fail.
    @unsafe func give(
        to credentials: gnutls_certificate_credentials_t,
        _ list: inout [gnutls_pcert_st]
    ) throws(TLSError) {
        let status = unsafe gnutls_certificate_set_key(credentials, nil, 0, &list, CInt(list.count), handle)
        isGiven = status >= 0
        guard status < 0 else { return }
        for index in unsafe list.indices { unsafe gnutls_pcert_deinit(&list[index]) }
        guard status != GNUTLS_E_CERTIFICATE_KEY_MISMATCH else {
            let words = "the private key does not belong to the first certificate of the chain"
            throw .configuration(words, .keyMismatch)
        }
        try check(status, "certificate chain")
    }

    @unsafe private static func load(
        _ block: KeyMaterialBlock,
        _ password: GnuTLSPassword,
        into handle: gnutls_privkey_t
    ) throws(TLSError) {
        var key: gnutls_x509_privkey_t?
        try unsafe check(gnutls_x509_privkey_init(&key))
        let format = block.form == .pem ? GNUTLS_X509_FMT_PEM : GNUTLS_X509_FMT_DER
        do throws(TLSError) {
            // Without a password first: with one 3.7.9 reads no DER that is not encrypted.
            var status = unsafe block.withDatum { unsafe gnutls_x509_privkey_import2(key, $0, format, nil, 0) }
            if status == GNUTLS_E_DECRYPTION_FAILED {
                status = try unsafe password.withText(for: block) { text in
                    unsafe block.withDatum { unsafe gnutls_x509_privkey_import2(key, $0, format, text, 0) }
                }
                guard status >= 0 else { throw block.unusable("the password is wrong") }
            }
            guard status >= 0 else { throw block.malformed(GnuTLSFailure(status).text) }
            try unsafe check(
                gnutls_privkey_import_x509(handle, key, CUnsignedInt(GNUTLS_PRIVKEY_IMPORT_AUTO_RELEASE.rawValue))
            )
        } catch {
            unsafe gnutls_x509_privkey_deinit(key)
            throw error
        }
    }
}

extension KeyMaterialBlock {
    /// Lends the bytes in the shape of GnuTLS.
    @unsafe func withDatum<Result>(_ body: (UnsafePointer<gnutls_datum_t>) -> Result) -> Result {
        bytes.withBytes { unsafe $0.withDatum(body) }
    }

    /// Lends the bytes as text with an end.
    @unsafe func withText<Result>(_ body: (UnsafePointer<CChar>?) -> Result) -> Result {
        unsafe bytes.withText(body)
    }
}

extension Secret {
    /// Lends the bytes as text with an end; the copy is wiped.
    @unsafe func withText<Result>(_ body: (UnsafePointer<CChar>?) -> Result) -> Result {
        withBytes { bytes in
            let text = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count + 1)
            defer { unsafe Self.release(text) }
            for index in bytes.indices { unsafe text[index] = CChar(bitPattern: bytes[index]) }
            unsafe text[bytes.count] = 0
            return unsafe body(text.baseAddress)
        }
    }

    @unsafe private static func release(_ text: UnsafeMutableBufferPointer<CChar>) {
        unsafe wipe(UnsafeMutableRawBufferPointer(text))
        unsafe text.deallocate()
    }

    /// Whether a byte has the value 0, where C would cut it.
    var hasZero: Bool {
        withBytes { bytes in bytes.indices.contains { bytes[$0] == 0 } }
    }
}
#endif
