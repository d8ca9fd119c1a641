internal import SecureSockets
internal import TestSupport
internal import Testing

/// What a handshake is made to fail with, and what each end must say about it.
struct Failure: Sendable, CustomTestStringConvertible {
    enum Setting: Sendable {
        case tls12
        case tls13
        case dtls12
    }

    let testDescription: String
    let setting: Setting
    /// The end that refuses sends this alert, the other one receives it.
    let alert: TLSAlert.Description
    let refusing: Role
    let reason: Reason
    let client: @Sendable (TransportKind) throws -> TLSConfiguration
    let server: @Sendable (TransportKind) throws -> TLSConfiguration
    var host = "localhost"
    /// What not every client can do.
    var clientNeeds: FeatureSet = []
    /// What not every server can do.
    var serverNeeds: FeatureSet = []

    var kind: TransportKind { setting == .dtls12 ? .datagram : .stream }
    var versions: [TLSVersion] {
        switch setting {
        case .tls12: [.tls12]
        case .tls13: [.tls13]
        case .dtls12: [.dtls12]
        }
    }
}

extension Failure {
    typealias Configure = @Sendable (TransportKind) throws -> TLSConfiguration
    static let settings: [Setting] = [.tls12, .tls13, .dtls12]

    static func each(
        _ name: String,
        _ alert: TLSAlert.Description,
        from refusing: Role,
        _ reason: Reason,
        in settings: [Setting] = settings,
        host: String = "localhost",
        client: @escaping Configure = { try .client($0) },
        server: @escaping Configure = { try .server($0) }
    ) -> [Failure] {
        settings.map { setting in
            Failure(
                testDescription: "\(name), \(setting)",
                setting: setting,
                alert: alert,
                refusing: refusing,
                reason: reason,
                client: client,
                server: server,
                host: host
            )
        }
    }

    static let certificates: [Failure] =
        each(
            "unknown issuer",
            .unknownCA,
            from: .client,
            .unknownIssuer,
            server: { try .server($0, certificate: "server-untrusted") }
        )
        + each(
            "self-signed",
            .unknownCA,
            from: .client,
            .unknownIssuer,
            server: { try .server($0, certificate: "server-self-signed") }
        )
        + each(
            "issuer is no CA",
            .unknownCA,
            from: .client,
            .unknownIssuer,
            server: { try .server($0, certificate: "server-not-a-ca", chain: "server-not-a-ca.chain.pem") }
        )
        + each(
            "expired",
            .certificateExpired,
            from: .client,
            .expired,
            server: { try .server($0, certificate: "server-expired") }
        )
        + each(
            "not yet valid",
            .certificateExpired,
            from: .client,
            .expired,
            server: { try .server($0, certificate: "server-not-yet-valid") }
        )
        + each(
            "revoked",
            .certificateRevoked,
            from: .client,
            .revoked,
            client: {
                var configuration = try TLSConfiguration.client($0)
                configuration.verification.revocationLists = .bytes(try Certificates.bytes("ca.crl.pem"))
                return configuration
            },
            server: { try .server($0, certificate: "server-revoked") }
        )
        + each(
            "wrong name",
            .badCertificate,
            from: .client,
            .nameMismatch,
            server: { try .server($0, certificate: "server-wrong-name") }
        )
        + each(
            "common name only",
            .badCertificate,
            from: .client,
            .nameMismatch,
            server: { try .server($0, certificate: "server-common-name-only") }
        )
        + each("wrong address", .badCertificate, from: .client, .nameMismatch, host: "127.0.0.2")
        + each(
            "wrong purpose",
            .badCertificate,
            from: .client,
            .badCertificate,
            server: { try .server($0, certificate: "server-no-server-auth") }
        )
        + each(
            "no client certificate",
            .handshakeFailure,
            from: .server,
            .certificateRequired,
            in: [.tls12, .dtls12],
            server: { try .server($0, clients: .required) }
        )
        + each(
            "no client certificate",
            .certificateRequired,
            from: .server,
            .certificateRequired,
            in: [.tls13],
            server: { try .server($0, clients: .required) }
        )
        + each(
            "unknown client issuer",
            .unknownCA,
            from: .server,
            .unknownIssuer,
            client: { try .client($0, certificate: "client-untrusted") },
            server: { try .server($0, clients: .required) }
        )
        + each(
            "expired client",
            .certificateExpired,
            from: .server,
            .expired,
            client: { try .client($0, certificate: "client-expired") },
            server: { try .server($0, clients: .requested) }
        )

    static let parameters: [Failure] =
        each(
            "no common suite",
            .handshakeFailure,
            from: .server,
            .noCommonSuite,
            client: { try limited(.client($0), .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_AES_128_GCM_SHA256) },
            server: { try limited(.server($0), .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_AES_256_GCM_SHA384) }
        )
        + each(
            "no suite for the server's key",
            .handshakeFailure,
            from: .server,
            .noCommonSuite,
            in: [.tls12, .dtls12],
            client: { try limited(.client($0), .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256) }
        )
        + each(
            "no common application protocol",
            .noApplicationProtocol,
            from: .server,
            .noCommonApplicationProtocol,
            client: { try speaking(.client($0), "coap") },
            server: { try speaking(.server($0), "h2") }
        )
        + each(
            "unknown PSK identity",
            .unknownPSKIdentity,
            from: .server,
            .unknownPSKIdentity,
            client: { .psk($0, identity: [1, 0xff, 2]) },
            server: { .psk($0) }
        )
        + each(
            "unknown PSK identity with bytes of value 0",
            .unknownPSKIdentity,
            from: .server,
            .unknownPSKIdentity,
            client: { .psk($0, identity: [0, 0xff, 0]) },
            server: { .psk($0) }
        ).map { failure in
            var binary = failure
            if failure.setting != .tls13 { binary.clientNeeds = .binaryIdentities }
            return binary
        }
        + each(
            "wrong PSK key",
            .badRecordMac,
            from: .server,
            .likelyWrongKey,
            in: [.tls12],
            client: { .psk($0, key: [1, 2, 3]) },
            server: { .psk($0) }
        )
        + each(
            "wrong PSK key",
            .decryptError,
            from: .server,
            .likelyWrongKey,
            in: [.tls13],
            client: { .psk($0, key: [1, 2, 3]) },
            server: { .psk($0) }
        )
        + each(
            "wrong PSK key, answered",
            .decryptError,
            from: .server,
            .likelyWrongKey,
            in: [.dtls12],
            client: { .psk($0, key: [1, 2, 3]) },
            server: {
                var configuration = TLSConfiguration.psk($0)
                configuration.answersUnreadableFinished = true
                return configuration
            }
        )
        + each(
            "PSK client, certificate server",
            .handshakeFailure,
            from: .server,
            .noCommonSuite,
            in: [.tls12, .dtls12],
            client: { .psk($0) }
        )

    private static func limited(_ configuration: TLSConfiguration, _ suites: CipherSuite...) -> TLSConfiguration {
        var configuration = configuration
        configuration.cipherSuites = suites
        return configuration
    }

    private static func speaking(_ configuration: TLSConfiguration, _ name: String) -> TLSConfiguration {
        var configuration = configuration
        configuration.applicationProtocols = [name]
        return configuration
    }

    func link() throws -> Link<ClientBackend, ServerBackend> {
        var near = try client(kind)
        var far = try server(kind)
        near.versions = versions
        far.versions = versions
        return try Link(ClientBackend(near), ServerBackend(far), host: host)
    }
}

@Suite(.everyPair) struct `A refused handshake` {
    @Test(arguments: Failure.certificates + Failure.parameters + Failure.rawPublicKeys)
    func `gives both ends the alert, and the refusing end its reason`(_ failure: Failure) throws {
        guard ClientBackend.can(failure.clientNeeds), ServerBackend.can(failure.serverNeeds) else { return }
        let link = try failure.link()
        var outcome = link.handshake()
        // In TLS 1.3 the client is done before the server has looked at what it sent.
        if outcome.client == nil {
            do throws(TLSError) {
                _ = try link.client.readAll()
            } catch {
                outcome.client = error
            }
        }
        let refusal = failure.refusing == .client ? outcome.client : outcome.server
        let received = failure.refusing == .client ? outcome.server : outcome.client
        #expect(refusal?.reason == failure.reason, "\(String(describing: refusal))")
        #expect(refusal?.sentAlert == .fatal(failure.alert))
        #expect(refusal?.category != .alert)
        #expect(received?.alert == .fatal(failure.alert), "\(String(describing: received))")
        #expect(received?.category == .alert)
        #expect(received?.code == 0x200 | UInt16(failure.alert.rawValue))
        let refusingAlerts = failure.refusing == .client ? link.client.engine.alerts : link.server.engine.alerts
        let receivedAlerts = failure.refusing == .client ? link.server.engine.alerts : link.client.engine.alerts
        #expect(refusingAlerts.records.map { $0.direction } == [.sent])
        #expect(refusingAlerts.lastSent == .fatal(failure.alert))
        #expect(receivedAlerts.records.map { $0.direction } == [.received])
        #expect(receivedAlerts.lastReceived == .fatal(failure.alert))
    }

    @Test func `for want of a common suite tells the server what the client offers`() throws {
        var server = try TLSConfiguration.server(.datagram)
        server.cipherSuites = [.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]
        var client = try TLSConfiguration.client(.datagram)
        client.cipherSuites = [.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8]
        let outcome = try Link(ClientBackend(client), ServerBackend(server)).handshake()
        #expect(outcome.server?.detail.contains("TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8") == true)
    }

    @Test func `for its version tells both ends so`() throws {
        var client = try TLSConfiguration.client(.stream)
        client.versions = [.tls12]
        var server = try TLSConfiguration.server(.stream)
        server.versions = [.tls13]
        let outcome = try Link(ClientBackend(client), ServerBackend(server)).handshake()
        #expect(outcome.server?.reason == .versionRefused)
        #expect(outcome.server?.sentAlert == .fatal(.protocolVersion))
        #expect(outcome.client?.alert == .fatal(.protocolVersion))
        #expect(outcome.client?.reason == .versionRefused)
    }

    @Test func `for a wrong key over datagrams is a time-out with the likely reason at both ends`() throws {
        let client = TLSConfiguration.psk(key: [1, 2, 3])
        let outcome = try Link(ClientBackend(client), ServerBackend(.psk())).handshake()
        #expect(outcome.client?.reason == .likelyWrongKey)
        #expect(outcome.client?.systemCode == .timedOut)
        #expect(outcome.server?.reason == .likelyWrongKey)
        #expect(outcome.server?.systemCode == .timedOut)
    }

    @Test func `that nobody answers is a time-out without a suspicion`() throws {
        let link = try Link(ClientBackend(.psk()), ServerBackend(.psk()))
        link.network.rule = { _, _, _ in .lost }
        #expect(link.handshake().client?.reason == .timedOut)
    }
}
