#if GnuTLS
internal import CGnuTLS
public import SecureSocketCore

/// An AEAD of GnuTLS with its key.
@safe public final class GnuTLSRecordCipher: RecordCipher {
    private let handle: gnutls_aead_cipher_hd_t
    private let tagLength: Int

    /// The corresponding C functions are `gnutls_cipher_get_id` and `gnutls_aead_cipher_init`.
    init(_ algorithm: RecordAlgorithm, key: Secret) throws(TLSError) {
        var handle: gnutls_aead_cipher_hd_t?
        let status = key.withBytes { bytes in
            unsafe bytes.withUnsafeBufferPointer { buffer in
                let start = unsafe UnsafeMutablePointer(mutating: buffer.baseAddress)
                var datum = unsafe gnutls_datum_t(data: start, size: CUnsignedInt(buffer.count))
                return unsafe secsock_gnutls_aead_init(&handle, Self.name(algorithm), &datum)
            }
        }
        try check(status, "the cipher of the records")
        guard let handle = unsafe handle else { throw .system(.outOfMemory, .unspecified) }
        unsafe self.handle = unsafe handle
        tagLength = algorithm.tagLength
    }

    deinit { unsafe gnutls_aead_cipher_deinit(handle) }

    /// Encrypts in place.
    ///
    /// The corresponding C function is `gnutls_aead_cipher_encrypt`.
    public func seal(
        _ record: inout OutputSpan<UInt8>,
        from start: Int,
        nonce: Span<UInt8>,
        additionalData: Span<UInt8>
    ) throws(TLSError) {
        let status = unsafe record.withUnsafeMutableBufferPointer { buffer, initialized in
            let text = buffer.extracting(start...)
            var written = text.count
            let status = unsafe withPointers(nonce, additionalData) { nonce, data in
                unsafe gnutls_aead_cipher_encrypt(
                    handle,
                    nonce.baseAddress,
                    nonce.count,
                    data.baseAddress,
                    data.count,
                    tagLength,
                    text.baseAddress,
                    initialized - start,
                    text.baseAddress,
                    &written
                )
            }
            if status == 0 { initialized = start + written }
            return status
        }
        try check(status, phase: .established, "the cipher of the records")
    }

    /// Decrypts; false where the tag is wrong.
    ///
    /// The corresponding C function is `gnutls_aead_cipher_decrypt`.
    public func open(
        _ text: Span<UInt8>,
        nonce: Span<UInt8>,
        additionalData: Span<UInt8>,
        into plaintext: inout OutputSpan<UInt8>
    ) -> Bool {
        unsafe plaintext.withUnsafeMutableBufferPointer { buffer, initialized in
            let space = buffer.extracting(initialized...)
            var written = space.count
            let status = unsafe text.withUnsafeBytes { text in
                unsafe withPointers(nonce, additionalData) { nonce, data in
                    unsafe gnutls_aead_cipher_decrypt(
                        handle,
                        nonce.baseAddress,
                        nonce.count,
                        data.baseAddress,
                        data.count,
                        tagLength,
                        text.baseAddress,
                        text.count,
                        space.baseAddress,
                        &written
                    )
                }
            }
            guard status == 0 else { return false }
            initialized += written
            return true
        }
    }

    @unsafe private func withPointers(
        _ nonce: Span<UInt8>,
        _ data: Span<UInt8>,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> CInt
    ) -> CInt {
        unsafe nonce.withUnsafeBytes { nonce in unsafe data.withUnsafeBytes { unsafe body(nonce, $0) } }
    }

    private static func name(_ algorithm: RecordAlgorithm) -> String {
        switch algorithm {
        case .aes128CCM8: "AES-128-CCM-8"
        case .aes256CCM8: "AES-256-CCM-8"
        case .aes128CCM: "AES-128-CCM"
        case .aes256CCM: "AES-256-CCM"
        case .aes128GCM: "AES-128-GCM"
        case .aes256GCM: "AES-256-GCM"
        case .chacha20Poly1305: "CHACHA20-POLY1305"
        }
    }
}
#endif
