internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `The verification report of a handshake` {
    static let versions: [TLSVersion] = [.tls12, .tls13, .dtls12]

    /// Which credentials of a server are refused, by which rule, and with which alert.
    static let servers: [(certificate: String, rule: VerificationRule, alert: TLSAlert.Description)] = [
        ("server-untrusted", .unknownIssuer, .unknownCA), ("server-expired", .expired, .certificateExpired),
        ("server-not-yet-valid", .notYetValid, .certificateExpired), ("server-wrong-name", .name, .badCertificate),
        ("server-no-server-auth", .extendedKeyUsage, .badCertificate), ("server-sha1", .weakSignature, .badCertificate),
        ("server-rsa-1024", .weakKey, .badCertificate), ("server-self-signed", .unknownIssuer, .unknownCA),
    ]

    @Test(arguments: servers.indices, versions) func `is in the error of a client that refuses the server`(
        _ index: Int,
        _ version: TLSVersion
    ) throws {
        let (certificate, rule, alert) = Self.servers[index]
        let link = try Self.link(version, server: certificate)
        let outcome = link.handshake()
        let error = try #require(outcome.client)
        let report = try #require(error.verificationReport)
        #expect(report.verdict == .refused)
        #expect(!report.isAuthenticated)
        #expect(report.fault?.rule == rule)
        #expect(report.fault?.depth == 0)
        #expect(report.alert == alert)
        #expect(error.sentAlert == .fatal(alert))
        #expect(outcome.server?.alert == .fatal(alert))
        #expect(error.detail.contains(report.fault?.detail ?? "?"))
        #expect(report.peerRole == .server)
        #expect(report.wantedName == "localhost")
        // The peer has no report of what this end found.
        #expect(outcome.server?.verificationReport == nil)
    }

    @Test(arguments: versions) func `is in the error of a server that refuses the client`(_ version: TLSVersion) throws
    {
        for (certificate, rule, depth) in [
            ("client-untrusted", VerificationRule.unknownIssuer, 0 as Int?), ("client-expired", .expired, 0),
            ("server", .extendedKeyUsage, 0),
        ] {
            let link = try Self.link(version, server: "server", client: certificate, clients: .required)
            let report = try #require(link.handshake().server?.verificationReport)
            #expect(report.fault?.rule == rule)
            #expect(report.fault?.depth == depth)
            #expect(report.peerRole == .client)
            #expect(report.wantedName == nil)
        }
    }

    @Test(arguments: versions) func `can be asked of an engine that accepted its peer`(_ version: TLSVersion) throws {
        let link = try Self.link(version, server: "server", client: "client", clients: .required)
        let outcome = link.handshake()
        #expect(outcome.client == nil)
        #expect(outcome.server == nil)
        let question = try #require(link.client.engine.peerQuestion)
        let certificates = try #require(link.client.engine.negotiated?.peerCertificates)
        let report = try ClientBackend(Self.client(version, nil)).report(on: certificates, question)
        #expect(report.verdict == .verified)
        #expect(report.isAuthenticated)
    }

    @Test(arguments: [TransportKind.stream, .datagram]) func `can be asked of a connected socket, at both ends`(
        _ kind: TransportKind
    ) throws {
        let reports = Mailbox<VerificationReport?>()
        let server = try LoopbackServer(.server(kind, clients: .required)) { (socket) throws(TLSError) in
            reports.put(socket.verificationReport)
            try LoopbackServer.echo(socket)
        }
        var configuration = try TLSConfiguration.client(kind, certificate: "client")
        configuration.serverName = "localhost"
        let socket = try ClientSocket(configuration)
        #expect(socket.verificationReport == nil)
        try socket.connect(to: "127.0.0.1", port: server.port)
        let own = try #require(socket.verificationReport)
        #expect(own.verdict == .verified)
        #expect(own.isAuthenticated)
        #expect(own.wantedName == "localhost")
        #expect(own.certificates.map { $0.depth } == [0, 1])
        #expect(own.clock == .system)
        try socket.send([1])
        _ = try socket.receive(atMost: 1)
        let other = try #require(reports.take() ?? nil)
        #expect(other.verdict == .verified)
        #expect(other.peerRole == .client)
        #expect(other.certificates.first?.summary.subject.contains("CN=client") == true)
        try socket.close()
        #expect(socket.verificationReport == nil)
    }

    @Test(arguments: [TransportKind.stream, .datagram]) func `is not there with pre-shared keys`(
        _ kind: TransportKind
    ) throws {
        let server = try LoopbackServer(.psk(kind))
        let socket = try ClientSocket(.psk(kind))
        try socket.connect(to: "127.0.0.1", port: server.port)
        #expect(socket.verificationReport == nil)
        try socket.close()
    }

    @Test func `is not there for a failure of another kind`() throws {
        var configuration = try TLSConfiguration.client(.stream)
        configuration.versions = [.tls12]
        var server = try TLSConfiguration.server(.stream)
        server.versions = [.tls13]
        let outcome = try Link(ClientBackend(configuration), ServerBackend(server)).handshake()
        #expect(outcome.client != nil)
        #expect(outcome.client?.verificationReport == nil)
        #expect(outcome.server?.verificationReport == nil)
    }

    private static func client(_ version: TLSVersion, _ certificate: String?) throws -> TLSConfiguration {
        let kind: TransportKind = version.isDatagram ? .datagram : .stream
        var configuration = try TLSConfiguration.client(kind, certificate: certificate)
        configuration.versions = [version]
        return configuration
    }

    private static func link(
        _ version: TLSVersion,
        server: String,
        client: String? = nil,
        clients: ClientCertificatePolicy = .none
    ) throws -> Link<ClientBackend, ServerBackend> {
        let kind: TransportKind = version.isDatagram ? .datagram : .stream
        var own = try TLSConfiguration.server(kind, certificate: server, clients: clients)
        own.versions = [version]
        return try Link(ClientBackend(Self.client(version, client)), ServerBackend(own))
    }
}
