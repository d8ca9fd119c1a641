internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.serialized, .bounded) struct `A client of openssl s_server` {
    @Test(arguments: Meeting.all)
    func `shakes hands, sends and receives`(_ meeting: Meeting) throws {
        let program = try OpenSSLProgram.server(meeting.server)
        let socket = try connect(meeting.client.configuration(.client), to: program)
        expect(socket.negotiated, fits: meeting, as: .client)
        try socket.send(Array("1 to the program\n".utf8))
        try program.wait(for: "1 to the program")
        program.write("2 from the program\n")
        #expect(try socket.receiveAll(19) == Array("2 from the program\n".utf8))
        try socket.close()
    }

    @Test(arguments: Refusal.versions)
    func `says good-bye with close_notify`(_ version: TLSVersion) throws {
        let program = try OpenSSLProgram.server(Orders(version: version, certificate: "server"))
        let socket = try connect(Orders(version: version).configuration(.client), to: program)
        try socket.close()
        #expect(try program.firstAlert(.received, OpenSSLProgram.alerts).packed == TLSAlert.closeNotify.packed)
        #expect(socket.alerts.lastSent == .closeNotify)
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `tells a killed peer from one that closed`(_ version: TLSVersion) throws {
        let program = try OpenSSLProgram.server(Orders(version: version, certificate: "server"))
        let socket = try connect(Orders(version: version).configuration(.client), to: program)
        // What it has not read when it is killed would make the system reset the connection.
        try socket.send(Array("1 to the program\n".utf8))
        try program.wait(for: "1 to the program")
        program.end()
        let error = #expect(throws: TLSError.self) { try socket.receive(atMost: 1) }
        #expect(error?.reason.name == "truncatedStream")
        #expect(socket.alerts.lastReceived == nil)
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `sees the end where the peer closes`(_ version: TLSVersion) throws {
        // Its commands `q` and `Q` end the connection without a word; the line CLOSE that a client sends to -rev does not.
        let orders = Orders(version: version, certificate: "server", extra: ["-rev"])
        let program = try OpenSSLProgram.server(orders)
        let socket = try connect(Orders(version: version).configuration(.client), to: program)
        try socket.send(Array("CLOSE\n".utf8))
        #expect(try socket.receive(atMost: 1) == [])
        #expect(socket.alerts.lastReceived == .closeNotify)
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `sends and receives a MiB`(_ version: TLSVersion) throws {
        let program = try OpenSSLProgram.server(Orders(version: version, certificate: "server", isTraced: false))
        let socket = try connect(Orders(version: version).configuration(.client), to: program)
        let bytes = digits(1 << 20)
        try socket.send(bytes)
        try program.wait(for: bytes)
        program.write(bytes)
        #expect(try socket.receiveAll(bytes.count) == bytes)
        try socket.close()
    }
}
