internal import SecureSockets

/// The failures that are provoked.
extension DemoTrial {
    static func all(with certificates: DemoCertificates) throws(TLSError) -> [DemoTrial] {
        let keys = [unknownIdentity, try wrongKey, try answeredWrongKey, noCommonSuite]
        let servers = [try untrustedServer(certificates), try expiredServer(certificates)]
        let clients = [
            try missingCertificate(
                certificates,
                .tls12,
                .receives(.handshakeFailure, .refusedByPeer),
                .handshakeFailure
            ),
            try missingCertificate(
                certificates,
                .tls13,
                .receives(.certificateRequired, .certificateRequired, in: .established),
                .certificateRequired
            ),
        ]
        return keys + servers + clients
    }

    private static var unknownIdentity: DemoTrial {
        DemoTrial(
            title: "Wrong PSK identity (DTLS 1.2)",
            client: DemoExchange.client(identity: "urn:imei:000000000000000"),
            server: DemoExchange.server(),
            clientExpectation: .receives(.unknownPSKIdentity, .unknownPSKIdentity),
            serverExpectation: .sends(.unknownPSKIdentity, .unknownPSKIdentity)
        )
    }

    /// RFC 6347 has the server drop what it cannot open, so both ends wait in vain.
    private static var wrongKey: DemoTrial {
        get throws(TLSError) {
            DemoTrial(
                title: "Wrong PSK key (DTLS 1.2); the server keeps silent",
                client: try impatient(DemoExchange.client(key: otherKey)),
                server: try impatient(DemoExchange.server()),
                clientExpectation: .timesOut(.likelyWrongKey),
                serverExpectation: .timesOut(.likelyWrongKey)
            )
        }
    }

    private static var answeredWrongKey: DemoTrial {
        get throws(TLSError) {
            var server = try impatient(DemoExchange.server())
            server.answersUnreadableFinished = true
            return DemoTrial(
                title: "Wrong PSK key (DTLS 1.2); the server is set to answer",
                client: try impatient(DemoExchange.client(key: otherKey)),
                server: server,
                clientExpectation: .receives(.decryptError, .likelyWrongKey),
                serverExpectation: .sends(.decryptError, .likelyWrongKey)
            )
        }
    }

    private static var noCommonSuite: DemoTrial {
        var client = DemoExchange.client()
        client.cipherSuites = [.TLS_PSK_WITH_AES_128_CBC_SHA256]
        var server = DemoExchange.server()
        server.cipherSuites = [.TLS_PSK_WITH_AES_128_CCM_8]
        return DemoTrial(
            title: "No common suite (DTLS 1.2)",
            client: client,
            server: server,
            clientExpectation: .receives(.handshakeFailure, .refusedByPeer),
            serverExpectation: .sends(.handshakeFailure, .noCommonSuite)
        )
    }

    private static func untrustedServer(_ certificates: DemoCertificates) throws(TLSError) -> DemoTrial {
        DemoTrial(
            title: "Untrusted server (TLS 1.3)",
            client: try certificates.client(),
            server: try certificates.server("server-untrusted"),
            clientExpectation: .sends(.unknownCA, .unknownIssuer),
            serverExpectation: .receives(.unknownCA, .refusedByPeer)
        )
    }

    private static func expiredServer(_ certificates: DemoCertificates) throws(TLSError) -> DemoTrial {
        DemoTrial(
            title: "Expired server certificate (TLS 1.3)",
            client: try certificates.client(),
            server: try certificates.server("server-expired"),
            clientExpectation: .sends(.certificateExpired, .expired),
            serverExpectation: .receives(.certificateExpired, .refusedByPeer)
        )
    }

    private static func missingCertificate(
        _ certificates: DemoCertificates,
        _ version: TLSVersion,
        _ clientExpectation: DemoExpectation,
        _ alert: TLSAlert.Description
    ) throws(TLSError) -> DemoTrial {
        var client = try certificates.client()
        client.versions = [version]
        let place = version == .tls13 ? ", seen at the first read" : ""
        return DemoTrial(
            title: "No client certificate (\(version.name)\(place))",
            client: client,
            server: try certificates.server(clients: .required),
            clientExpectation: clientExpectation,
            serverExpectation: .sends(alert, .certificateRequired)
        )
    }

    private static let otherKey = Secret(Array("a key that only one end knows".utf8))

    /// Gives up after 0.7 seconds: 100, 200 and 400 milliseconds without an answer.
    private static func impatient(_ configuration: TLSConfiguration) throws(TLSError) -> TLSConfiguration {
        var configuration = configuration
        configuration.handshakeTimeouts = try HandshakeTimeouts(
            minimum: .milliseconds(100),
            maximum: .milliseconds(400)
        )
        return configuration
    }
}
