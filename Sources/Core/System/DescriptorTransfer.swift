internal import CSystemCalls

extension Descriptor {
    /// Sends what is taken now; 0 for none.
    ///
    /// A broken pipe is an error, never a signal.
    func send(_ bytes: Span<UInt8>) throws(TLSError) -> Int {
        while true {
            let sent = unsafe bytes.withUnsafeBytes { buffer in
                unsafe CSystemCalls.send(number, buffer.baseAddress, buffer.count, CInt(MSG_NOSIGNAL))
            }
            if let count = try Self.transferred(sent) { return count }
        }
    }

    /// Sends one datagram to an address; 0 where it is not taken now.
    func send(_ bytes: Span<UInt8>, to address: SocketAddress) throws(TLSError) -> Int {
        while true {
            let sent = unsafe bytes.withUnsafeBytes { buffer in
                unsafe address.withSystemAddress { target, length in
                    let flags = CInt(MSG_NOSIGNAL)
                    return unsafe sendto(number, buffer.baseAddress, buffer.count, flags, target, length)
                }
            }
            if let count = try Self.transferred(sent) { return count }
        }
    }

    /// Appends what has come; nil where nothing has.
    ///
    /// No bytes from a stream mean its end, from a datagram socket an empty datagram.
    func receive(into output: inout OutputSpan<UInt8>) throws(TLSError) -> Int? {
        while true {
            let received = unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
                let space = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...]
                )
                let count = unsafe recv(number, space.baseAddress, space.count, 0)
                initialized += max(count, 0)
                return count
            }
            if received >= 0 { return received }
            let code = SystemErrorCode.current
            if code == .wouldBlock { return nil }
            guard code == .interrupted else { throw Self.failure(code) }
        }
    }

    /// Forgets what came before a connect: datagrams of anybody or of an earlier association, and refusals.
    func dropDatagrams() {
        let mostDatagrams = 4096
        var byte: UInt8 = 0
        for _ in 0..<mostDatagrams {
            guard unsafe recv(number, &byte, 1, 0) < 0 else { continue }
            guard SystemErrorCode.current != .wouldBlock else { return }
        }
    }

    /// One datagram and its sender; nil where none has come or where an earlier one to somebody was refused.
    func receiveFrom(into output: inout OutputSpan<UInt8>) throws(TLSError) -> SocketAddress? {
        while true {
            var storage = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let received = unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
                let space = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...]
                )
                let count = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
                    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                        unsafe recvfrom(number, space.baseAddress, space.count, 0, address, &length)
                    }
                }
                initialized += max(count, 0)
                return count
            }
            if received >= 0 { return SocketAddress(storage) }
            let code = SystemErrorCode.current
            if code == .wouldBlock { return nil }
            // An ICMP answer to what was sent to one client must not end the port of all.
            guard code == .interrupted || code == .connectionRefused else { throw Self.failure(code) }
        }
    }

    /// Nil: try again.
    private static func transferred(_ result: Int) throws(TLSError) -> Int? {
        if result >= 0 { return result }
        let code = SystemErrorCode.current
        switch code {
        case .interrupted: return nil
        case .wouldBlock: return 0
        case .messageTooLong: throw .system(code, .messageTooLong, detail: "the path takes no datagram of this length")
        default: throw failure(code)
        }
    }
}
