/// What a socket of the system is told before it is used: the family of its addresses and how its packets travel.
///
/// Set them before `bind` or `connect`, or give them to a listener; the sockets that it accepts have them too. Without effect on
/// transports of the caller's. The local address is that of `bind`, the longest datagram is
/// `TLSConfiguration.maximumTransmissionUnit`.
public struct SocketOptions: Sendable {
    /// The only family whose addresses are used; default any.
    ///
    /// EADDRNOTAVAIL where the host has no address of it.
    public var family = AddressFamily.any
    /// The family whose addresses `connect` tries first; default any: the system's order (RFC 6724).
    public var preferredFamily = AddressFamily.any
    /// Whether a local address may be bound while connections of an earlier socket linger on it.
    ///
    /// Default nil: on TCP yes, on UDP no, since there it lets two programs share a port unnoticed. The corresponding option is
    /// SO_REUSEADDR.
    public var reusesAddress: Bool?
    /// The code point of differentiated services of each packet, 0 to 63, else EINVAL; default nil: the system's, which is 0.
    ///
    /// RFC 2474; 46 is expedited forwarding (RFC 3246). The corresponding options are IP_TOS and IPV6_TCLASS.
    public var differentiatedServices: UInt8?
    /// The priority in the system's own queues, 0 to 6, else EINVAL; default nil: what the system derives from the code point.
    ///
    /// Higher goes first. The corresponding option is SO_PRIORITY, which takes more only with a privilege.
    public var priority: UInt8?
    /// The name of the only network interface that packets take, such as `eth0`; default nil: any.
    ///
    /// 1 to 15 bytes, else EINVAL; ENODEV where there is no such interface, EPERM where it needs a privilege. The corresponding
    /// option is SO_BINDTODEVICE.
    public var interface: String?

    /// The system's defaults.
    public init() {}

    private static let highestCodePoint: UInt8 = 63
    private static let highestPriority: UInt8 = 6
    /// IFNAMSIZ without the byte that ends the name.
    private static let longestInterface = 15

    /// Throws EINVAL where a value is out of range.
    ///
    /// It asks the system nothing; `bind`, `connect` and listeners call it.
    public func validate() throws(TLSError) {
        if let code = differentiatedServices, code > Self.highestCodePoint {
            throw .configuration("a code point of differentiated services (DSCP) is 0 to 63, this one is \(code)")
        }
        if let priority, priority > Self.highestPriority {
            throw .configuration("a socket's priority is 0 to 6, this one is \(priority)")
        }
        guard let interface else { return }
        let count = interface.utf8.count
        guard count >= 1, count <= Self.longestInterface, !interface.utf8.contains(0) else {
            throw .configuration("the name of an interface has 1 to 15 bytes and no zero, this one has \(count)")
        }
    }
}

/// A family of addresses of the Internet Protocol.
public enum AddressFamily: Hashable, Sendable {
    /// IPv4 and IPv6.
    case any
    /// IPv4.
    case ipv4
    /// IPv6.
    case ipv6

    /// Whether an address is of it.
    package func contains(_ address: SocketAddress) -> Bool {
        switch self {
        case .any: true
        case .ipv4: !address.isIPv6
        case .ipv6: address.isIPv6
        }
    }

    /// `IPv4`, `IPv6`, or `IP` for both.
    package var name: String {
        switch self {
        case .any: "IP"
        case .ipv4: "IPv4"
        case .ipv6: "IPv6"
        }
    }
}
