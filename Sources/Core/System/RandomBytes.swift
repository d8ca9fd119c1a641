internal import CSystemCalls

extension Secret {
    /// Random bytes of the system's that nobody can guess; the error is errno.
    ///
    /// The corresponding C function is `getrandom`.
    package static func random(count: Int) throws(TLSError) -> Secret {
        var bytes = [UInt8](repeating: 0, count: count)
        defer { unsafe bytes.withUnsafeMutableBytes { unsafe wipe($0) } }
        var done = 0
        while done < count {
            let length = unsafe bytes.withUnsafeMutableBytes { space in
                unsafe getrandom(space.baseAddress.map { unsafe $0 + done }, count - done, 0)
            }
            if length < 0, SystemErrorCode.current == .interrupted { continue }
            guard length > 0 else { throw Descriptor.failure(detail: "random bytes") }
            done += length
        }
        return Secret(bytes)
    }
}
