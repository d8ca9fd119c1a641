internal import SecureSockets
internal import TestSupport
internal import Testing

/// Over datagrams a Finished that cannot be opened is dropped, so a wrong key shows as silence at one point.
@Suite(.serialized, .bounded) struct `A wrong key over datagrams` {
    private static let refusal = Refusal.withWrongKey.first { $0.client.kind == .datagram }

    @Test(arguments: [OpenSSLProgram.server, GnuTLSProgram.server, CoAPProgram.server, PeerProgram.pion.server])
    func `makes the client of a program suspect the key`(_ server: @Sendable (Orders) throws -> Program) throws {
        let refusal = try #require(Self.refusal)
        let program = try server(refusal.server)
        var configuration = try refusal.client.configuration(.client)
        configuration.handshakeTimeouts = try HandshakeTimeouts(
            minimum: .milliseconds(250),
            maximum: .seconds(1)
        )
        let client = try ClientRefusal(configuration, to: program)
        expectSuspicion(client.error, client.alerts)
    }

    @Test(arguments: [
        OpenSSLProgram.client, GnuTLSProgram.client, PeerProgram.pion.client, PeerProgram.mbedtls.client,
    ])
    func `makes the server of a program suspect the key`(
        _ client: @Sendable (Orders, UInt16) throws -> Program
    ) throws {
        let refusal = try #require(Self.refusal)
        var configuration = try refusal.server.configuration(.server)
        configuration.handshakeTimeouts = try HandshakeTimeouts(
            minimum: .milliseconds(250),
            maximum: .seconds(1)
        )
        let server = try LoopbackServer(configuration)
        let program = try client(refusal.client, server.port)
        let (error, alerts) = try nextFailure(of: server, program)
        expectSuspicion(error, alerts)
    }

    private func expectSuspicion(_ error: TLSError, _ alerts: AlertLog) {
        #expect(error.systemCode == .timedOut, "\(error)")
        #expect(error.reason == .likelyWrongKey, "\(error)")
        #expect(error.phase == .handshake)
        #expect(alerts.records.isEmpty)
    }
}
