internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.serialized, .bounded) struct `Alerts between us and pion or Mbed TLS` {
    private static let serversRefusedByUs = Refusal.servers([
        .init("server-untrusted", .unknownCA, .unknownIssuer),
        .init("server-self-signed", .unknownCA, .unknownIssuer),
        .init("server-expired", .certificateExpired, .expired),
        .init("server-revoked", .certificateRevoked, .revoked),
        .init("server-wrong-name", .badCertificate, .nameMismatch),
    ]).filter(isDatagram)

    @Test(arguments: PeerProgram.allCases, serversRefusedByUs)
    func `our client tells why it refuses`(_ peer: PeerProgram, _ refusal: Refusal) throws {
        let program = try peer.server(refusal.server)
        let client = try ClientRefusal(refusal.client.configuration(.client), to: program)
        expect(client.error, client.alerts, refuses: refusal)
        #expect(try program.firstAlert(.received, PeerProgram.alerts).packed == refusal.alert.packed)
    }

    private static let clientsRefusedByMbedTLS =
        // A client without a certificate gets no alert from Mbed TLS 2.28.
        (Refusal.clients([
            .init("client-untrusted", .unknownCA, .unknownIssuer),
            .init("client-expired", .certificateExpired, .expired),
        ])
        + Refusal.withoutCommonSuite + Refusal.withUnknownIdentity
        + Refusal.withWrongKey.map { $0.says(.badRecordMac) }).filter(isDatagram)

    private static let clientsRefusedByPion =
        // A client with the wrong key gets no alert from pion 2.2, see `A wrong key over datagrams`.
        (Refusal.clients([
            .init("client-untrusted", .badCertificate, .unknownIssuer),
            .init("client-expired", .badCertificate, .expired),
        ])
        + Refusal.withoutCertificate.map { $0.says(.noCertificate) }
        + Refusal.withoutCommonSuite.map { $0.says(.insufficientSecurity) }
        + Refusal.withUnknownIdentity.map { $0.says(.internalError, .refusedByPeer) }).filter(isDatagram)

    private static let clientsRefusedByPeers =
        clientsRefusedByMbedTLS.map { (PeerProgram.mbedtls, $0) } + clientsRefusedByPion.map { (.pion, $0) }

    @Test(arguments: clientsRefusedByPeers)
    func `our client learns why it is refused`(_ peer: PeerProgram, _ refusal: Refusal) throws {
        let program = try peer.server(refusal.server)
        let client = try ClientRefusal(refusal.client.configuration(.client), to: program)
        expect(client.error, client.alerts, isRefusedBy: refusal)
        #expect(try program.firstAlert(.sent, PeerProgram.alerts).packed == refusal.alert.packed)
    }

    private static let clientsRefusedByUs =
        (Refusal.clients([
            .init("client-untrusted", .unknownCA, .unknownIssuer),
            .init("client-expired", .certificateExpired, .expired),
            .init("client-revoked", .certificateRevoked, .revoked),
        ])
        + Refusal.withoutCertificate + Refusal.withoutCommonSuite + Refusal.withUnknownIdentity
        + Refusal.withWrongKey).filter(isDatagram)

    @Test(arguments: PeerProgram.allCases, clientsRefusedByUs)
    func `our server tells why it refuses`(_ peer: PeerProgram, _ refusal: Refusal) throws {
        // A client on pion sends no certificate of an issuer that the server does not name.
        if peer == .pion, refusal.client.certificate == "client-untrusted" { return }
        var configuration = try refusal.server.configuration(.server)
        configuration.answersUnreadableFinished = true
        let server = try LoopbackServer(configuration)
        let program = try peer.client(refusal.client, server.port)
        let (error, alerts) = try nextFailure(of: server, program)
        expect(error, alerts, refuses: refusal)
        #expect(try program.firstAlert(.received, PeerProgram.alerts).packed == refusal.alert.packed)
    }

    private static let serversRefusedByPeers = PeerProgram.allCases.flatMap { peer in
        // pion says the same whatever is wrong.
        let isPrecise = peer == .mbedtls
        return Refusal.servers([
            .init("server-untrusted", isPrecise ? .unknownCA : .badCertificate, .unknownIssuer),
            .init("server-self-signed", isPrecise ? .unknownCA : .badCertificate, .unknownIssuer),
            .init("server-expired", isPrecise ? .certificateExpired : .badCertificate, .expired),
            .init("server-not-yet-valid", isPrecise ? .certificateUnknown : .badCertificate, .expired),
            .init("server-no-server-auth", isPrecise ? .unsupportedCertificate : .badCertificate, .badCertificate),
            .init("server-wrong-name", .badCertificate, .nameMismatch),
        ]).filter(isDatagram).map { (peer, $0) }
    }

    @Test(arguments: serversRefusedByPeers)
    func `our server learns why it is refused`(_ peer: PeerProgram, _ refusal: Refusal) throws {
        let server = try LoopbackServer(refusal.server.configuration(.server))
        let program = try peer.client(refusal.client, server.port)
        let (error, alerts) = try nextFailure(of: server, program)
        expect(error, alerts, isRefusedBy: refusal)
        #expect(try program.firstAlert(.sent, PeerProgram.alerts).packed == refusal.alert.packed)
    }

    private static func isDatagram(_ refusal: Refusal) -> Bool { refusal.client.kind == .datagram }
}
