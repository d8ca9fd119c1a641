internal import CSystemCalls

/// Overwrites memory that held a secret; the compiler may not leave it out.
///
/// The corresponding C function is `explicit_bzero`.
@unsafe package func wipe(_ buffer: UnsafeMutableRawBufferPointer) {
    guard let base = buffer.baseAddress else { return }
    unsafe explicit_bzero(base, buffer.count)
}

extension Span<UInt8> {
    /// Whether all bytes from `start` on are zero.
    ///
    /// The corresponding C function is `memcmp`, since a buffer for sessions is mostly that.
    package func isZero(from start: Int = 0) -> Bool {
        guard start < count else { return true }
        guard self[start] == 0 else { return false }
        return unsafe extracting(start...).withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return true }
            return unsafe memcmp(base, base + 1, bytes.count - 1) == 0
        }
    }

    /// Whether both have the same bytes in the same order.
    ///
    /// Not for secrets: it stops at the first difference.
    package func hasSameElements(as other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return unsafe withUnsafeBytes { own in
            unsafe other.withUnsafeBytes { theirs in
                guard let first = own.baseAddress, let second = theirs.baseAddress else { return true }
                return unsafe memcmp(first, second, own.count) == 0
            }
        }
    }
}
