internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.serialized, .bounded) struct `HTTPS with Apache's httpd` {
    private static let versions: [TLSVersion] = [.tls12, .tls13]
    private static let body = digits(1 << 20)
    private static let request = Array("GET /body HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)

    @Test(arguments: versions, ["client", "client-rsa"])
    func `a client with a certificate gets the whole body`(_ version: TLSVersion, _ certificate: String) throws {
        let program = try ApacheProgram.server(Self.orders(version), body: Self.body)
        let orders = Orders(version: version, certificate: certificate)
        let socket = try connect(orders.configuration(.client), to: program)
        #expect(socket.negotiated?.version == version)
        #expect(try socket.negotiated?.peerCertificates.first == Certificates.bytes("server.der"))
        try socket.send(Self.request)
        let answer = try socket.receiveAll(.max)
        #expect(answer.starts(with: Array("HTTP/1.1 200 OK\r\n".utf8)))
        #expect(answer.suffix(Self.body.count).elementsEqual(Self.body))
        #expect(answer.count < Self.body.count + 1_000)
        // Nothing was cut off: the end of the answer is the peer's own word.
        #expect(socket.alerts.lastReceived == .closeNotify)
        try socket.close()
    }

    private static let refusedByUs = Refusal.servers([
        .init("server-untrusted", .unknownCA, .unknownIssuer),
        .init("server-expired", .certificateExpired, .expired),
        .init("server-revoked", .certificateRevoked, .revoked),
        .init("server-wrong-name", .badCertificate, .nameMismatch),
    ]).filter { $0.client.kind == .stream }

    @Test(arguments: refusedByUs)
    func `a client tells why it refuses`(_ refusal: Refusal) throws {
        let program = try ApacheProgram.server(refusal.server, body: Self.body)
        let client = try ClientRefusal(refusal.client.configuration(.client), to: program)
        expect(client.error, client.alerts, refuses: refusal)
        #expect(try program.firstAlert(.received, ApacheProgram.alerts).packed == refusal.alert.packed)
    }

    private static let refusedByProgram =
        (Refusal.withoutCertificate
        + Refusal.clients([
            .init("client-untrusted", .unknownCA, .unknownIssuer),
            .init("client-expired", .certificateExpired, .expired),
            .init("client-revoked", .certificateRevoked, .revoked),
        ])).filter { $0.client.kind == .stream } + Refusal.withoutCommonVersion

    @Test(arguments: refusedByProgram)
    func `a client learns why it is refused`(_ refusal: Refusal) throws {
        let program = try ApacheProgram.server(refusal.server, body: Self.body)
        let client = try ClientRefusal(refusal.client.configuration(.client), to: program)
        expect(client.error, client.alerts, isRefusedBy: refusal)
        try program.wait(for: "AH02008: SSL library error 1 in handshake")
    }

    private static func orders(_ version: TLSVersion) -> Orders {
        Orders(version: version, certificate: "server", requiresClientCertificate: true)
    }
}
