internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair) struct `A handshake in memory` {
    @Test func `with a pre-shared key over datagrams completes and carries data`() throws {
        var configuration = TLSConfiguration.psk()
        configuration.cipherSuites = [.TLS_PSK_WITH_AES_128_CCM_8]
        let link = try Link(ClientBackend(configuration), ServerBackend(configuration))
        let outcome = link.handshake()
        #expect(outcome.client == nil)
        #expect(outcome.server == nil)
        #expect(link.client.engine.negotiated?.cipherSuite == .TLS_PSK_WITH_AES_128_CCM_8)
        #expect(link.server.engine.negotiated?.pskIdentity == Array("device".utf8))
        try link.client.engine.write([1, 2, 3].span)
        link.deliverFromClient()
        #expect(try link.server.readAll().data == [[1, 2, 3]])
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `with a server that asks for a certificate completes without one`(_ kind: TransportKind) throws {
        let link = try Link(ClientBackend(.client(kind)), ServerBackend(.server(kind, clients: .requested)))
        let outcome = link.handshake()
        #expect(outcome.client == nil)
        #expect(outcome.server == nil)
        #expect(link.server.engine.negotiated?.peerCertificates == [])
    }

    @Test(arguments: ["server-sha1", "server-rsa-1024"])
    func `with a weak certificate is refused`(_ certificate: String) throws {
        let link = try Link(
            ClientBackend(.client(.stream)),
            ServerBackend(.server(.stream, certificate: certificate))
        )
        #expect(link.handshake().client?.reason == .badCertificate)
    }

    @Test(arguments: ["server-expired", "server-not-yet-valid"])
    func `goes by the clock that is supplied`(_ certificate: String) throws {
        let midOf2020: Int64 = 1_593_561_600
        for (clock, isAccepted) in [
            (VerificationClock.disabled, true), (.supplied { midOf2020 }, certificate == "server-expired"),
        ] {
            var configuration = try TLSConfiguration.client(.datagram)
            configuration.verification.clock = clock
            let link = try Link(
                ClientBackend(configuration),
                ServerBackend(.server(.datagram, certificate: certificate))
            )
            let outcome = link.handshake()
            #expect(outcome.client?.reason == (isAccepted ? nil : .expired))
            #expect(outcome.server?.alert == (isAccepted ? nil : .fatal(.certificateExpired)))
        }
    }

    @Test func `accepts any certificate where verification is switched off by name`() throws {
        var configuration = TLSConfiguration.stream()
        configuration.verification = .disabled
        let link = try Link(
            ClientBackend(configuration),
            ServerBackend(.server(.stream, certificate: "server-untrusted"))
        )
        #expect(link.handshake().client == nil)
    }

    @Test func `trusts the system's anchors, which do not include the tests' own`() throws {
        let link = try Link(ClientBackend(.stream()), ServerBackend(.server(.stream)))
        #expect(link.handshake().client?.reason == .unknownIssuer)
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `with certificates of both ends completes`(_ kind: TransportKind) throws {
        let client = try ClientBackend(.client(kind, certificate: "client"))
        let server = try ServerBackend(.server(kind, clients: .required))
        let link = try Link(client, server)
        let outcome = link.handshake()
        #expect(outcome.client == nil)
        #expect(outcome.server == nil)
        #expect(link.server.engine.negotiated?.peerCertificates.count == 1)
    }
}
