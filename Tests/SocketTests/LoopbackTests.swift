internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `A socket on loopback` {
    @Test func `talks DTLS with a pre-shared key to a listener, cookie included`() throws {
        let server = try LoopbackServer(.psk())
        let socket = try ClientSocket(.psk())
        try socket.connect(to: "localhost", port: server.port)
        #expect(socket.state == .connected)
        try socket.send([1, 2, 3])
        #expect(try socket.receive(atMost: 100) == [1, 2, 3])
        try socket.close()
        #expect(socket.state == .closed)
        guard case .served(let negotiated, let alerts) = server.nextOutcome() else {
            Issue.record("the server failed")
            return
        }
        #expect(negotiated.pskIdentity == Array("device".utf8))
        #expect(alerts.lastReceived == .closeNotify)
    }

    @Test func `talks TLS with certificates to a listener`() throws {
        let server = try LoopbackServer(.server(.stream, clients: .required))
        let socket = try ClientSocket(.client(.stream, certificate: "client"))
        try socket.connect(to: "localhost", port: server.port)
        let bytes = [UInt8](repeating: 7, count: 100_000)
        try socket.send(bytes)
        var received: [UInt8] = []
        while received.count < bytes.count { received += try socket.receive(atMost: 65_536) }
        #expect(received == bytes)
        try socket.close()
        guard case .served = server.nextOutcome() else {
            Issue.record("the server failed")
            return
        }
    }
}
