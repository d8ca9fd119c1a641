#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

/// Reads certificates, revocation lists and keys from memory; whether they are PEM or DER it finds out by itself.
enum OpenSSLReader {
    /// The certificates of one piece: all of a PEM, or the one of a DER that has nothing behind it; empty where one cannot be read.
    @unsafe static func certificates(_ bytes: [UInt8]) -> [OpaquePointer] {
        guard bytes.span.isPEM else { return unsafe certificate(bytes.span).map { unsafe [$0] } ?? [] }
        return unsafe fromPEM(bytes) {
            unsafe PEM_read_bio_X509($0, nil, withoutPassword, nil)
        } free: {
            unsafe X509_free($0)
        }
    }

    /// The certificate of a DER that has nothing behind it; nil where it cannot be read.
    @unsafe static func certificate(_ bytes: Span<UInt8>) -> OpaquePointer? {
        unsafe fromDER(bytes) {
            unsafe d2i_X509(nil, $0, $1)
        } free: {
            unsafe X509_free($0)
        }
    }

    /// The revocation lists of one piece, in the same way.
    @unsafe static func revocationLists(_ bytes: [UInt8]) -> [OpaquePointer] {
        guard bytes.span.isPEM else {
            let one = unsafe fromDER(bytes.span) {
                unsafe d2i_X509_CRL(nil, $0, $1)
            } free: {
                unsafe X509_CRL_free($0)
            }
            return unsafe one.map { unsafe [$0] } ?? []
        }
        return unsafe fromPEM(bytes) {
            unsafe PEM_read_bio_X509_CRL($0, nil, withoutPassword, nil)
        } free: {
            unsafe X509_CRL_free($0)
        }
    }

    /// A private key: PKCS#8, encrypted or not, PKCS#1 or SEC 1, in PEM or DER with nothing behind it.
    ///
    /// The corresponding C function is `OSSL_DECODER_from_data`.
    @unsafe static func privateKey(_ bytes: Span<UInt8>, _ password: Secret?) -> OpaquePointer? {
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
        guard status == 1, let key = unsafe key, rest == 0 || bytes.isPEM else {
            unsafe EVP_PKEY_free(key)
            return nil
        }
        return unsafe key
    }

    /// Whether a key is one that needs a password.
    static func isEncrypted(_ bytes: Span<UInt8>) -> Bool {
        if bytes.isPEM { return bytes.contains(Array("ENCRYPTED".utf8)) }
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            let envelope = unsafe d2i_X509_SIG(nil, &start, buffer.count)
            defer { unsafe X509_SIG_free(envelope) }
            return unsafe envelope != nil
        }
    }

    /// The error of a piece that none could be read from.
    static func unreadable(_ origin: String) -> TLSError {
        let failure = OpenSSLFailure.take()
        let words = failure.number == 0 ? "there is none in it" : failure.text
        return .system(.protocolError, .malformedCertificate, detail: origin + ": " + words + "; wanted PEM or DER")
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

    @unsafe private static func fromDER(
        _ bytes: Span<UInt8>,
        _ read: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> OpaquePointer?,
        free: (OpaquePointer) -> Void
    ) -> OpaquePointer? {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            guard let found = unsafe read(&start, buffer.count) else { return nil }
            guard unsafe start == buffer.baseAddress.map({ unsafe $0 + buffer.count }) else {
                unsafe free(found)
                return nil
            }
            return unsafe found
        }
    }

    @unsafe private static func fromPEM(
        _ bytes: [UInt8],
        _ read: (OpaquePointer) -> OpaquePointer?,
        free: (OpaquePointer) -> Void
    ) -> [OpaquePointer] {
        guard let bio = unsafe BIO_new_mem_buf(bytes, CInt(bytes.count)) else { return unsafe [] }
        defer { unsafe BIO_free(bio) }
        var found: [OpaquePointer] = unsafe []
        while let one = unsafe read(bio) { unsafe found.append(one) }
        // It ends where there is no further block, and with any other error in a block that cannot be read.
        let last = ERR_peek_last_error()
        let isAtEnd = ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE
        if isAtEnd {
            ERR_clear_error()
            return unsafe found
        }
        for index in unsafe found.indices { unsafe free(found[index]) }
        return unsafe []
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
