internal import SecureSockets
internal import TestSupport
internal import Testing

/// What two ends that agree on everything come to: each version, each way to prove oneself, each suite of the profiles.
@Suite(.everyPair, .bounded) struct `A handshake of a profile` {
    enum Authentication: CaseIterable {
        case preSharedKey
        case server
        case both
    }

    private static let versions: [TLSVersion] = [.tls12, .tls13, .dtls12]

    @Test(arguments: versions, Authentication.allCases)
    func `completes with each suite alone, and carries data in both directions`(
        _ version: TLSVersion,
        _ authentication: Authentication
    ) throws {
        var suites: [CipherSuite] = []
        for suite in CipherSuiteProfile.lwm2m.suites + CipherSuiteProfile.default.suites where !suites.contains(suite) {
            guard let link = try link(suite, version, authentication) else { continue }
            let outcome = link.handshake()
            let words = "\(suite), \(String(describing: outcome.client)), \(String(describing: outcome.server))"
            #expect(outcome.client == nil && outcome.server == nil, "\(words)")
            for negotiated in [link.client.engine.negotiated, link.server.engine.negotiated] {
                #expect(negotiated?.cipherSuite == suite)
                #expect(negotiated?.version == version)
            }
            #expect(link.server.engine.negotiated?.peerCertificates.count == (authentication == .both ? 1 : 0))
            guard link.client.isEstablished, link.server.isEstablished else { continue }
            _ = try link.client.readAll()
            try link.client.engine.write([1, 2, 3].span)
            link.deliverFromClient()
            #expect(try link.server.readAll().data == [[1, 2, 3]])
            try link.server.engine.write([4].span)
            link.deliverFromServer()
            #expect(try link.client.readAll().data == [[4]])
            suites.append(suite)
        }
        #expect(suites.count >= (version == .tls13 ? 2 : 4), "\(suites)")
    }

    /// Nil where the suite is not for this version and these credentials.
    private func link(
        _ suite: CipherSuite,
        _ version: TLSVersion,
        _ authentication: Authentication
    ) throws -> Link<ClientBackend, ServerBackend>? {
        let kind: TransportKind = version.isDatagram ? .datagram : .stream
        let certificate = suite.keyExchange == .ecdheRSA ? "server-rsa" : "server"
        var client: TLSConfiguration
        var server: TLSConfiguration
        switch authentication {
        case .preSharedKey: (client, server) = (.psk(kind), .psk(kind))
        case .server: (client, server) = try (.client(kind), .server(kind, certificate: certificate))
        case .both:
            client = try .client(kind, certificate: "client")
            server = try .server(kind, certificate: certificate, clients: .required)
        }
        client.versions = [version]
        client.cipherSuites = [suite]
        server.versions = [version]
        server.cipherSuites = [suite]
        do throws(TLSError) {
            let (near, far) = (try ClientBackend(client), try ServerBackend(server))
            return try Link(near, far)
        } catch {
            #expect(error.reason == .noUsableCipherSuite)
            return nil
        }
    }
}
