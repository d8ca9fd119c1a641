internal import Glibc

/// A client of TCP that speaks no TLS by itself: one that says nothing, or too slowly.
public final class RawStream: Sendable {
    private let number: CInt

    /// Connects to a port of 127.0.0.1; nil where that fails.
    public init?(to port: UInt16) {
        number = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        guard number >= 0 else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(number, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { return nil }
    }

    deinit { _ = Glibc.close(number) }

    /// Sends a byte, if the other end still takes one.
    public func send(_ byte: UInt8) {
        let bytes = [byte]
        _ = unsafe Glibc.send(number, bytes, 1, CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT))
    }

    /// Whether the other end has ended the connection; passes over what it sent before.
    public var hasEnded: Bool {
        var byte: UInt8 = 0
        while true {
            let count = unsafe recv(number, &byte, 1, CInt(MSG_DONTWAIT))
            if count == 0 { return true }
            if count < 0 { return errno != EAGAIN }
        }
    }
}
