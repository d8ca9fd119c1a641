internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.serialized, .bounded) struct `CoAP with libcoap` {
    private static let suites: [CipherSuite] = [.TLS_PSK_WITH_AES_128_CCM_8, .TLS_PSK_WITH_AES_128_GCM_SHA256]

    @Test(arguments: suites)
    func `a client pings coap-server-gnutls and gets its root`(_ suite: CipherSuite) throws {
        let orders = Orders(version: .dtls12, key: .init(), suite: suite)
        let program = try CoAPProgram.server(orders)
        let socket = try connect(orders.configuration(.client), to: program)
        #expect(socket.negotiated?.cipherSuite == suite)
        let reset = try Self.answer(to: .ping(0x1234), over: socket)
        #expect(reset == CoAPMessage(kind: .reset, code: .empty, identifier: 0x1234))
        let answer = try Self.answer(to: .get(0x1235, token: [7, 8]), over: socket)
        #expect(answer == CoAPMessage.get(0x1235, token: [7, 8]).answered(with: answer.payload))
        #expect(String(decoding: answer.payload, as: UTF8.self).hasPrefix("This is a test server made with libcoap"))
        try socket.close()
        #expect(socket.alerts.records.map(\.alert) == [.closeNotify])
        // Only an authentic close_notify ends a session of the library at once.
        try program.wait(for: "session disconnected (reason 3)")
    }

    @Test func `a client suspects the key as soon as coap-server-gnutls gives up`() throws {
        let orders = Orders(version: .dtls12, key: .init(), suite: .TLS_PSK_WITH_AES_128_CCM_8)
        let program = try CoAPProgram.server(orders)
        var configuration = try orders.with { $0.key?.bytes = Array("another key".utf8) }.configuration(.client)
        // Longer than the five seconds after which it says close_notify in the clear.
        configuration.handshakeTimeouts = try HandshakeTimeouts(minimum: .seconds(1), maximum: .seconds(16))
        let client = try ClientRefusal(configuration, to: program)
        #expect(client.error.reason == .likelyWrongKey, "\(client.error)")
        #expect(client.error.alert == .closeNotify)
        #expect(client.alerts.records.map(\.alert) == [.closeNotify])
    }

    @Test(arguments: CoAPProgram.Library.allCases, suites)
    func `a server answers coap-client`(_ library: CoAPProgram.Library, _ suite: CipherSuite) throws {
        let orders = Orders(version: .dtls12, key: .init(), suite: suite)
        let server = try LoopbackServer(orders.configuration(.server), serve: Self.answer)
        let program = try CoAPProgram.client(library, orders, server.port)
        try program.wait(for: "22.5 degrees")
        guard case .served(let negotiated, let alerts) = server.nextOutcome() else {
            Issue.record("the server failed: \(program.printed.text.suffix(2_000))")
            return
        }
        #expect(negotiated.cipherSuite == suite)
        #expect(negotiated.pskIdentity == Array(TLSConfiguration.testIdentity.utf8))
        #expect(alerts.records.map(\.alert) == [.closeNotify])
        #expect(try program.waitForEnd() == 0)
    }

    private static let refusals = (Refusal.withUnknownIdentity + Refusal.withWrongKey + Refusal.withoutCommonSuite)
        .filter { $0.client.kind == .datagram }
        .map { refusal in
            refusal.with { if $0.client.key == nil { $0.client.key = Orders.Key() } }
        }

    @Test(arguments: CoAPProgram.Library.allCases, refusals)
    func `a server tells coap-client why it refuses`(_ library: CoAPProgram.Library, _ refusal: Refusal) throws {
        var configuration = try refusal.server.configuration(.server)
        configuration.answersUnreadableFinished = true
        let server = try LoopbackServer(configuration)
        let program = try CoAPProgram.client(library, refusal.client, server.port)
        let (error, alerts) = try nextFailure(of: server, program)
        expect(error, alerts, refuses: refusal)
        try program.wait(for: CoAPProgram.words(for: refusal.alert, of: library))
    }

    /// Sends a confirmable message again until it is answered (RFC 7252, 4.2): libcoap 4.3.1 answers no ping within a quarter
    /// of a second of its start.
    private static func answer(to message: CoAPMessage, over socket: ClientSocket) throws -> CoAPMessage {
        socket.receiveTimeout = .milliseconds(500)
        for _ in 0..<40 {
            try socket.send(message.bytes)
            do throws(TLSError) {
                while let answer = CoAPMessage(try socket.receive(atMost: 1_500)) {
                    if answer.identifier == message.identifier { return answer }
                }
            } catch {
                guard error.reason == .timedOut else { throw error }
            }
        }
        throw Program.Failure(description: "coap-server-gnutls did not answer \(message)")
    }

    /// Answers requests until the client says good-bye.
    private static func answer(_ socket: ServerSocket) throws(TLSError) {
        while true {
            let bytes = try socket.receive(atMost: 1_500)
            guard let request = CoAPMessage(bytes), request.code == .get else { return }
            try socket.send(request.answered(with: Array("22.5 degrees".utf8)).bytes)
        }
    }
}
