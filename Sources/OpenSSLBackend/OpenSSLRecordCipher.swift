#if OpenSSL
internal import COpenSSL
public import SecureSocketCore

/// An AEAD of OpenSSL with its key.
@safe public final class OpenSSLRecordCipher: RecordCipher {
    private let sealing: OpaquePointer
    private let opening: OpaquePointer
    private let algorithm: RecordAlgorithm

    init(_ algorithm: RecordAlgorithm, key: Secret) throws(TLSError) {
        let sealing = try unsafe Self.makeContext(algorithm, key, encrypts: true)
        do throws(TLSError) {
            unsafe opening = try unsafe Self.makeContext(algorithm, key, encrypts: false)
        } catch {
            unsafe EVP_CIPHER_CTX_free(sealing)
            throw error
        }
        unsafe self.sealing = unsafe sealing
        self.algorithm = algorithm
    }

    deinit { unsafe Self.release(sealing, opening) }

    @unsafe private static func release(_ sealing: OpaquePointer, _ opening: OpaquePointer) {
        unsafe EVP_CIPHER_CTX_free(sealing)
        unsafe EVP_CIPHER_CTX_free(opening)
    }

    /// The corresponding C function is `EVP_CipherInit_ex`.
    @unsafe private static func makeContext(
        _ algorithm: RecordAlgorithm,
        _ key: Secret,
        encrypts: Bool
    ) throws(TLSError) -> OpaquePointer {
        guard let context = unsafe EVP_CIPHER_CTX_new() else { throw OpenSSLFailure.takeError(phase: .setup) }
        let direction: CInt = encrypts ? 1 : 0
        let nonceLength = CInt(RecordAlgorithm.nonceLength)
        var isReady = unsafe EVP_CipherInit_ex(context, cipher(algorithm), nil, nil, nil, direction) == 1
        isReady = unsafe isReady && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, nonceLength, nil) == 1
        if algorithm.isCCM {
            let tagLength = CInt(algorithm.tagLength)
            isReady = unsafe isReady && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tagLength, nil) == 1
        }
        isReady =
            isReady
            && key.withBytes { key in
                unsafe key.withUnsafeBufferPointer { key in
                    unsafe EVP_CipherInit_ex(context, nil, nil, key.baseAddress, nil, direction) == 1
                }
            }
        guard isReady else {
            unsafe EVP_CIPHER_CTX_free(context)
            throw OpenSSLFailure.takeError(phase: .setup, "the cipher of the records")
        }
        return unsafe context
    }

    /// Encrypts in place.
    ///
    /// The corresponding C functions are `EVP_EncryptUpdate` and `EVP_EncryptFinal_ex`.
    public func seal(
        _ record: inout OutputSpan<UInt8>,
        from start: Int,
        nonce: Span<UInt8>,
        additionalData: Span<UInt8>
    ) throws(TLSError) {
        let tagLength = CInt(algorithm.tagLength)
        let isSealed = unsafe record.withUnsafeMutableBufferPointer { buffer, initialized in
            let count = initialized - start
            guard let text = unsafe buffer.baseAddress.map({ unsafe $0 + start }) else { return false }
            var length: CInt = 0
            guard unsafe begin(sealing, nonce, additionalData, count) else { return false }
            guard unsafe EVP_CipherUpdate(sealing, text, &length, text, CInt(count)) == 1 else { return false }
            guard unsafe EVP_CipherFinal_ex(sealing, text + count, &length) == 1 else { return false }
            let tag = unsafe text + count
            guard unsafe EVP_CIPHER_CTX_ctrl(sealing, EVP_CTRL_AEAD_GET_TAG, tagLength, tag) == 1 else { return false }
            initialized += algorithm.tagLength
            return true
        }
        if !isSealed { throw OpenSSLFailure.takeError(phase: .established, "the cipher of the records") }
    }

    /// Decrypts; false where the tag is wrong.
    ///
    /// The corresponding C functions are `EVP_DecryptUpdate` and `EVP_DecryptFinal_ex`.
    public func open(
        _ text: Span<UInt8>,
        nonce: Span<UInt8>,
        additionalData: Span<UInt8>,
        into plaintext: inout OutputSpan<UInt8>
    ) -> Bool {
        let tagLength = CInt(algorithm.tagLength)
        let count = text.count - algorithm.tagLength
        return unsafe plaintext.withUnsafeMutableBufferPointer { buffer, initialized in
            let isOpened = unsafe text.withUnsafeBufferPointer { text in
                guard let base = buffer.baseAddress, let source = text.baseAddress else { return false }
                let target = unsafe base + initialized
                let tag = unsafe UnsafeMutablePointer(mutating: source + count)
                var length: CInt = 0
                guard unsafe EVP_CIPHER_CTX_ctrl(opening, EVP_CTRL_AEAD_SET_TAG, tagLength, tag) == 1 else {
                    return false
                }
                guard unsafe begin(opening, nonce, additionalData, count) else { return false }
                guard unsafe EVP_CipherUpdate(opening, target, &length, source, CInt(count)) == 1 else { return false }
                // What CCM decrypts is verified already.
                return unsafe algorithm.isCCM || EVP_CipherFinal_ex(opening, target + count, &length) == 1
            }
            guard isOpened else { return false }
            initialized += count
            return true
        }
    }

    /// Nonce and additional data; CCM wants to know the length before.
    @unsafe private func begin(
        _ context: OpaquePointer,
        _ nonce: Span<UInt8>,
        _ additionalData: Span<UInt8>,
        _ count: Int
    ) -> Bool {
        let unchanged: CInt = -1
        var length: CInt = 0
        return unsafe nonce.withUnsafeBufferPointer { nonce in
            unsafe additionalData.withUnsafeBufferPointer { data in
                guard unsafe EVP_CipherInit_ex(context, nil, nil, nil, nonce.baseAddress, unchanged) == 1 else {
                    return false
                }
                if algorithm.isCCM {
                    guard unsafe EVP_CipherUpdate(context, nil, &length, nil, CInt(count)) == 1 else { return false }
                }
                return unsafe EVP_CipherUpdate(context, nil, &length, data.baseAddress, CInt(data.count)) == 1
            }
        }
    }

    @unsafe private static func cipher(_ algorithm: RecordAlgorithm) -> OpaquePointer? {
        switch algorithm {
        case .aes128CCM8, .aes128CCM: unsafe EVP_aes_128_ccm()
        case .aes256CCM8, .aes256CCM: unsafe EVP_aes_256_ccm()
        case .aes128GCM: unsafe EVP_aes_128_gcm()
        case .aes256GCM: unsafe EVP_aes_256_gcm()
        case .chacha20Poly1305: unsafe EVP_chacha20_poly1305()
        }
    }
}

extension RecordAlgorithm {
    fileprivate var isCCM: Bool {
        switch self {
        case .aes128CCM8, .aes256CCM8, .aes128CCM, .aes256CCM: true
        case .aes128GCM, .aes256GCM, .chacha20Poly1305: false
        }
    }
}
#endif
