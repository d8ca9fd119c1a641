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

    /// The bytes that a peer has to present: DER as it was given, or what the armour of PEM holds.
    static func pinned(_ block: KeyMaterialBlock) throws(TLSError) -> [UInt8] {
        guard block.form != .url else { throw block.malformed("a public key on a token cannot be pinned") }
        let encoded = block.form == .pem ? try block.unarmoured() : block.bytes.withBytes { $0.copied }
        do throws(TLSError) {
            _ = try GnuTLSPublicKey(encoded.span)
        } catch {
            throw block.malformed(error.detail)
        }
        return encoded
    }
}

extension GnuTLSPrivateKey {
    /// Gives the key without a certificate to credentials, which own it from then on.
    ///
    /// The corresponding C functions are `gnutls_pubkey_import_privkey` and `gnutls_pcert_import_rawpk`.
    @unsafe func giveRaw(to credentials: gnutls_certificate_credentials_t) throws(TLSError) {
        var publicKey: gnutls_pubkey_t?
        try unsafe check(gnutls_pubkey_init(&publicKey))
        var list = unsafe [gnutls_pcert_st()]
        unsafe list[0].pubkey = unsafe publicKey
        do throws(TLSError) {
            try unsafe check(gnutls_pubkey_import_privkey(publicKey, handle, 0, 0), "raw public key")
            let status = unsafe gnutls_pcert_import_rawpk(&list[0], publicKey, 0)
            // What it cannot use it forgets.
            unsafe list[0].pubkey = unsafe publicKey
            try check(status, "raw public key")
        } catch {
            unsafe gnutls_pcert_deinit(&list[0])
            throw error
        }
        try unsafe give(to: credentials, &list)
    }
}
#endif
