internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.serialized, .bounded) struct `A client of gnutls-serv` {
    @Test(arguments: Meeting.all)
    func `shakes hands, sends and receives`(_ meeting: Meeting) throws {
        let program = try GnuTLSProgram.server(meeting.server)
        let socket = try connect(meeting.client.configuration(.client), to: program)
        expect(socket.negotiated, fits: meeting, as: .client)
        let line = Array("1 there and back\n".utf8)
        try socket.send(line)
        #expect(try socket.receiveAll(line.count) == line)
        try socket.close()
    }

    @Test(arguments: Refusal.versions)
    func `says good-bye with close_notify`(_ version: TLSVersion) throws {
        let program = try GnuTLSProgram.server(Orders(version: version, certificate: "server"))
        let socket = try connect(Orders(version: version).configuration(.client), to: program)
        try socket.close()
        #expect(try program.firstAlert(.received, GnuTLSProgram.alerts).packed == TLSAlert.closeNotify.packed)
        #expect(socket.alerts.lastSent == .closeNotify)
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `tells a killed peer from one that closed`(_ version: TLSVersion) throws {
        let program = try GnuTLSProgram.server(Orders(version: version, certificate: "server"))
        let socket = try connect(Orders(version: version).configuration(.client), to: program)
        // What it has not read when it is killed would make the system reset the connection.
        let line = Array("1 there and back\n".utf8)
        try socket.send(line)
        #expect(try socket.receiveAll(line.count) == line)
        program.end()
        let error = #expect(throws: TLSError.self) { try socket.receive(atMost: 1) }
        #expect(error?.reason.name == "truncatedStream")
        #expect(socket.alerts.lastReceived == nil)
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `receives a MiB, and sees the end where the peer closes`(_ version: TLSVersion) throws {
        let bytes = digits(1 << 20)
        let file = try TemporaryFile(bytes)
        let extra = ["--http", "--httpdata", file.path]
        let orders = Orders(version: version, certificate: "server", isTraced: false, extra: extra)
        let program = try GnuTLSProgram.server(orders)
        let socket = try connect(Orders(version: version).configuration(.client), to: program)
        try socket.send(Array("GET / HTTP/1.0\r\n\r\n".utf8))
        let received = try socket.receiveAll(bytes.count + 1_000)
        #expect(Array(received.suffix(bytes.count)) == bytes)
        #expect(socket.alerts.lastReceived == .closeNotify)
        try socket.close()
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `sends a MiB`(_ version: TLSVersion) throws {
        let program = try GnuTLSProgram.server(Orders(version: version, certificate: "server", isTraced: false))
        let socket = try connect(Orders(version: version).configuration(.client), to: program)
        let line = digits(800)
        for _ in 0..<(1 << 20) / line.count {
            try socket.send(line)
            #expect(try socket.receiveAll(line.count) == line)
        }
        try socket.close()
    }
}
