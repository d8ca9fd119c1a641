internal import CNettle

/// SHA-512 (FIPS 180-4).
package enum SHA512 {
    /// How many bytes a digest has.
    package static let digestSize = 64

    /// The digest, 64 bytes, of these bytes.
    ///
    /// The corresponding C functions are `nettle_sha512_init`, `nettle_sha512_update` and `nettle_sha512_digest`.
    package static func digest(of bytes: Span<UInt8>) -> [UInt8] {
        var context = sha512_ctx()
        unsafe nettle_sha512_init(&context)
        unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe nettle_sha512_update(&context, buffer.count, buffer.baseAddress)
        }
        var digest = [UInt8](repeating: 0, count: digestSize)
        unsafe digest.withUnsafeMutableBufferPointer { buffer in
            unsafe nettle_sha512_digest(&context, buffer.count, buffer.baseAddress)
        }
        return digest
    }
}
