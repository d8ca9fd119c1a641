internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.serialized, .bounded) struct `Alerts between a server and openssl s_client` {
    private static let refusedByUs =
        Refusal.clients([
            .init("client-untrusted", .unknownCA, .unknownIssuer),
            .init("client-expired", .certificateExpired, .expired),
            .init("client-revoked", .certificateRevoked, .revoked),
            .init("server", .badCertificate, .badCertificate),
        ])
        + Refusal.withoutCertificate + Refusal.withoutCommonSuite + Refusal.withoutCommonVersion
        + Refusal.withoutCommonProtocol + Refusal.withUnknownIdentity + Refusal.withWrongKey
        + Refusal.ofOldClients

    @Test(arguments: refusedByUs)
    func `the server tells why it refuses`(_ refusal: Refusal) throws {
        var configuration = try refusal.server.configuration(.server)
        configuration.answersUnreadableFinished = true
        let server = try LoopbackServer(configuration)
        let program = try OpenSSLProgram.client(refusal.client, server.port)
        let (error, alerts) = try nextFailure(of: server, program)
        expect(error, alerts, refuses: refusal)
        #expect(try program.firstAlert(.received, OpenSSLProgram.alerts).packed == refusal.alert.packed)
    }

    private static let refusedByProgram = Refusal.servers([
        .init("server-untrusted", .unknownCA, .unknownIssuer),
        .init("server-self-signed", .unknownCA, .unknownIssuer),
        .init("server-expired", .certificateExpired, .expired),
        .init("server-not-yet-valid", .badCertificate, .expired),
        .init("server-revoked", .certificateRevoked, .revoked),
        .init("server-wrong-name", .badCertificate, .nameMismatch),
        .init("server-no-server-auth", .unsupportedCertificate, .badCertificate),
    ])

    @Test(arguments: refusedByProgram)
    func `the server learns why it is refused`(_ refusal: Refusal) throws {
        let server = try LoopbackServer(refusal.server.configuration(.server))
        let program = try OpenSSLProgram.client(refusal.client, server.port)
        let (error, alerts) = try nextFailure(of: server, program)
        expect(error, alerts, isRefusedBy: refusal)
        #expect(try program.firstAlert(.sent, OpenSSLProgram.alerts).packed == refusal.alert.packed)
    }
}
