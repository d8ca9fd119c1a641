#if OpenSSL
internal import COpenSSL

/// Owns a key of the library that the tests sign with.
@safe final class NativeKey: @unchecked Sendable {
    private let handle: OpaquePointer

    /// A new key on a curve.
    init(_ curve: SigningKey.Curve) throws {
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "EC", nil) else { throw SigningKey.Failure() }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var made: OpaquePointer?
        let name = curve == .p256 ? "P-256" : "P-192"
        guard unsafe EVP_PKEY_keygen_init(context) == 1,
            unsafe EVP_PKEY_CTX_set_group_name(context, name) == 1,
            unsafe EVP_PKEY_generate(context, &made) == 1,
            let made = unsafe made
        else { throw SigningKey.Failure() }
        unsafe handle = unsafe made
    }

    /// A key in DER.
    init(encoded: [UInt8]) throws {
        let made = unsafe encoded.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return unsafe d2i_AutoPrivateKey(nil, &start, buffer.count)
        }
        guard let made = unsafe made else { throw SigningKey.Failure() }
        unsafe handle = unsafe made
    }

    deinit { unsafe EVP_PKEY_free(handle) }

    var publicKeyInfo: [UInt8] {
        get throws { try unsafe Self.encode { unsafe i2d_PUBKEY(handle, $0) } }
    }

    var privateKey: [UInt8] {
        get throws { try unsafe Self.encode { unsafe i2d_PrivateKey(handle, $0) } }
    }

    func sign(_ bytes: [UInt8], _ digest: SigningKey.Digest) throws -> [UInt8] {
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        let method = unsafe digest == .sha1 ? EVP_sha1() : EVP_sha256()
        var count = 512
        var signature = [UInt8](repeating: 0, count: count)
        guard unsafe EVP_DigestSignInit(context, nil, method, nil, handle) == 1,
            unsafe EVP_DigestSign(context, &signature, &count, bytes, bytes.count) == 1
        else { throw SigningKey.Failure() }
        return Array(signature.prefix(count))
    }

    @unsafe private static func encode(
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> CInt
    ) throws -> [UInt8] {
        let count = body(nil)
        guard count > 0 else { throw SigningKey.Failure() }
        var bytes = [UInt8](repeating: 0, count: Int(count))
        unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            _ = unsafe body(&start)
        }
        return bytes
    }
}
#endif
