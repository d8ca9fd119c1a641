internal import CSystemCalls

/// Random bytes of the system's, which nobody can foretell; what it throws is errno.
enum SystemRandom {
    /// So many of them.
    static func bytes(_ count: Int) throws(TLSError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let isFilled = unsafe bytes.withUnsafeMutableBytes { unsafe fill($0) }
        guard isFilled else { throw Descriptor.failure(detail: "random bytes") }
        return bytes
    }

    /// A number of 64 random bits.
    static func number() throws(TLSError) -> UInt64 {
        var number: UInt64 = 0
        let isFilled = unsafe withUnsafeMutableBytes(of: &number) { unsafe fill($0) }
        guard isFilled else { throw Descriptor.failure(detail: "a random number") }
        return number
    }

    /// The corresponding C function is `getrandom`; false where errno says why not.
    @unsafe private static func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Bool {
        var filled = 0
        while filled < buffer.count {
            let length = unsafe getrandom(buffer.baseAddress.map { unsafe $0 + filled }, buffer.count - filled, 0)
            if length < 0, SystemErrorCode.current == .interrupted { continue }
            guard length > 0 else { return false }
            filled += length
        }
        return true
    }
}

extension Secret {
    /// Random bytes of the system's that nobody can guess; the error is errno.
    package static func random(count: Int) throws(TLSError) -> Secret {
        var bytes = try SystemRandom.bytes(count)
        defer { unsafe bytes.withUnsafeMutableBytes { unsafe wipe($0) } }
        return Secret(bytes)
    }
}
