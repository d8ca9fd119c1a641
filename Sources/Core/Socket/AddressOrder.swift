/// In which order the addresses of a host are tried.
///
/// It is a function of its values: no name server and no route has a part in it.
package struct AddressOrder: Sendable {
    /// The only family that is tried.
    package var family = AddressFamily.any
    /// The family that is tried first.
    package var preferredFamily = AddressFamily.any
    /// The address that goes before all others, if the host still has it.
    package var preferredEndpoint: SocketAddress?

    /// The order that the name server gave.
    package init() {}

    /// The order of a socket with these options, bound to a local address or not.
    package init(_ options: SocketOptions, preferring endpoint: SocketAddress?, boundTo local: SocketAddress?) {
        family = options.family
        preferredFamily = options.preferredFamily
        preferredEndpoint = endpoint
        guard let local else { return }
        family = local.isIPv6 ? .ipv6 : .ipv4
    }

    /// The addresses that are to be tried, each at its place; within the groups the given order stays.
    ///
    /// An endpoint that the host does not have is not tried: it may belong to somebody else by now.
    package func sorted(_ addresses: [SocketAddress]) -> [SocketAddress] {
        let usable = addresses.filter { family.contains($0) }
        let first = usable.filter { $0 == preferredEndpoint }.prefix(1)
        let others = usable.filter { $0 != preferredEndpoint }
        return first + others.filter { preferredFamily.contains($0) } + others.filter { !preferredFamily.contains($0) }
    }
}
