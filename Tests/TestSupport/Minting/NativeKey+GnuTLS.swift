#if GnuTLS && !OpenSSL
internal import CGnuTLS

/// Owns a key of the library that the tests sign with.
@safe final class NativeKey: @unchecked Sendable {
    private let handle: gnutls_x509_privkey_t

    /// A new key on a curve.
    init(_ curve: SigningKey.Curve) throws {
        // The corresponding C macro is `GNUTLS_CURVE_TO_BITS`.
        let isCurve: CUnsignedInt = 1 << 31
        let number = curve == .p256 ? GNUTLS_ECC_CURVE_SECP256R1.rawValue : GNUTLS_ECC_CURVE_SECP192R1.rawValue
        unsafe handle = try unsafe Self.make()
        let made = unsafe gnutls_x509_privkey_generate(handle, GNUTLS_PK_ECDSA, isCurve | CUnsignedInt(number), 0)
        guard made >= 0 else { throw SigningKey.Failure() }
    }

    /// A key in DER.
    init(encoded: [UInt8]) throws {
        unsafe handle = try unsafe Self.make()
        var bytes = encoded
        let status = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var datum = unsafe gnutls_datum_t(data: buffer.baseAddress, size: CUnsignedInt(buffer.count))
            return unsafe gnutls_x509_privkey_import2(handle, &datum, GNUTLS_X509_FMT_DER, nil, 0)
        }
        guard status >= 0 else { throw SigningKey.Failure() }
    }

    deinit { unsafe gnutls_x509_privkey_deinit(handle) }

    var publicKeyInfo: [UInt8] {
        get throws {
            var key: gnutls_pubkey_t?
            let abstract = try unsafe abstract()
            defer {
                unsafe gnutls_pubkey_deinit(key)
                unsafe gnutls_privkey_deinit(abstract)
            }
            var datum = unsafe gnutls_datum_t()
            guard unsafe gnutls_pubkey_init(&key) >= 0,
                unsafe gnutls_pubkey_import_privkey(key, abstract, 0, 0) >= 0,
                unsafe gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, &datum) >= 0
            else { throw SigningKey.Failure() }
            return unsafe Self.take(datum)
        }
    }

    var privateKey: [UInt8] {
        get throws {
            var datum = unsafe gnutls_datum_t()
            guard unsafe gnutls_x509_privkey_export2(handle, GNUTLS_X509_FMT_DER, &datum) >= 0 else {
                throw SigningKey.Failure()
            }
            return unsafe Self.take(datum)
        }
    }

    func sign(_ bytes: [UInt8], _ digest: SigningKey.Digest) throws -> [UInt8] {
        let abstract = try unsafe abstract()
        defer { unsafe gnutls_privkey_deinit(abstract) }
        var copy = bytes
        var signature = unsafe gnutls_datum_t()
        let status = unsafe copy.withUnsafeMutableBufferPointer { buffer in
            var datum = unsafe gnutls_datum_t(data: buffer.baseAddress, size: CUnsignedInt(buffer.count))
            let method = digest == .sha1 ? GNUTLS_DIG_SHA1 : GNUTLS_DIG_SHA256
            return unsafe gnutls_privkey_sign_data(abstract, method, 0, &datum, &signature)
        }
        guard status >= 0 else { throw SigningKey.Failure() }
        return unsafe Self.take(signature)
    }

    @unsafe private func abstract() throws -> gnutls_privkey_t {
        var key: gnutls_privkey_t?
        guard unsafe gnutls_privkey_init(&key) >= 0, let key = unsafe key else { throw SigningKey.Failure() }
        guard unsafe gnutls_privkey_import_x509(key, handle, 0) >= 0 else {
            unsafe gnutls_privkey_deinit(key)
            throw SigningKey.Failure()
        }
        return unsafe key
    }

    @unsafe private static func make() throws -> gnutls_x509_privkey_t {
        var made: gnutls_x509_privkey_t?
        guard unsafe gnutls_x509_privkey_init(&made) >= 0, let made = unsafe made else { throw SigningKey.Failure() }
        return unsafe made
    }

    @unsafe private static func take(_ datum: gnutls_datum_t) -> [UInt8] {
        defer { unsafe secsock_gnutls_free(datum.data) }
        return unsafe Array(UnsafeBufferPointer(start: datum.data, count: Int(datum.size)))
    }
}
#endif
