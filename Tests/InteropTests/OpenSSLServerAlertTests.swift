internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.serialized, .bounded) struct `Alerts between a client and openssl s_server` {
    private static let refusedByUs =
        Refusal.servers([
            .init("server-untrusted", .unknownCA, .unknownIssuer),
            .init("server-self-signed", .unknownCA, .unknownIssuer),
            .init("server-expired", .certificateExpired, .expired),
            .init("server-not-yet-valid", .certificateExpired, .expired),
            .init("server-revoked", .certificateRevoked, .revoked),
            .init("server-wrong-name", .badCertificate, .nameMismatch),
            .init("server-no-server-auth", .badCertificate, .badCertificate),
        ]) + Refusal.ofOldServers

    @Test(arguments: refusedByUs)
    func `the client tells why it refuses`(_ refusal: Refusal) throws {
        let program = try OpenSSLProgram.server(refusal.server)
        let client = try ClientRefusal(refusal.client.configuration(.client), to: program)
        expect(client.error, client.alerts, refuses: refusal)
        #expect(try program.firstAlert(.received, OpenSSLProgram.alerts).packed == refusal.alert.packed)
    }

    private static let refusedByProgram =
        Refusal.clients([
            .init("client-untrusted", .unknownCA, .unknownIssuer),
            .init("client-expired", .certificateExpired, .expired),
            .init("client-revoked", .certificateRevoked, .revoked),
        ])
        + Refusal.withoutCertificate + Refusal.withoutCommonSuite + Refusal.withoutCommonVersion
        + Refusal.withoutCommonProtocol
        + Refusal.withWrongKey.filter { $0.client.kind == .stream }.map { $0.says(.illegalParameter, in: .tls13) }
        // In TLS 1.2 and DTLS it takes any identity.
        + Refusal.withUnknownIdentity.filter { $0.client.version == .tls13 }.map { refusal in
            refusal.says(.handshakeFailure, .refusedByPeer)
        }

    @Test(arguments: refusedByProgram)
    func `the client learns why it is refused`(_ refusal: Refusal) throws {
        let program = try OpenSSLProgram.server(refusal.server)
        let client = try ClientRefusal(refusal.client.configuration(.client), to: program)
        expect(client.error, client.alerts, isRefusedBy: refusal)
        #expect(try program.firstAlert(.sent, OpenSSLProgram.alerts).packed == refusal.alert.packed)
    }
}
