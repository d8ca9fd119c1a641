internal import CSystemCalls

/// An IPv4 or IPv6 address with a port: a key of dictionaries that owns no memory.
public struct SocketAddress: Hashable, Sendable {
    /// Whether it is an IPv6 address.
    public let isIPv6: Bool
    /// The port, in host byte order.
    public let port: UInt16
    let scope: UInt32
    let high: UInt64
    let low: UInt64

    /// An IPv4 address in host byte order and a port.
    public init(ipv4 address: UInt32, port: UInt16) {
        self.init(isIPv6: false, port: port, scope: 0, high: 0, low: UInt64(address))
    }

    /// The address of a literal such as `192.0.2.1`, `2001:db8::1` or `fe80::1%eth0`, and a port; nil where it is none.
    public init?(literal: String, port: UInt16) {
        let bytes = Array(literal.utf8)
        guard NumericHost.isAddress(bytes), let address = NumericHost.addressBytes(bytes) else { return nil }
        let zone = bytes.drop { $0 != UInt8(ascii: "%") }.dropFirst()
        guard let scope = Self.scope(of: Array(zone)) else { return nil }
        let high = address.prefix(8).reduce(into: UInt64(0)) { number, byte in number = number << 8 | UInt64(byte) }
        let low = address.dropFirst(8).reduce(into: UInt64(0)) { number, byte in number = number << 8 | UInt64(byte) }
        if address.count == 4 {
            self.init(isIPv6: false, port: port, scope: 0, high: 0, low: high)
        } else {
            self.init(isIPv6: true, port: port, scope: scope, high: high, low: low)
        }
    }

    /// The number of a zone; 0 for none, nil for one that the system does not have.
    private static func scope(of zone: [UInt8]) -> UInt32? {
        guard !zone.isEmpty else { return 0 }
        let name = zone.map { CChar(bitPattern: $0) } + [0]
        let index = unsafe if_nametoindex(name)
        return index == 0 ? nil : index
    }

    init(isIPv6: Bool, port: UInt16, scope: UInt32, high: UInt64, low: UInt64) {
        self.isIPv6 = isIPv6
        self.port = port
        self.scope = scope
        self.high = high
        self.low = low
    }

    /// Any IPv6 address, with a port: what a server binds to that serves all.
    static func anyIPv6(port: UInt16) -> SocketAddress {
        SocketAddress(isIPv6: true, port: port, scope: 0, high: 0, low: 0)
    }

    /// The same address with another port.
    func with(port: UInt16) -> SocketAddress {
        SocketAddress(isIPv6: isIPv6, port: port, scope: scope, high: high, low: low)
    }

    init?(_ storage: sockaddr_storage) {
        var storage = storage
        switch CInt(storage.ss_family) {
        case AF_INET:
            let address = unsafe withUnsafeBytes(of: &storage) { unsafe $0.load(as: sockaddr_in.self) }
            self.init(ipv4: UInt32(bigEndian: address.sin_addr.s_addr), port: UInt16(bigEndian: address.sin_port))
        case AF_INET6:
            let address = unsafe withUnsafeBytes(of: &storage) { unsafe $0.load(as: sockaddr_in6.self) }
            var bytes = address.sin6_addr
            // An in6_addr is aligned for 32 bits only.
            let high = unsafe withUnsafeBytes(of: &bytes) { unsafe $0.loadUnaligned(as: UInt64.self) }
            let low = unsafe withUnsafeBytes(of: &bytes) { unsafe $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self) }
            self.init(
                isIPv6: true,
                port: UInt16(bigEndian: address.sin6_port),
                scope: address.sin6_scope_id,
                high: UInt64(bigEndian: high),
                low: UInt64(bigEndian: low)
            )
        default:
            return nil
        }
    }

    /// Lends the address in the shape of the system's calls.
    func withSystemAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var storage = sockaddr_storage()
        let length = unsafe withUnsafeMutableBytes(of: &storage) { unsafe fill($0) }
        return unsafe withUnsafePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, socklen_t(length)) }
        }
    }

    @unsafe private func fill(_ bytes: UnsafeMutableRawBufferPointer) -> Int {
        guard isIPv6 else {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(truncatingIfNeeded: low).bigEndian
            unsafe bytes.storeBytes(of: address, as: sockaddr_in.self)
            return MemoryLayout<sockaddr_in>.size
        }
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_scope_id = scope
        unsafe withUnsafeMutableBytes(of: &address.sin6_addr) { target in
            unsafe target.storeBytes(of: high.bigEndian, as: UInt64.self)
            unsafe target.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        unsafe bytes.storeBytes(of: address, as: sockaddr_in6.self)
        return MemoryLayout<sockaddr_in6>.size
    }

    /// Lends the bytes that a DTLS cookie is bound to: address and port, and the random of the hello, 50 bytes.
    ///
    /// Whoever saw a cookie can so not use it for a hello of another association (RFC 6347, 4.2.1).
    func withCookieBytes<Result>(
        random: [UInt8],
        _ body: (Span<UInt8>) throws(TLSError) -> Result
    ) throws(TLSError) -> Result {
        var bytes = InlineArray<50, UInt8>(repeating: 0)
        for index in 0..<8 {
            bytes[index] = UInt8(truncatingIfNeeded: high >> (56 - 8 * UInt64(index)))
            bytes[index + 8] = UInt8(truncatingIfNeeded: low >> (56 - 8 * UInt64(index)))
        }
        bytes[16] = UInt8(truncatingIfNeeded: port >> 8)
        bytes[17] = UInt8(truncatingIfNeeded: port)
        for (index, byte) in random.prefix(32).enumerated() { bytes[18 + index] = byte }
        return try body(bytes.span)
    }

    /// An IPv4 peer of a socket that takes both (RFC 4291, 2.5.5.2).
    private var isMapped: Bool { isIPv6 && high == 0 && low >> 32 == 0xffff }

    /// Whether packets to it are those of IPv4.
    var isIPv4: Bool { !isIPv6 || isMapped }

    /// The address without the port, as `inet_ntop` writes it; an IPv4 address that is mapped into IPv6 as IPv4.
    public var host: String {
        if isMapped { return SocketAddress(ipv4: UInt32(truncatingIfNeeded: low), port: port).host }
        return numericHost
    }

    private var numericHost: String {
        unsafe withSystemAddress { address, length in
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let size = socklen_t(text.count)
            return unsafe text.withUnsafeMutableBufferPointer { buffer in
                let status = unsafe getnameinfo(address, length, buffer.baseAddress, size, nil, 0, NI_NUMERICHOST)
                guard status == 0, let base = buffer.baseAddress else { return "?" }
                return unsafe String(cString: base)
            }
        }
    }

    /// The address and the port: `192.0.2.1:5684`, `[2001:db8::1]:5684`.
    public var text: String {
        isIPv6 && !isMapped ? "[" + host + "]:" + String(port) : host + ":" + String(port)
    }
}
