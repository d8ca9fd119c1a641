/// HMAC (RFC 2104) with SHA-256, of bytes that come in pieces.
package struct HMACSHA256: Sendable {
    private static let blockSize = 64

    private var inner = SHA256()
    private var outer = SHA256()

    /// Of nothing so far, under this key.
    package init(_ key: Span<UInt8>) {
        var block = InlineArray<64, UInt8>(repeating: 0)
        if key.count > Self.blockSize {
            let digest = SHA256.digest(of: key)
            for index in digest.indices { block[index] = digest[index] }
        } else {
            for index in key.indices { block[index] = key[index] }
        }
        for index in 0..<Self.blockSize { block[index] ^= 0x36 }
        inner.update(block.span)
        for index in 0..<Self.blockSize { block[index] ^= 0x36 ^ 0x5c }
        outer.update(block.span)
        var span = block.mutableSpan
        unsafe span.withUnsafeMutableBytes { unsafe wipe($0) }
    }

    /// Takes the next bytes.
    package mutating func update(_ bytes: Span<UInt8>) {
        inner.update(bytes)
    }

    /// The code, 32 bytes, of all that was taken.
    package consuming func finalize() -> [UInt8] {
        let digest = inner.finalize()
        outer.update(digest.span)
        return outer.finalize()
    }
}

extension Secret {
    /// As many bytes as are asked for, made of this secret, which must be random, and of what they are for.
    ///
    /// HKDF-Expand of RFC 5869, 2.3, with SHA-256; at most 8160 bytes.
    package func expanded(for purpose: [UInt8], count: Int) -> Secret {
        withBytes { key in Self.expand(key, purpose, count) }
    }

    private static func expand(_ key: Span<UInt8>, _ purpose: [UInt8], _ count: Int) -> Secret {
        Secret(capacity: count) { output in
            var block: [UInt8] = []
            var counter: UInt8 = 1
            while output.count < count {
                var mac = HMACSHA256(key)
                mac.update(block.span)
                mac.update(purpose.span)
                mac.update([counter].span)
                unsafe block.withUnsafeMutableBytes { unsafe wipe($0) }
                block = mac.finalize()
                output.append(copying: block.span.extracting(..<min(block.count, count - output.count)))
                counter += 1
            }
            unsafe block.withUnsafeMutableBytes { unsafe wipe($0) }
        }
    }
}
