/// An AEAD of the TLS library's with its key, as Core's record codec uses it.
///
/// Not thread-safe: whoever owns it calls it from one thread at a time.
public protocol RecordCipher: AnyObject {
    /// Encrypts in place what `record` has from `start` on, and appends the tag, which there is room for.
    ///
    /// `nonce` has 12 bytes and is used once with this key, which is the caller's duty. Throws what the library throws.
    func seal(
        _ record: inout OutputSpan<UInt8>,
        from start: Int,
        nonce: Span<UInt8>,
        additionalData: Span<UInt8>
    ) throws(TLSError)

    /// Decrypts, and appends the plaintext to `plaintext`, which has room for it; false where the tag is wrong.
    ///
    /// What was appended then is not to be used.
    func open(
        _ text: Span<UInt8>,
        nonce: Span<UInt8>,
        additionalData: Span<UInt8>,
        into plaintext: inout OutputSpan<UInt8>
    ) -> Bool
}

/// What a handshake leaves for the records behind it.
public struct RecordKeyMaterial: Sendable {
    /// The suite.
    public let suite: CipherSuite
    /// As many bytes of the key block (RFC 5246, 6.3) as `RecordAlgorithm.keyBlockLength` says.
    public let keyBlock: Secret

    /// A suite with its key block.
    public init(suite: CipherSuite, keyBlock: Secret) {
        self.suite = suite
        self.keyBlock = keyBlock
    }
}
