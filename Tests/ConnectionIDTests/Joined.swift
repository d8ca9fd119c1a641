internal import SecureSockets
internal import TestSupport
internal import Testing

/// A client and its socket at a listener, with a relay between them that can change what the server sees of the client's address.
final class Joined {
    let listener: ServerListener
    let relay: Relay
    let client: ClientSocket
    let server: ServerSocket

    /// `length` is that of the server's connection IDs; the client has none, and lets the server have one.
    init(length: Int = 8, _ change: (inout ConnectionIDOptions) -> Void = { _ in }) throws {
        var configuration = TLSConfiguration.psk(connectionID: length)
        if var options = configuration.connectionIDs {
            change(&options)
            configuration.connectionIDs = options
        }
        let listener = try ServerListener(configuration, host: "127.0.0.1", port: 0)
        let relay = try #require(Relay(before: listener.localAddress.port))
        let client = try ClientSocket(.psk(connectionID: 0))
        let port = relay.port
        let ending = onThread { try client.connect(to: "127.0.0.1", port: port) }
        let accepted = Mailbox<ServerSocket>()
        let serving = onThread {
            let socket = try listener.accept(within: .seconds(20))
            try socket.handshake(within: .seconds(20))
            accepted.put(socket)
        }
        #expect(relay.pass { ending.count > 0 && serving.count > 0 })
        #expect(ending.take()?.error == nil)
        #expect(serving.take()?.error == nil)
        (self.listener, self.relay, self.client) = (listener, relay, client)
        server = try #require(accepted.take())
        client.receiveTimeout = .seconds(20)
        server.receiveTimeout = .seconds(20)
    }

    /// One message to the server and one back.
    func exchange(_ number: UInt8) throws {
        try client.send([number])
        relay.pass()
        #expect(try server.receive(atMost: 9) == [number])
        try server.send([number, number])
        relay.pass()
        #expect(try client.receive(atMost: 9) == [number, number])
    }

    /// The server sees the client at another port from now on.
    func moveClient() throws {
        #expect(relay.moveClient())
    }
}
