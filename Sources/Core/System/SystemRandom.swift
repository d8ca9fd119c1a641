internal import CSystemCalls

/// Random bytes of the system's, which nobody can foretell.
enum SystemRandom {
    /// So many of them.
    ///
    /// The corresponding C function is `getrandom`.
    static func bytes(_ count: Int) throws(TLSError) -> [UInt8] {
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe getrandom(buffer.baseAddress.map { unsafe $0 + filled }, count - filled, 0)
            }
            if got < 0, SystemErrorCode.current != .interrupted { throw Descriptor.failure(detail: "random numbers") }
            filled += max(0, got)
        }
        return bytes
    }

    /// A number of 64 random bits.
    static func number() throws(TLSError) -> UInt64 {
        try bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
