internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.serialized, .bounded) struct `Alerts between a client and gnutls-serv` {
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
        let program = try GnuTLSProgram.server(refusal.server)
        let client = try ClientRefusal(refusal.client.configuration(.client), to: program)
        expect(client.error, client.alerts, refuses: refusal)
        #expect(try program.firstAlert(.received, GnuTLSProgram.alerts).packed == refusal.alert.packed)
    }

    private static let refusedByProgram =
        // Its own check of certificates says access_denied, whatever is wrong.
        Refusal.clients([
            .init("client-untrusted", .accessDenied, .unknownIssuer),
            .init("client-expired", .accessDenied, .expired),
            .init("client-revoked", .accessDenied, .revoked),
        ])
        // With --udp it sends no other alert.
        + refusedByLibrary.filter { $0.client.kind == .stream }

    private static let refusedByLibrary =
        Refusal.withoutCertificate.map { $0.says(.decodeError, in: .tls12) }
        + Refusal.withoutCommonSuite
        + Refusal.withoutCommonVersion.map { $0.says(.handshakeFailure, .refusedByPeer) }
        + Refusal.withoutCommonProtocol.map { $0.with { $0.server.extra = ["--alpn-fatal"] } }
        + Refusal.withWrongKey.map { $0.says(.illegalParameter, in: .tls13) }
        // It makes up a key for an identity that it does not know, so that nobody can try identities out.
        + Refusal.withUnknownIdentity.map { refusal in
            refusal.says(refusal.client.version == .tls13 ? .illegalParameter : .badRecordMac, .likelyWrongKey)
        }

    @Test(arguments: refusedByProgram)
    func `the client learns why it is refused`(_ refusal: Refusal) throws {
        let program = try GnuTLSProgram.server(refusal.server)
        let client = try ClientRefusal(refusal.client.configuration(.client), to: program)
        expect(client.error, client.alerts, isRefusedBy: refusal)
        #expect(try program.firstAlert(.sent, GnuTLSProgram.alerts).packed == refusal.alert.packed)
    }
}
