internal import CSystemCalls

extension Descriptor {
    /// Records are made to be sent at once.
    ///
    /// The corresponding option is TCP_NODELAY.
    func setNoDelay() {
        set(CInt(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    func setReuseAddress() {
        set(SOL_SOCKET, SO_REUSEADDR, 1)
    }

    /// Whether an IPv6 socket takes IPv4 too.
    ///
    /// The corresponding option is IPV6_V6ONLY.
    func setTakesIPv4(_ takes: Bool) {
        set(CInt(IPPROTO_IPV6), IPV6_V6ONLY, takes ? 0 : 1)
    }

    /// What the route to the peer of a connected socket carries, in bytes of IP; nil where the system does not know.
    func pathMaximumTransmissionUnit(isIPv6: Bool) -> Int? {
        let value =
            isIPv6
            ? option(CInt(IPPROTO_IPV6), IPV6_MTU)
            : option(CInt(IPPROTO_IP), IP_MTU)
        return value.map(Int.init)
    }
}
