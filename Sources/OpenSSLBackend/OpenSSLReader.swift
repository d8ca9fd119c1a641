#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

/// Decodes certificates, revocation lists and keys of a configuration; errors name their origin.
enum OpenSSLReader {
    /// The caller's to free.
    @unsafe static func certificate(_ block: KeyMaterialBlock) throws(TLSError) -> OpaquePointer {
        try unsafe read(block) {
            unsafe PEM_read_bio_X509($0, nil, withoutPassword, nil)
        } der: {
            unsafe d2i_X509(nil, $0, $1)
        } free: {
            unsafe X509_free($0)
        }
    }

    /// DER of one with nothing behind it; the caller's to free, nil where it is none.
    @unsafe static func certificate(_ encoded: Span<UInt8>) -> OpaquePointer? {
        unsafe encoded.withUnsafeBufferPointer { buffer in
            unsafe fromDER(buffer) {
                unsafe d2i_X509(nil, $0, $1)
            } free: {
                unsafe X509_free($0)
            }
        }
    }

    /// The caller's to free.
    @unsafe static func revocationList(_ block: KeyMaterialBlock) throws(TLSError) -> OpaquePointer {
        try unsafe read(block) {
            unsafe PEM_read_bio_X509_CRL($0, nil, withoutPassword, nil)
        } der: {
            unsafe d2i_X509_CRL(nil, $0, $1)
        } free: {
            unsafe X509_CRL_free($0)
        }
    }

    /// A private key, the caller's to free: PKCS#8, encrypted or not, PKCS#1 or SEC 1; the password is asked where it is encrypted.
    @unsafe static func privateKey(
        _ block: KeyMaterialBlock,
        _ ask: CertificateCredentials.Password?
    ) throws(TLSError) -> OpaquePointer {
        guard block.form != .url else { throw block.unsupported(by: OpenSSLBackend.name) }
        let plain = unsafe block.bytes.withBytes { unsafe decode($0, block.form, nil) }
        if let plain = unsafe plain { return unsafe plain }
        let failure = OpenSSLFailure.take()
        guard isEncrypted(block) else { throw block.malformed(failure.text) }
        guard let password = ask?(block.origin) else { throw block.unusable("it is encrypted: give its password") }
        let decrypted = unsafe block.bytes.withBytes { unsafe decode($0, block.form, password) }
        ERR_clear_error()
        guard let key = unsafe decrypted else { throw block.unusable("the password is wrong") }
        return unsafe key
    }

    /// In PEM, or in DER with nothing behind it.
    ///
    /// The corresponding C function is `OSSL_DECODER_from_data`.
    @unsafe private static func decode(
        _ bytes: Span<UInt8>,
        _ form: KeyMaterialBlock.Form,
        _ password: Secret?
    ) -> OpaquePointer? {
        var key: OpaquePointer?
        let decoder = unsafe OSSL_DECODER_CTX_new_for_pkey(
            &key,
            nil,
            nil,
            nil,
            OSSL_KEYMGMT_SELECT_PRIVATE_KEY,
            nil,
            nil
        )
        defer { unsafe OSSL_DECODER_CTX_free(decoder) }
        // Without one the decoder would ask nobody, and fail.
        password?.withBytes { word in
            unsafe word.withUnsafeBufferPointer {
                _ = unsafe OSSL_DECODER_CTX_set_passphrase(decoder, $0.baseAddress, $0.count)
            }
        }
        var rest = bytes.count
        let status = unsafe bytes.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return unsafe OSSL_DECODER_from_data(decoder, &start, &rest)
        }
        guard status == 1, let key = unsafe key, rest == 0 || form == .pem else {
            unsafe EVP_PKEY_free(key)
            return nil
        }
        return unsafe key
    }

    /// What one of the library's `i2d_` functions makes; empty where it fails.
    @unsafe static func encode(_ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>) -> CInt) -> [UInt8] {
        var start: UnsafeMutablePointer<UInt8>?
        let count = unsafe write(&start)
        guard count > 0, let start = unsafe start else { return [] }
        defer { unsafe secsock_openssl_free(start) }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }

    /// Seconds from the begin of 1970; nil where there is no time or none that can be read.
    ///
    /// The corresponding C function is `ASN1_TIME_diff`.
    @unsafe static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
        guard let time = unsafe time, let epoch = unsafe ASN1_TIME_set(nil, 0) else { return nil }
        defer { unsafe ASN1_STRING_free(epoch) }
        var (days, seconds): (CInt, CInt) = (0, 0)
        guard unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return nil }
        return Int64(days) * 86_400 + Int64(seconds)
    }

    /// Whether a key is one that needs a password.
    private static func isEncrypted(_ block: KeyMaterialBlock) -> Bool {
        block.bytes.withBytes { bytes in
            // The label of PKCS#8, or the header of the older form.
            if block.form == .pem { return bytes.contains(Array("ENCRYPTED".utf8)) }
            return unsafe bytes.withUnsafeBufferPointer { buffer in
                var start = buffer.baseAddress
                let envelope = unsafe d2i_X509_SIG(nil, &start, buffer.count)
                defer { unsafe X509_SIG_free(envelope) }
                return unsafe envelope != nil
            }
        }
    }

    @unsafe private static func read(
        _ block: KeyMaterialBlock,
        pem: (OpaquePointer) -> OpaquePointer?,
        der: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> OpaquePointer?,
        free: (OpaquePointer) -> Void
    ) throws(TLSError) -> OpaquePointer {
        guard block.form != .url else { throw block.unsupported(by: OpenSSLBackend.name) }
        let found = unsafe block.bytes.withBytes { bytes in
            unsafe bytes.withUnsafeBufferPointer { buffer in
                guard block.form == .der else { return unsafe fromPEM(buffer, pem) }
                return unsafe fromDER(buffer, der, free: free)
            }
        }
        guard let found = unsafe found else { throw block.malformed(OpenSSLFailure.take().text) }
        return unsafe found
    }

    @unsafe private static func fromDER(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ read: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> OpaquePointer?,
        free: (OpaquePointer) -> Void
    ) -> OpaquePointer? {
        var start = bytes.baseAddress
        guard let found = unsafe read(&start, bytes.count) else { return nil }
        let end = unsafe bytes.baseAddress?.advanced(by: bytes.count)
        guard unsafe start == end else {
            unsafe free(found)
            return nil
        }
        return unsafe found
    }

    @unsafe private static func fromPEM(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ read: (OpaquePointer) -> OpaquePointer?
    ) -> OpaquePointer? {
        guard let bio = unsafe BIO_new_mem_buf(bytes.baseAddress, CInt(bytes.count)) else { return nil }
        defer { unsafe BIO_free(bio) }
        return unsafe read(bio)
    }
}

/// In place of the library's own way, which is to ask at the terminal.
private func withoutPassword(
    _ buffer: UnsafeMutablePointer<CChar>?,
    _ size: CInt,
    _ isForWriting: CInt,
    _ context: UnsafeMutableRawPointer?
) -> CInt { -1 }
#endif
