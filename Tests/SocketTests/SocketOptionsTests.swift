internal import Glibc
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `The options of a socket` {
    static let kinds: [TransportKind] = [.stream, .datagram]

    @Test(arguments: kinds)
    func `reach the system before the connection`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.psk(kind))
        let socket = try ClientSocket(.psk(kind))
        socket.options.differentiatedServices = 46
        socket.options.priority = 5
        socket.options.interface = "lo"
        socket.options.reusesAddress = true
        try socket.connect(to: "127.0.0.1", port: server.port)
        let descriptor = try #require(socket.descriptor)
        #expect(option(descriptor, IPPROTO_IP, IP_TOS) == 46 << 2)
        #expect(option(descriptor, SOL_SOCKET, SO_PRIORITY) == 5)
        #expect(option(descriptor, SOL_SOCKET, SO_REUSEADDR) == 1)
        #expect(interface(descriptor) == "lo")
        try socket.close()
        #expect(socket.options.priority == 5)
    }

    @Test(arguments: kinds)
    func `are the system's where none are set`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.psk(kind))
        let socket = try ClientSocket(.psk(kind))
        try socket.connect(to: "127.0.0.1", port: server.port)
        let descriptor = try #require(socket.descriptor)
        #expect(option(descriptor, IPPROTO_IP, IP_TOS) == 0)
        #expect(option(descriptor, SOL_SOCKET, SO_PRIORITY) == 0)
        #expect(option(descriptor, SOL_SOCKET, SO_REUSEADDR) == (kind == .stream ? 1 : 0))
        #expect(interface(descriptor) == "")
        try socket.close()
    }

    @Test(arguments: kinds)
    func `reach the system before bind, and stay when a connect has failed`(_ kind: TransportKind) throws {
        let socket = try ClientSocket(.psk(kind))
        socket.options.differentiatedServices = 8
        socket.options.reusesAddress = false
        try socket.bind(host: "127.0.0.1")
        let before = try #require(socket.descriptor)
        #expect(option(before, IPPROTO_IP, IP_TOS) == 8 << 2)
        #expect(option(before, SOL_SOCKET, SO_REUSEADDR) == 0)
        let closed = try #require(RawSocket(kind == .stream ? .stream : .datagram, .refusal))
        #expect(throws: TLSError.self) { try socket.connect(to: "127.0.0.1", port: closed.port, within: .seconds(20)) }
        #expect(socket.state == .bound)
        let after = try #require(socket.descriptor)
        #expect(option(after, IPPROTO_IP, IP_TOS) == 8 << 2)
        try socket.close()
    }

    @Test func `of a listener are those of the sockets that it accepts`() throws {
        var options = SocketOptions()
        options.differentiatedServices = 34
        options.priority = 3
        let listener = try ServerListener(.psk(.stream), host: "127.0.0.1", port: 0, options: options)
        let port = listener.localAddress.port
        let client = try ClientSocket(.psk(.stream))
        let connected = onThread { try client.connect(to: "127.0.0.1", port: port, within: .seconds(20)) }
        let accepted = try listener.accept(within: .seconds(20))
        let descriptor = try #require(accepted.descriptor)
        #expect(option(descriptor, IPPROTO_IP, IP_TOS) == 34 << 2)
        #expect(option(descriptor, SOL_SOCKET, SO_PRIORITY) == 3)
        try accepted.handshake(within: .seconds(20))
        try expectGood(connected)
    }

    @Test(arguments: kinds)
    func `choose the family of a listener on any address`(_ kind: TransportKind) throws {
        var options = SocketOptions()
        options.family = .ipv4
        let listener = try ServerListener(.psk(kind), port: 0, options: options)
        #expect(listener.localAddress.host == "0.0.0.0")
        let literal = #expect(throws: TLSError.self) {
            try ServerListener(.psk(kind), host: "::1", port: 0, options: options)
        }
        #expect(literal?.systemCode == .addressNotAvailable)
        #expect(literal?.detail == "::1 has no IPv4 address")
    }

    @Test(.enabled(if: hasIPv6), arguments: kinds)
    func `of IPv6 only leave IPv4 to others`(_ kind: TransportKind) throws {
        var options = SocketOptions()
        options.family = .ipv6
        options.differentiatedServices = 46
        let listener = try ServerListener(.psk(kind), port: 0, options: options)
        let port = listener.localAddress.port
        #expect(listener.localAddress.host == "::")
        let socket = try ClientSocket(.psk(kind))
        try socket.bind(host: "0.0.0.0", port: port)
        try socket.close()
        socket.options.family = .ipv6
        socket.options.differentiatedServices = 46
        try socket.bind()
        #expect(socket.localAddress?.host == "::")
        let descriptor = try #require(socket.descriptor)
        #expect(option(descriptor, IPPROTO_IPV6, IPV6_TCLASS) == 46 << 2)
        let error = #expect(throws: TLSError.self) {
            try socket.connect(to: "127.0.0.1", port: port, within: .seconds(20))
        }
        #expect(error?.reason == .unresolvableHost)
        #expect(error?.detail == "127.0.0.1 has no IPv6 address")
    }

    @Test(arguments: kinds)
    func `that are out of range are refused, and nothing is sent`(_ kind: TransportKind) throws {
        let wrong: [(String, (inout SocketOptions) -> Void)] = [
            (
                "a code point of differentiated services (DSCP) is 0 to 63, this one is 64",
                { $0.differentiatedServices = 64 }
            ),
            (
                "a code point of differentiated services (DSCP) is 0 to 63, this one is 255",
                { $0.differentiatedServices = 255 }
            ),
            ("a socket's priority is 0 to 6, this one is 7", { $0.priority = 7 }),
            ("the name of an interface has 1 to 15 bytes and no zero, this one has 0", { $0.interface = "" }),
            (
                "the name of an interface has 1 to 15 bytes and no zero, this one has 16",
                { $0.interface = "sixteen-letters0" }
            ),
            ("the name of an interface has 1 to 15 bytes and no zero, this one has 4", { $0.interface = "lo\0x" }),
        ]
        for (words, change) in wrong {
            var options = SocketOptions()
            change(&options)
            let socket = try ClientSocket(.psk(kind))
            socket.options = options
            for attempt in [{ try socket.connect(to: "127.0.0.1", port: 1) }, { try socket.bind() }] {
                let error = #expect(throws: TLSError.self) { try attempt() }
                #expect(error?.reason == .invalidConfiguration)
                #expect(error?.systemCode == .invalidArgument)
                #expect(error?.detail == words)
                #expect(socket.state == .closed)
            }
            let error = #expect(throws: TLSError.self) { try ServerListener(.psk(kind), port: 0, options: options) }
            #expect(error?.detail == words)
        }
    }

    @Test(arguments: kinds)
    func `name an interface that is not there`(_ kind: TransportKind) throws {
        let socket = try ClientSocket(.psk(kind))
        socket.options.interface = "no-such-one"
        let error = #expect(throws: TLSError.self) { try socket.connect(to: "127.0.0.1", port: 1) }
        #expect(error?.systemCode == .noDevice)
        #expect(error?.reason == .network)
        #expect(error?.detail == "there is no network interface no-such-one")
        #expect(socket.state == .closed)
        let other = #expect(throws: TLSError.self) {
            try ServerListener(.psk(kind), host: "127.0.0.1", port: 0, options: socket.options)
        }
        #expect(other?.systemCode == .noDevice)
    }

    @Test func `take the limits of their ranges`() throws {
        let socket = try ClientSocket(.psk())
        for (code, priority) in [(0, 0), (63, 6)] as [(UInt8, UInt8)] {
            socket.options.differentiatedServices = code
            socket.options.priority = priority
            try socket.bind(host: "127.0.0.1")
            let descriptor = try #require(socket.descriptor)
            #expect(option(descriptor, IPPROTO_IP, IP_TOS) == CInt(code) << 2)
            #expect(option(descriptor, SOL_SOCKET, SO_PRIORITY) == CInt(priority))
            try socket.close()
        }
    }

    private static var hasIPv6: Bool {
        let socket = try? ClientSocket(.psk())
        return (try? socket?.bind(host: "::1")) != nil
    }

    private func option(_ descriptor: Int32, _ level: some BinaryInteger, _ name: CInt) -> CInt? {
        var value: CInt = -1
        var length = socklen_t(MemoryLayout<CInt>.size)
        return unsafe getsockopt(descriptor, CInt(level), name, &value, &length) == 0 ? value : nil
    }

    private func interface(_ descriptor: Int32) -> String? {
        var name = [UInt8](repeating: 0, count: 16)
        var length = socklen_t(name.count)
        guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, &name, &length) == 0 else { return nil }
        return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    }
}
