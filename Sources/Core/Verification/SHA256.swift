internal import CNettle

/// SHA-256 (FIPS 180-4), of bytes that come in pieces of any size or all at once.
public struct SHA256: Sendable {
    /// How many bytes a digest has.
    public static let digestSize = 32

    private var context = sha256_ctx()

    /// The digest of nothing so far.
    ///
    /// The corresponding C function is `nettle_sha256_init`.
    public init() {
        unsafe nettle_sha256_init(&context)
    }

    /// Takes the next bytes.
    ///
    /// The corresponding C function is `nettle_sha256_update`.
    public mutating func update(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe nettle_sha256_update(&context, buffer.count, buffer.baseAddress)
        }
    }

    /// The digest, 32 bytes, of all that was taken.
    ///
    /// The corresponding C function is `nettle_sha256_digest`.
    public consuming func finalize() -> [UInt8] {
        let digest = take()
        return digest.span.copied
    }

    private mutating func take() -> InlineArray<32, UInt8> {
        var digest = InlineArray<32, UInt8>(repeating: 0)
        unsafe withUnsafeMutableBytes(of: &digest) { bytes in
            let start = unsafe bytes.bindMemory(to: UInt8.self).baseAddress
            unsafe nettle_sha256_digest(&context, bytes.count, start)
        }
        // What was taken last may have been a key.
        unsafe withUnsafeMutableBytes(of: &context) { unsafe wipe($0) }
        return digest
    }

    /// Whether a digest is that of these bytes.
    static func isDigest(_ digest: Span<UInt8>, of bytes: Span<UInt8>) -> Bool {
        var hash = SHA256()
        hash.update(bytes)
        let found = hash.take()
        return found.span.hasSameElements(as: digest)
    }

    /// The digest, 32 bytes, of these bytes.
    public static func digest(of bytes: Span<UInt8>) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finalize()
    }
}
