internal import CSystemCalls

/// Owns one file descriptor of a socket or an event, and has the system calls on it.
final class Descriptor: Sendable {
    let number: CInt

    private init(_ number: CInt) {
        self.number = number
    }

    deinit { _ = CSystemCalls.close(number) }

    /// The descriptor that a call returned, or errno where it failed.
    static func check(_ result: CInt) throws(TLSError) -> Descriptor {
        guard result >= 0 else { throw Self.failure() }
        return Descriptor(result)
    }

    /// errno as an error.
    static func failure(_ code: SystemErrorCode = .current, detail: String = "") -> TLSError {
        switch code {
        case .connectionRefused: .system(code, .connectionRefused, detail: detail)
        case .timedOut: .system(code, .timedOut, detail: detail)
        default: .system(code, .network, detail: detail)
        }
    }

    /// A socket that never blocks and is not inherited by child processes.
    private static func socket(_ family: CInt, _ kind: TransportKind) throws(TLSError) -> Descriptor {
        let flags = CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        return try check(CSystemCalls.socket(family, kind.socketType | flags, 0))
    }

    /// Another number for what the caller's descriptor stands for, which never blocks from now on.
    static func duplicate(_ number: CInt) throws(TLSError) -> Descriptor {
        let copy = try check(dup(number))
        guard secsock_set_flags(copy.number) == 0 else { throw failure(detail: "fcntl") }
        return copy
    }

    /// What kind of socket it is; ENOTSOCK for none.
    func type() throws(TLSError) -> CInt {
        guard let type = option(SOL_SOCKET, SO_TYPE) else { throw Self.failure(detail: "a descriptor of the caller's") }
        return type
    }

    /// A socket of a family with what was asked for.
    static func socket(_ isIPv6: Bool, _ kind: TransportKind, _ options: SocketOptions) throws(TLSError) -> Descriptor {
        let socket = try socket(isIPv6 ? AF_INET6 : AF_INET, kind)
        try socket.set(options, kind, isIPv6: isIPv6)
        return socket
    }

    func set(_ level: CInt, _ option: CInt, _ value: CInt) {
        var value = value
        _ = unsafe setsockopt(number, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
    }

    func option(_ level: CInt, _ option: CInt) -> CInt? {
        var value: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        guard unsafe getsockopt(number, level, option, &value, &length) == 0 else { return nil }
        return value
    }

    func bind(_ address: SocketAddress) throws(TLSError) {
        let status = unsafe address.withSystemAddress { unsafe CSystemCalls.bind(number, $0, $1) }
        guard status == 0 else { throw Self.failure(detail: "bind to " + address.text) }
    }

    func listen(backlog: CInt) throws(TLSError) {
        guard CSystemCalls.listen(number, backlog) == 0 else { throw Self.failure(detail: "listen") }
    }

    /// True where the connection stands at once, false where it is under way.
    func connect(_ address: SocketAddress) throws(TLSError) -> Bool {
        let status = unsafe address.withSystemAddress { unsafe CSystemCalls.connect(number, $0, $1) }
        if status == 0 { return true }
        let code = SystemErrorCode.current
        guard code == .inProgress || code == .interrupted else { throw Self.failure(code, detail: address.text) }
        return false
    }

    /// What became of a connect that was under way.
    ///
    /// The corresponding C call is `getsockopt` of SO_ERROR.
    func takeError() -> SystemErrorCode? {
        guard let value = option(SOL_SOCKET, SO_ERROR), value != 0 else { return nil }
        return SystemErrorCode(value)
    }

    /// Nil where nobody waits to be accepted.
    func accept() throws(TLSError) -> (Descriptor, SocketAddress?)? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe CSystemCalls.accept(number, address, &length)
            }
        }
        guard result >= 0 else {
            let code = SystemErrorCode.current
            // A client that went away before it was accepted is nobody's error.
            if code == .wouldBlock || code == .interrupted || Self.isOfClient(code) { return nil }
            throw Self.failure(code, detail: "accept")
        }
        let accepted = Descriptor(result)
        _ = secsock_set_flags(result)
        return (accepted, SocketAddress(storage))
    }

    /// What accept(2) passes on of a connection that failed before it was accepted.
    private static func isOfClient(_ code: SystemErrorCode) -> Bool {
        switch CInt(code.rawValue) {
        case ECONNABORTED, ENETDOWN, EPROTO, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP, ENETUNREACH: true
        default: false
        }
    }

    var localAddress: SocketAddress? { unsafe address(getsockname) }
    var remoteAddress: SocketAddress? { unsafe address(getpeername) }

    @unsafe private func address(
        _ call: (CInt, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> CInt
    ) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe call(number, $0, &length) }
        }
        return status == 0 ? SocketAddress(storage) : nil
    }

    func shutdown() {
        _ = CSystemCalls.shutdown(number, CInt(SHUT_RDWR))
    }

    /// Waits for this descriptor or for `wake`, which throws ECANCELED; EINTR is tried again against the deadline.
    func wait(for interest: TransportInterest, before deadline: Deadline, wake: WakeSignal?) throws(TLSError) {
        var events: Int16 = 0
        if interest.contains(.readable) { events |= Int16(POLLIN) }
        if interest.contains(.writable) { events |= Int16(POLLOUT) }
        var entries = InlineArray<2, pollfd>(repeating: pollfd(fd: number, events: events, revents: 0))
        // A negative descriptor is passed over.
        entries[1] = pollfd(fd: wake?.descriptor.number ?? -1, events: Int16(POLLIN), revents: 0)
        while true {
            let milliseconds = deadline.milliseconds
            var span = entries.mutableSpan
            let found = unsafe span.withUnsafeMutableBufferPointer { buffer in
                unsafe poll(buffer.baseAddress, 2, milliseconds)
            }
            if found > 0 { break }
            if found == 0 {
                guard deadline.hasPassed else { continue }
                throw .system(.timedOut, .timedOut)
            }
            let code = SystemErrorCode.current
            guard code == .interrupted else { throw Self.failure(code, detail: "poll") }
        }
        guard entries[1].revents == 0 else { throw .system(.canceled, .canceled) }
    }
}

extension TransportKind {
    /// The number that the system has for it.
    var socketType: CInt { self == .datagram ? CInt(SOCK_DGRAM.rawValue) : CInt(SOCK_STREAM.rawValue) }
}
