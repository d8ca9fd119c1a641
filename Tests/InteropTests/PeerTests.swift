internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.serialized, .bounded) struct `DTLS with pion and Mbed TLS` {
    @Test(arguments: Self.meetingsOfPeers)
    func `a client shakes hands, sends and receives`(_ peer: PeerProgram, _ meeting: Meeting) throws {
        let program = try peer.server(meeting.server)
        let socket = try connect(meeting.client.configuration(.client), to: program)
        expect(socket.negotiated, fits: meeting, as: .client)
        let established = try program.event("established")
        #expect(established.suite == socket.negotiated?.cipherSuite.description)
        #expect(established.helloVerify == true)
        try socket.send(Array("there and back".utf8))
        #expect(try socket.receive(atMost: 1_500) == Array("there and back".utf8))
        #expect(try program.event("received").text == "there and back")
        try socket.close()
        #expect(try program.event("closed").by == "peer")
    }

    @Test(arguments: PeerProgram.allCases)
    func `a client sees the end where the peer closes`(_ peer: PeerProgram) throws {
        let program = try peer.server(Self.meetings[0].server)
        let socket = try connect(Self.meetings[0].client.configuration(.client), to: program)
        try socket.send(Array("close".utf8))
        #expect(try socket.receive(atMost: 1_500) == [])
        #expect(socket.alerts.lastReceived == .closeNotify)
    }

    @Test(arguments: Self.meetingsOfPeers)
    func `a server shakes hands, receives and sends`(_ peer: PeerProgram, _ meeting: Meeting) throws {
        let server = try LoopbackServer(meeting.server.configuration(.server))
        let program = try peer.client(meeting.client, server.port)
        let established = try program.event("established")
        #expect(established.helloVerify == true)
        program.write("there and back\n")
        #expect(try program.event("received").text == "there and back")
        program.closeInput()
        guard case .served(let negotiated, let alerts) = server.nextOutcome() else {
            Issue.record("the server failed: \(program.printed.text.suffix(2_000))")
            return
        }
        expect(negotiated, fits: meeting, as: .server)
        #expect(established.suite == negotiated.cipherSuite.description)
        #expect(alerts.lastReceived == .closeNotify)
    }

    @Test(arguments: PeerProgram.allCases)
    func `a server says good-bye with close_notify`(_ peer: PeerProgram) throws {
        let configuration = try Self.meetings[0].server.configuration(.server)
        let server = try LoopbackServer(configuration) { (socket) throws(TLSError) in
            try socket.send(try socket.receive(atMost: 1_500))
        }
        let program = try peer.client(Self.meetings[0].client, server.port)
        program.write("there and back\n")
        #expect(try program.event("received").text == "there and back")
        #expect(try program.event("closed").by == "peer")
    }

    private static let meetings: [Meeting] =
        [.TLS_PSK_WITH_AES_128_CCM_8, .TLS_PSK_WITH_AES_128_GCM_SHA256].map { (suite: CipherSuite) in
            let orders = Orders(version: .dtls12, key: .init(), suite: suite)
            return Meeting(description: "key, \(suite)", client: orders, server: orders)
        }
        + [
            ("P-256", "server", nil), ("P-256 of both", "server", "client"),
            ("RSA of both", "server-rsa", "client-rsa"),
        ]
        .map(certificates)

    /// pion 2.2 takes an RSA key for one that signs as its certificate was signed, here with ECDSA, and refuses it.
    private static let meetingsOfPeers = PeerProgram.allCases.flatMap { peer in
        meetings.filter { peer != .pion || $0.server.certificate != "server-rsa" }.map { (peer, $0) }
    }

    private static func certificates(_ what: String, _ server: String, _ client: String?) -> Meeting {
        let plain = Orders(version: .dtls12)
        return Meeting(
            description: what,
            client: plain.with { $0.certificate = client },
            server: plain.with { orders in
                orders.certificate = server
                orders.requiresClientCertificate = client != nil
            }
        )
    }
}
