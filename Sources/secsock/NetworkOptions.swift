internal import ArgumentParser
internal import SecureSockets

/// What the sockets of both ends can be told.
struct NetworkOptions: ParsableArguments {
    @Flag(name: [.customShort("4"), .customLong("ipv4")], help: "IPv4 only.")
    var onlyIPv4 = false

    @Flag(name: [.customShort("6"), .customLong("ipv6")], help: "IPv6 only.")
    var onlyIPv6 = false

    @Flag(help: "Bind to a local address though connections of an earlier socket linger on it. Always so with TCP.")
    var reuseAddress = false

    @Option(help: ArgumentHelp("The code point of differentiated services of each packet, 0 to 63.", valueName: "code"))
    var dscp: UInt8?

    @Option(help: ArgumentHelp("The priority in the system's own queues, 0 to 6.", valueName: "number"))
    var priority: UInt8?

    @Option(help: ArgumentHelp("The only network interface that packets take, such as eth0.", valueName: "name"))
    var interface: String?

    mutating func validate() throws {
        if onlyIPv4, onlyIPv6 { throw ValidationError("Give --ipv4 or --ipv6, not both; without them both are used.") }
        do throws(TLSError) {
            try options.validate()
        } catch {
            throw ValidationError(error.detail)
        }
    }

    /// The choice as the library takes it.
    var options: SocketOptions {
        var options = SocketOptions()
        if onlyIPv4 { options.family = .ipv4 }
        if onlyIPv6 { options.family = .ipv6 }
        if reuseAddress { options.reusesAddress = true }
        options.differentiatedServices = dscp
        options.priority = priority
        options.interface = interface
        return options
    }
}

/// What a client's socket can be told besides.
struct ClientNetworkOptions: ParsableArguments {
    @OptionGroup var shared: NetworkOptions

    @Option(
        help: ArgumentHelp("The local address to come from: PORT, HOST:PORT or HOST:0.", valueName: "address"),
        transform: ListeningAddress.init(reading:)
    )
    var bind: ListeningAddress?

    @Option(help: "The family whose addresses of the host are tried first.")
    var prefer: PreferredFamily?

    @Option(
        help: ArgumentHelp("The address of the host that is tried first, as in 192.0.2.1.", valueName: "address")
    )
    var preferAddress: String?

    mutating func validate() throws {
        guard let preferAddress, SocketAddress(literal: preferAddress, port: 0) == nil else { return }
        throw ValidationError("--prefer-address takes an IP address, not \"\(preferAddress)\".")
    }

    /// Writes the choice into a socket that will connect to a port.
    func apply(to socket: TLSSocket, port: UInt16) throws(Failure) {
        var options = shared.options
        switch prefer {
        case .ipv4: options.preferredFamily = .ipv4
        case .ipv6: options.preferredFamily = .ipv6
        case nil: break
        }
        socket.options = options
        if let preferAddress { socket.preferredEndpoint = SocketAddress(literal: preferAddress, port: port) }
        guard let bind else { return }
        try library { () throws(TLSError) in try socket.bind(host: bind.host, port: bind.port) }
    }
}

/// A family of addresses to begin with.
enum PreferredFamily: String, CaseIterable, ExpressibleByArgument {
    case ipv4
    case ipv6
}
