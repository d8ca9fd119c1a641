internal import SecureSockets
internal import TestSupport
internal import Testing

/// What the end of a handshake says, at both ends.
@Suite(.everyPair) struct `A handshake with TLSA records` {
    static let versions: [TLSVersion] = [.tls12, .tls13, .dtls12]

    private static func client(_ version: TLSVersion, _ records: [TLSARecord]) throws -> TLSConfiguration {
        var configuration = try TLSConfiguration.client(version.isDatagram ? .datagram : .stream)
        configuration.versions = [version]
        configuration.verification.tlsaRecords = records
        return configuration
    }

    private static func link(
        _ version: TLSVersion,
        _ client: TLSConfiguration,
        _ certificate: String,
        chain: String? = nil
    ) throws -> Link<ClientBackend, ServerBackend> {
        let kind: TransportKind = version.isDatagram ? .datagram : .stream
        var server = try TLSConfiguration.server(kind, certificate: certificate, chain: chain)
        server.versions = [version]
        return try Link(ClientBackend(client), ServerBackend(server))
    }

    @Test(arguments: versions) func `that match completes, of each usage`(_ version: TLSVersion) throws {
        for record in [
            try TLSARecord.of("ca", 0), try .of("server-intermediate", 1), try .of("intermediate", 2),
            try .of("ca", 2, 0, 0), try .of("ca", 2, 1, 0), try .of("server-intermediate", 3, 1),
        ] {
            let link = try Self.link(
                version,
                Self.client(version, [record]),
                "server-intermediate",
                chain: "server-intermediate.chain.pem"
            )
            let outcome = link.handshake()
            #expect(outcome.client == nil, "\(record.text)")
            #expect(outcome.server == nil, "\(record.text)")
        }
    }

    @Test(arguments: versions) func `that do not match ends with bad_certificate`(_ version: TLSVersion) throws {
        for record in [
            try TLSARecord.of("other-ca", 0), try .of("server-rsa", 1), try .of("other-ca", 2),
            try .of("server-rsa", 3, 1),
        ] {
            let link = try Self.link(version, Self.client(version, [record]), "server")
            let outcome = link.handshake()
            #expect(outcome.client?.reason == .tlsaMismatch, "\(record.text)")
            #expect(outcome.client?.sentAlert == .fatal(.badCertificate), "\(record.text)")
            let report = outcome.client?.verificationReport
            #expect(report?.fault?.rule == .tlsa)
            #expect(report?.alert?.rawValue == 42)
            #expect(report?.records.map { $0.record } == [record])
            #expect(report?.records.first?.why != nil)
            #expect(outcome.server?.alert == .fatal(.badCertificate), "\(record.text)")
            #expect(outcome.server?.reason == .refusedByPeer)
        }
    }

    @Test(arguments: versions) func `of usage 3 takes a certificate that nothing else would`(_ version: TLSVersion)
        throws
    {
        for certificate in ["server-expired", "server-self-signed", "server-wrong-name"] {
            let client = try Self.client(version, [.of(certificate, 3, 1)])
            #expect(try Self.link(version, client, certificate).handshake().isComplete, "\(certificate)")
        }
        let client = try Self.client(version, [.of("ca", 2, 0, 0)])
        let outcome = try Self.link(version, client, "server-expired").handshake()
        #expect(outcome.client?.reason == .expired)
        #expect(outcome.server?.alert == .fatal(.certificateExpired))
    }

    @Test(arguments: versions) func `that is opportunistic verifies where it can`(_ version: TLSVersion) throws {
        for (records, isComplete) in [
            ([], true), ([try TLSARecord.of("ca", 1)], true), ([try .of("server-untrusted", 3)], true),
            ([try .of("ca", 2, 0, 0)], false), ([try .of("server", 3)], false),
        ] {
            var client = try Self.client(version, records)
            client.verification.isEnabled = false
            client.verification.isOpportunistic = true
            let outcome = try Self.link(version, client, "server-untrusted").handshake()
            #expect(outcome.isComplete == isComplete)
            #expect(outcome.client?.reason == (isComplete ? nil : .tlsaMismatch))
            #expect(outcome.server?.alert == (isComplete ? nil : .fatal(.badCertificate)))
        }
    }

    @Test func `goes by the records that the engine has when it begins`() throws {
        let link = try Self.link(.tls13, Self.client(.tls13, [.of("server-rsa", 3)]), "server")
        link.client.engine.tlsaRecords = [try .of("server", 3)]
        #expect(link.handshake().isComplete)
        let other = try Self.link(.tls13, Self.client(.tls13, [.of("server", 3)]), "server")
        other.client.engine.tlsaRecords = [try .of("server-rsa", 3)]
        #expect(other.handshake().client?.reason == .tlsaMismatch)
    }

    @Test func `is not one of a server: it ignores them`() throws {
        var server = try TLSConfiguration.server(.stream, clients: .required)
        server.verification.tlsaRecords = [try .of("other-ca", 3)]
        let link = try Link(ClientBackend(.client(.stream, certificate: "client")), ServerBackend(server))
        #expect(link.handshake().isComplete)
    }

    @Test func `is refused before it begins where verification is off`() throws {
        var client = try Self.client(.tls13, [.of("server", 3)])
        client.verification.isEnabled = false
        let error = #expect(throws: TLSError.self) { try ClientBackend(client) }
        #expect(error?.systemCode == .invalidArgument)
    }
}

@Suite(.everyLibrary, .bounded) struct `A socket with TLSA records` {
    private static func connect(_ socket: ClientSocket, _ server: LoopbackServer) -> Reason? {
        do throws(TLSError) {
            try socket.connect(to: "localhost", port: server.port, within: .seconds(20))
            try socket.close()
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func `takes them in place of those of the configuration, and others for the next connect`() throws {
        let server = try LoopbackServer(.server(.stream))
        var configuration = try TLSConfiguration.client(.stream)
        configuration.verification.tlsaRecords = [try .of("server-rsa", 3)]
        let socket = try ClientSocket(configuration)
        #expect(Self.connect(socket, server) == .tlsaMismatch)
        var records = [try TLSARecord.of("other-ca", 2, 0, 0)]
        socket.tlsaRecords = records
        records = [try .of("server", 3)]
        #expect(Self.connect(socket, server) == .tlsaMismatch)
        socket.tlsaRecords = records
        #expect(Self.connect(socket, server) == nil)
        #expect(socket.tlsaRecords == records)
        #expect(Self.connect(socket, server) == nil)
        socket.tlsaRecords = nil
        #expect(Self.connect(socket, server) == .tlsaMismatch)
        socket.tlsaRecords = []
        #expect(Self.connect(socket, server) == nil)
    }

    @Test func `says by which one the server was authenticated`() throws {
        let server = try LoopbackServer(.server(.stream))
        let socket = try ClientSocket(.client(.stream))
        socket.tlsaRecords = [try .of("other-ca", 2), try .of("server", 3, 1, 2)]
        try socket.connect(to: "localhost", port: server.port, within: .seconds(20))
        let report = try #require(socket.verificationReport)
        #expect(report.records.map { $0.isDecisive } == [false, true])
        #expect(report.isAuthenticated)
        try socket.close()
    }

    @Test func `does not connect where verification is off: nothing would look at them`() throws {
        let server = try LoopbackServer(.server(.stream))
        var configuration = try TLSConfiguration.client(.stream)
        configuration.verification = .disabled
        let socket = try ClientSocket(configuration)
        socket.tlsaRecords = [try .of("server-rsa", 3)]
        #expect(Self.connect(socket, server) == .invalidConfiguration)
        socket.tlsaRecords = []
        #expect(Self.connect(socket, server) == nil)
    }
}
