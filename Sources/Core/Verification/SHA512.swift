internal import CNettle

/// SHA-512 (FIPS 180-4).
package enum SHA512 {
    /// How many bytes a digest has.
    package static let digestSize = 64

    /// The digest, 64 bytes, of these bytes.
    ///
    /// The corresponding C functions are `nettle_sha512_init`, `nettle_sha512_update` and `nettle_sha512_digest`.
    package static func digest(of bytes: Span<UInt8>) -> [UInt8] {
        unsafe digest(of: bytes, digestSize, nettle_sha512_init, nettle_sha512_digest)
    }

    /// SHA-384 has the rounds and the context of SHA-512, with another begin and end.
    @unsafe fileprivate static func digest(
        of bytes: Span<UInt8>,
        _ size: Int,
        _ begin: (UnsafeMutablePointer<sha512_ctx>) -> Void,
        _ end: (UnsafeMutablePointer<sha512_ctx>, Int, UnsafeMutablePointer<UInt8>) -> Void
    ) -> [UInt8] {
        var context = sha512_ctx()
        unsafe begin(&context)
        unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe nettle_sha512_update(&context, buffer.count, buffer.baseAddress)
        }
        var digest = [UInt8](repeating: 0, count: size)
        unsafe end(&context, size, &digest)
        return digest
    }
}

/// SHA-384 (FIPS 180-4).
package enum SHA384 {
    /// How many bytes a digest has.
    package static let digestSize = 48

    /// The digest, 48 bytes, of these bytes.
    ///
    /// The corresponding C functions are `nettle_sha384_init`, `nettle_sha512_update` and `nettle_sha384_digest`.
    package static func digest(of bytes: Span<UInt8>) -> [UInt8] {
        unsafe SHA512.digest(of: bytes, digestSize, nettle_sha384_init, nettle_sha384_digest)
    }
}
