#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

/// Owns one public key that was read from the DER of its SubjectPublicKeyInfo.
@safe final class GnuTLSPublicKey {
    private var handle: gnutls_pubkey_t?

    /// The corresponding C function is `gnutls_pubkey_import`.
    private init(_ encoded: Span<UInt8>) throws(TLSError) {
        try unsafe check(gnutls_pubkey_init(&handle))
        let status = unsafe encoded.withDatum { unsafe gnutls_pubkey_import(handle, $0, GNUTLS_X509_FMT_DER) }
        try check(status)
    }

    deinit { unsafe gnutls_pubkey_deinit(handle) }

    /// The bytes that a peer has to present: DER as it was given, or what the armour of PEM holds; `what` names it in errors.
    static func pinned(_ bytes: [UInt8], _ what: String) throws(TLSError) -> [UInt8] {
        do throws(TLSError) {
            let encoded = bytes.span.isPEM ? try unarmoured(bytes.span) : bytes
            _ = try GnuTLSPublicKey(encoded.span)
            return encoded
        } catch {
            let words = what + ": " + error.detail + "; wanted one SubjectPublicKeyInfo in DER or PEM"
            throw .system(.protocolError, .malformedPublicKey, detail: words)
        }
    }

    /// The corresponding C function is `gnutls_pem_base64_decode2`.
    private static func unarmoured(_ text: Span<UInt8>) throws(TLSError) -> [UInt8] {
        var datum = unsafe gnutls_datum_t()
        try check(unsafe text.withDatum { unsafe gnutls_pem_base64_decode2("PUBLIC KEY", $0, &datum) })
        defer { unsafe secsock_gnutls_free(datum.data) }
        return unsafe datum.copied
    }
}

/// Owns a private key with its public key in the shape of a certificate, until credentials take both.
@safe final class GnuTLSKeyPair {
    private var privateKey: gnutls_privkey_t?
    private var entry = unsafe gnutls_pcert_st()

    /// The corresponding C functions are `gnutls_pubkey_import_privkey` and `gnutls_pcert_import_rawpk`.
    init(_ key: GnuTLSPrivateKey) throws(TLSError) {
        try unsafe check(gnutls_privkey_init(&privateKey))
        let copy = GNUTLS_PRIVKEY_IMPORT_COPY.rawValue
        try unsafe check(gnutls_privkey_import_x509(privateKey, key.handle, copy), "raw public key")
        var publicKey: gnutls_pubkey_t?
        try unsafe check(gnutls_pubkey_init(&publicKey))
        unsafe entry.pubkey = unsafe publicKey
        try unsafe check(gnutls_pubkey_import_privkey(publicKey, privateKey, 0, 0), "raw public key")
        let status = unsafe gnutls_pcert_import_rawpk(&entry, publicKey, 0)
        // What it cannot use it forgets.
        unsafe entry.pubkey = unsafe publicKey
        try check(status, "raw public key")
    }

    deinit { unsafe Self.free(privateKey, &entry) }

    @unsafe private static func free(_ key: gnutls_privkey_t?, _ entry: inout gnutls_pcert_st) {
        unsafe gnutls_privkey_deinit(key)
        unsafe gnutls_pcert_deinit(&entry)
    }

    /// Gives both to credentials, once.
    ///
    /// The corresponding C function is `gnutls_certificate_set_key`, which takes them over unless it fails.
    @unsafe func give(to credentials: gnutls_certificate_credentials_t) throws(TLSError) {
        try unsafe check(gnutls_certificate_set_key(credentials, nil, 0, &entry, 1, privateKey), "raw public key")
        unsafe privateKey = nil
        unsafe entry = unsafe gnutls_pcert_st()
    }
}
#endif
