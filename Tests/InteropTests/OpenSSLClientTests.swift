internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.serialized, .bounded) struct `A server of openssl s_client` {
    @Test(arguments: Meeting.all)
    func `shakes hands, receives and sends`(_ meeting: Meeting) throws {
        let server = try LoopbackServer(meeting.server.configuration(.server))
        let program = try OpenSSLProgram.client(meeting.client, server.port)
        program.write("1 there and back\n")
        try program.wait(for: "1 there and back")
        program.closeInput()
        guard case .served(let negotiated, let alerts) = server.nextOutcome() else {
            Issue.record("the server failed")
            return
        }
        expect(negotiated, fits: meeting, as: .server)
        #expect(alerts.lastReceived == .closeNotify)
    }

    @Test(arguments: Refusal.versions)
    func `says good-bye with close_notify`(_ version: TLSVersion) throws {
        let configuration = try Orders(version: version).configuration(.server)
        let server = try LoopbackServer(configuration) { (socket) throws(TLSError) in
            try socket.send(try socket.receive(atMost: 100))
        }
        let program = try OpenSSLProgram.client(Orders(version: version), server.port)
        program.write("1 there and back\n")
        try program.wait(for: "1 there and back")
        #expect(try program.firstAlert(.received, OpenSSLProgram.alerts).packed == TLSAlert.closeNotify.packed)
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `tells a killed peer from one that closed`(_ version: TLSVersion) throws {
        let server = try LoopbackServer(Orders(version: version).configuration(.server))
        let program = try OpenSSLProgram.client(Orders(version: version), server.port)
        program.write("1 there and back\n")
        try program.wait(for: "1 there and back")
        program.end()
        let (error, alerts) = try nextFailure(of: server, program)
        #expect(error.reason.name == "truncatedStream")
        #expect(alerts.lastReceived == nil)
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `receives and sends a MiB`(_ version: TLSVersion) throws {
        let server = try LoopbackServer(Orders(version: version).configuration(.server))
        let program = try OpenSSLProgram.client(Orders(version: version, isTraced: false), server.port)
        let bytes = digits(1 << 20)
        program.write(bytes)
        try program.wait(for: bytes)
    }
}
