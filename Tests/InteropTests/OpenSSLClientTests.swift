internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.timeLimit(.minutes(1))) struct `A server of openssl s_client` {
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
}
