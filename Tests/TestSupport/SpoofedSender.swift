internal import Glibc

/// A socket of the system that sends datagrams to loopback under source addresses of the caller's choice, as somebody on
/// the network can.
///
/// All of 127.0.0.0/8 is the machine's own, so that neither rights nor a bound socket for each address are needed. What is
/// answered comes to this socket, which drops it.
public final class SpoofedSender: Sendable {
    /// The first address of 127.0.0.0/8, in host byte order; it and the last one are for broadcasts.
    public static let loopback: UInt32 = 0x7f00_0000
    private let number: CInt

    /// Takes a free port; nil where the system has no sockets left.
    public init?() {
        number = Glibc.socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
        guard number >= 0 else { return nil }
        // As little as the system allows: nobody reads the answers.
        var size: CInt = 0
        unsafe setsockopt(number, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
    }

    deinit { _ = close(number) }

    /// Sends from an address of 127.0.0.0/8, in host byte order, to a port of 127.0.0.1; false where the system refuses.
    public func send(_ bytes: [UInt8], from source: UInt32, to port: UInt16) -> Bool {
        var target = RawSocket.loopback(port)
        var choice = SourceChoice(source)
        var message = unsafe msghdr()
        return unsafe bytes.withUnsafeBytes { bytes in
            var part = unsafe iovec(
                iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                iov_len: bytes.count
            )
            return unsafe withSystemAddress(&target) { target, length in
                unsafe withUnsafeMutablePointer(to: &part) { part in
                    unsafe withUnsafeMutablePointer(to: &choice) { choice in
                        unsafe message.msg_name = UnsafeMutableRawPointer(mutating: target)
                        unsafe message.msg_namelen = length
                        unsafe message.msg_iov = part
                        unsafe message.msg_iovlen = 1
                        unsafe message.msg_control = UnsafeMutableRawPointer(choice)
                        unsafe message.msg_controllen = MemoryLayout<SourceChoice>.stride
                        return unsafe sendmsg(number, &message, 0) == bytes.count
                    }
                }
            }
        }
    }
}

/// The control message that chooses the source address of one datagram, see IP_PKTINFO in ip(7).
private struct SourceChoice {
    var header = cmsghdr()
    var information = in_pktinfo()
    // A control message ends where the next one could begin.
    var padding: UInt32 = 0

    init(_ source: UInt32) {
        header.cmsg_len = MemoryLayout<cmsghdr>.size + MemoryLayout<in_pktinfo>.size
        header.cmsg_level = CInt(IPPROTO_IP)
        header.cmsg_type = IP_PKTINFO
        information.ipi_spec_dst.s_addr = source.bigEndian
    }
}

private func withSystemAddress<Result>(
    _ address: inout sockaddr_in,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
) -> Result {
    unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            unsafe body(pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
