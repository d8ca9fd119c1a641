internal import SecureSockets
internal import TestSupport
internal import Testing

/// 127.0.0.1 and 127.0.0.2 stand for the two machines behind one name.
@Suite(.everyLibrary, .bounded) struct `A name with several addresses` {
    static let kinds: [TransportKind] = [.stream, .datagram]

    @Test(arguments: kinds)
    func `brings the socket back to the one that it was connected to`(_ kind: TransportKind) throws {
        let server = try TwoAddressServer(.psk(kind))
        let addresses = server.addresses
        let socket = try ClientSocket(.psk(kind))
        #expect(socket.preferredEndpoint == nil)
        for order in [addresses, addresses.reversed(), addresses] {
            socket.addressSource = AddressSource { _, _ in (0, order) }
            try socket.connect(to: "server.example", port: server.port, within: .seconds(20))
            #expect(socket.remoteAddress == addresses[0])
            #expect(socket.preferredEndpoint == addresses[0])
            try socket.close()
        }
        socket.preferredEndpoint = addresses[1]
        try socket.connect(to: "server.example", port: server.port, within: .seconds(20))
        #expect(socket.remoteAddress == addresses[1])
        try socket.close()
        // The second one is gone from the name.
        socket.addressSource = AddressSource { _, _ in (0, [addresses[0]]) }
        try socket.connect(to: "server.example", port: server.port, within: .seconds(20))
        #expect(socket.remoteAddress == addresses[0])
        #expect(socket.preferredEndpoint == addresses[0])
        try socket.close()
    }

    @Test(arguments: kinds)
    func `goes on to the next where the preferred one refuses, and stays with that`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.psk(kind))
        let port = server.port
        let socket = try ClientSocket(.psk(kind))
        // The server listens on 127.0.0.1 only.
        let gone = SocketAddress(ipv4: 0x7f00_0002, port: port)
        let there = SocketAddress(ipv4: 0x7f00_0001, port: port)
        socket.addressSource = AddressSource { _, _ in (0, [there, gone]) }
        socket.preferredEndpoint = gone
        try socket.connect(to: "server.example", port: port, within: .seconds(20))
        #expect(socket.remoteAddress == there)
        #expect(socket.preferredEndpoint == there)
        try socket.close()
    }

    @Test func `that is not reached changes nothing`() throws {
        let socket = try ClientSocket(.psk(.stream))
        let closed = try #require(RawSocket(.stream, .refusal))
        let address = SocketAddress(ipv4: 0x7f00_0001, port: closed.port)
        socket.preferredEndpoint = SocketAddress(ipv4: 0x7f00_0009, port: 1)
        socket.addressSource = AddressSource { _, _ in (0, [address]) }
        #expect(throws: TLSError.self) {
            try socket.connect(to: "server.example", port: address.port, within: .seconds(20))
        }
        #expect(socket.preferredEndpoint == SocketAddress(ipv4: 0x7f00_0009, port: 1))
    }
}

/// Echoes at two addresses of loopback with the same port until it goes.
private final class TwoAddressServer {
    let addresses: [SocketAddress]
    let port: UInt16
    private let listeners: [ServerListener]

    init(_ configuration: TLSConfiguration) throws {
        listeners = try Self.listen(configuration)
        addresses = listeners.map { $0.localAddress }
        port = addresses[0].port
        for listener in listeners {
            _ = onThread {
                while true {
                    let socket = try listener.accept()
                    _ = onThread {
                        try socket.handshake(within: .seconds(20))
                        try LoopbackServer.echo(socket)
                        try socket.close()
                    }
                }
            }
        }
    }

    deinit {
        for listener in listeners { listener.cancel() }
    }

    /// Another program may have the port at the second address: then another port is tried.
    private static func listen(_ configuration: TLSConfiguration) throws -> [ServerListener] {
        var attempts = 0
        while true {
            let first = try ServerListener(configuration, host: "127.0.0.1", port: 0)
            attempts += 1
            do throws(TLSError) {
                return [first, try ServerListener(configuration, host: "127.0.0.2", port: first.localAddress.port)]
            } catch {
                guard error.systemCode == .addressInUse, attempts < 20 else { throw error }
            }
        }
    }
}
