internal import CSystemCalls

/// Ends waits in `poll` from another thread: all of them until `reset`.
///
/// The corresponding C function is `eventfd`.
final class WakeSignal: Sendable {
    let descriptor: Descriptor

    init() throws(TLSError) {
        descriptor = try Descriptor.check(eventfd(0, CInt(EFD_CLOEXEC) | CInt(EFD_NONBLOCK)))
    }

    func raise() {
        var one: UInt64 = 1
        _ = unsafe write(descriptor.number, &one, 8)
    }

    func reset() {
        var count: UInt64 = 0
        _ = unsafe read(descriptor.number, &count, 8)
    }
}
