internal import Foundation
internal import Glibc
public import SecureSockets

/// A socket of the system on loopback that speaks no TLS: for peers that are silent, refuse or send garbage.
public final class RawSocket: Sendable {
    /// The kind of socket.
    public enum Kind: Sendable {
        case datagram
        case stream
    }

    /// What the system does with those who come to the port.
    public enum Answer: Sendable {
        /// A stream's connections are accepted by the system, one more than this many, though nobody answers; what comes
        /// after them it does not answer at all. Datagrams are kept.
        case silence(backlog: CInt = 16)
        /// Connections and datagrams are refused, and the port stays taken as long as this lives: a port that was merely
        /// free could be another test's by the time that it is used.
        case refusal
    }

    /// The port on 127.0.0.1.
    public let port: UInt16
    private let number: CInt

    /// Binds to a free port of 127.0.0.1.
    public init?(_ kind: Kind, _ answer: Answer = .silence()) {
        let type = kind == .datagram ? SOCK_DGRAM : SOCK_STREAM
        number = Glibc.socket(AF_INET, CInt(type.rawValue), 0)
        guard number >= 0, Self.bind(number, 0), let port = Self.port(of: number) else { return nil }
        self.port = port
        switch (kind, answer) {
        case (.stream, .silence(let backlog)): if listen(number, backlog) != 0 { return nil }
        case (.datagram, .silence): break
        // One that is bound and does not listen refuses by itself.
        case (.stream, .refusal): break
        // A connected one takes datagrams from its peer only, here from itself.
        case (.datagram, .refusal): if !Self.connect(number, port) { return nil }
        }
    }

    deinit { _ = Glibc.close(number) }

    /// Sends a datagram to a port of 127.0.0.1.
    public func send(_ bytes: [UInt8], to port: UInt16) {
        var address = Self.loopback(port)
        unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = unsafe sendto(number, bytes, bytes.count, 0, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Takes the datagram that has come; nil where none has.
    public func receive() -> (bytes: [UInt8], port: UInt16)? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let room = bytes.count
        let count = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe recvfrom(number, &bytes, room, CInt(MSG_DONTWAIT), pointer, &length)
            }
        }
        guard count >= 0 else { return nil }
        return (Array(bytes.prefix(count)), UInt16(bigEndian: address.sin_port))
    }

    static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    private static func bind(_ number: CInt, _ port: UInt16) -> Bool {
        var address = loopback(port)
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe Glibc.bind(number, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func connect(_ number: CInt, _ port: UInt16) -> Bool {
        var address = loopback(port)
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe Glibc.connect(number, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func port(of number: CInt) -> UInt16? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(number, $0, &length) }
        }
        return status == 0 ? UInt16(bigEndian: address.sin_port) : nil
    }
}

/// Whether something waits to be read from a descriptor.
public func isReadable(_ descriptor: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&entry, 1, 0) > 0
}

/// How the body of a thread ended.
public struct ThreadEnding: Sendable {
    /// What it threw; nil where it came to its end.
    public let error: (any Error)?

    /// The error where it is one of ours.
    public var failure: TLSError? { error as? TLSError }
}

/// Runs on a thread of its own, on the pair of the test, and puts its ending into a mailbox.
public func onThread(_ body: @escaping @Sendable () throws -> Void) -> Mailbox<ThreadEnding> {
    let mailbox = Mailbox<ThreadEnding>()
    let pair = Pair.current
    Thread.detachNewThread {
        do {
            try Pair.$current.withValue(pair, operation: body)
            mailbox.put(ThreadEnding(error: nil))
        } catch {
            mailbox.put(ThreadEnding(error: error))
        }
    }
    return mailbox
}

/// Gives the processor away until the condition holds; false where it does not within a minute.
public func eventually(_ condition: () -> Bool) -> Bool {
    let end = Date(timeIntervalSinceNow: 60)
    while Date() < end {
        if condition() { return true }
        sched_yield()
    }
    return false
}
