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
        var digest = [UInt8](repeating: 0, count: Self.digestSize)
        unsafe digest.withUnsafeMutableBufferPointer { buffer in
            unsafe nettle_sha256_digest(&context, buffer.count, buffer.baseAddress)
        }
        // What was taken last may have been a key.
        unsafe withUnsafeMutableBytes(of: &context) { unsafe wipe($0) }
        return digest
    }

    /// The digest, 32 bytes, of these bytes.
    public static func digest(of bytes: Span<UInt8>) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finalize()
    }
}
