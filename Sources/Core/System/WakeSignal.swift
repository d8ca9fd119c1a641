internal import CSystem

/// Ends a wait in `poll` from another thread, once and for all. The corresponding C function is `eventfd`.
final class WakeSignal: Sendable {
    let descriptor: Descriptor

    init() throws(TLSError) {
        descriptor = try Descriptor.check(eventfd(0, CInt(EFD_CLOEXEC) | CInt(EFD_NONBLOCK)))
    }

    func raise() {
        var one: UInt64 = 1
        _ = unsafe write(descriptor.number, &one, 8)
    }

    var isRaised: Bool {
        var entry = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, 0) > 0
    }
}
