internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.timeLimit(.minutes(1))) struct `A client of gnutls-serv` {
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
}
