internal import CSystemCalls

extension Descriptor {
    /// Records are made to be sent at once.
    ///
    /// The corresponding option is TCP_NODELAY.
    func setNoDelay() {
        set(CInt(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    /// Sets what was asked for, before the socket is bound or connected.
    func set(_ options: SocketOptions, _ kind: TransportKind, isIPv6: Bool) throws(TLSError) {
        try options.validate()
        // On UDP this would let a second server share the port unnoticed.
        if options.reusesAddress ?? (kind == .stream) { set(SOL_SOCKET, SO_REUSEADDR, 1) }
        if let interface = options.interface { try bind(toInterface: interface) }
        if let code = options.differentiatedServices { try setDifferentiatedServices(code, isIPv6: isIPv6) }
        // Behind the code point, which sets a priority of its own.
        setPriority(options)
    }

    /// The one option that an accepted socket does not have from the one that listens.
    func setPriority(_ options: SocketOptions) {
        guard let priority = options.priority else { return }
        // From 0 to 6 it cannot fail.
        set(SOL_SOCKET, SO_PRIORITY, CInt(priority))
    }

    private func setDifferentiatedServices(_ code: UInt8, isIPv6: Bool) throws(TLSError) {
        // The low two bits of the byte are for congestion (RFC 3168).
        let byte = CInt(code) << 2
        let isSetForIPv4 = trySet(CInt(IPPROTO_IP), IP_TOS, byte)
        // An IPv6 socket may have peers of both families.
        guard isIPv6 ? trySet(CInt(IPPROTO_IPV6), IPV6_TCLASS, byte) : isSetForIPv4 else {
            throw Self.failure(detail: "the code point \(code) of differentiated services")
        }
    }

    private func bind(toInterface name: String) throws(TLSError) {
        let bytes = Array(name.utf8) + [0]
        let status = unsafe setsockopt(number, SOL_SOCKET, SO_BINDTODEVICE, bytes, socklen_t(bytes.count))
        guard status != 0 else { return }
        let code = SystemErrorCode.current
        switch code {
        case .noDevice: throw Self.failure(code, detail: "there is no network interface " + name)
        case .notPermitted:
            let words = "to use the network interface \(name) only, this process lacks the privilege CAP_NET_RAW"
            throw Self.failure(code, detail: words)
        default: throw Self.failure(code, detail: "the network interface " + name)
        }
    }

    private func trySet(_ level: CInt, _ option: CInt, _ value: CInt) -> Bool {
        var value = value
        return unsafe setsockopt(number, level, option, &value, socklen_t(MemoryLayout<CInt>.size)) == 0
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
