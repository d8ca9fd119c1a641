import Foundation
import SecureSockets

/// What a user sees, the same on every library.
struct Trials {
    let folder: URL

    func run() throws {
        try talksDatagrams()
        try talksStreams()
        try refusesUnknownIdentity()
        try refusesUnknownIssuer()
        try refusesClientWithoutCertificate()
    }

    private func talksDatagrams() throws {
        let server = try Server(Self.preSharedKey("device"))
        let socket = try TLSSocket(Self.preSharedKey("device"))
        try expect("a new socket", socket.state, .closed)
        try socket.connect(to: "127.0.0.1", port: server.port)
        try expect("after connect", socket.state, .connected)
        try expect("version", socket.negotiated?.version, .dtls12)
        try expect("suite", socket.negotiated?.cipherSuite, .TLS_PSK_WITH_AES_128_CCM_8)
        try socket.send([1, 2, 3])
        try socket.send([4])
        try expect("the first datagram", try socket.receive(atMost: 100), [1, 2, 3])
        try expect("the second datagram", try socket.receive(atMost: 100), [4])
        try socket.close()
        try expect("after close", socket.state, .closed)
        try checkRegularEnd(server.outcome(), identity: Array("device".utf8))
    }

    private func talksStreams() throws {
        let server = try Server(self.server(clients: .required))
        let socket = try TLSSocket(client(certificate: "client"))
        try socket.connect(to: "localhost", port: server.port)
        try expect("version", socket.negotiated?.version, .tls13)
        try expect("certificates", socket.negotiated?.peerCertificates, [try bytes("server.der")])
        let sent = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        try socket.send(sent)
        var received: [UInt8] = []
        while received.count < sent.count { received += try socket.receive(atMost: 65_536) }
        try expect("what came back", received, sent)
        try socket.close()
        try checkRegularEnd(server.outcome(), identity: nil)
    }

    private func checkRegularEnd(_ outcome: Server.Outcome, identity: [UInt8]?) throws {
        try expect("the server's error", outcome.error, nil)
        try expect("the server's states", outcome.states, [.accepted, .closed])
        try expect("the identity", outcome.negotiated?.pskIdentity, identity)
        try expect("what the server received", outcome.alerts.lastReceived, .closeNotify)
    }

    private func refusesUnknownIdentity() throws {
        try check(
            "an unknown identity",
            .init(server: Self.preSharedKey("device"), client: Self.preSharedKey("stranger")),
            serverSends: .unknownPSKIdentity,
            reasons: (server: .unknownPSKIdentity, client: .unknownPSKIdentity)
        )
    }

    private func refusesUnknownIssuer() throws {
        var client = TLSConfiguration.stream()
        client.verification = .anchors([try bytes("other-ca.der")])
        let server = try Server(self.server())
        let socket = try TLSSocket(client)
        let error = failure { () throws(TLSError) in try socket.connect(to: "localhost", port: server.port) }
        try expect("an unknown issuer: the client's reason", error?.reason, .unknownIssuer)
        try expect("an unknown issuer: sent", error?.sentAlert, .fatal(.unknownCA))
        let outcome = try server.outcome()
        try expect("an unknown issuer: received", outcome.alerts.lastReceived, .fatal(.unknownCA))
        try expect("an unknown issuer: the server's reason", outcome.error?.reason, .refusedByPeer)
    }

    private func refusesClientWithoutCertificate() throws {
        var (server, client) = try (server(clients: .required), client())
        (server.versions, client.versions) = ([.tls12], [.tls12])
        try check(
            "a client without a certificate",
            .init(server: server, client: client),
            serverSends: .handshakeFailure,
            reasons: (server: .certificateRequired, client: .refusedByPeer)
        )
    }

    private struct Ends {
        let server: TLSConfiguration
        let client: TLSConfiguration
    }

    private func check(
        _ what: String,
        _ ends: Ends,
        serverSends alert: TLSAlert.Description,
        reasons: (server: Reason, client: Reason)
    ) throws {
        let server = try Server(ends.server)
        let socket = try TLSSocket(ends.client)
        let error = failure { () throws(TLSError) in try socket.connect(to: "localhost", port: server.port) }
        try expect(what + ": the client's reason", error?.reason, reasons.client)
        try expect(what + ": the client's category", error?.category, .alert)
        try expect(what + ": received", socket.alerts.lastReceived, .fatal(alert))
        let outcome = try server.outcome()
        try expect(what + ": the server's reason", outcome.error?.reason, reasons.server)
        try expect(what + ": sent", outcome.error?.sentAlert, .fatal(alert))
    }

    private func failure(_ body: () throws(TLSError) -> Void) -> TLSError? {
        do throws(TLSError) {
            try body()
            return nil
        } catch {
            return error
        }
    }
}

/// Configurations of the trials.
extension Trials {
    private static func preSharedKey(_ identity: String) -> TLSConfiguration {
        let key = PreSharedKey(identity: identity, key: Secret(Array("0123456789abcdef".utf8)))
        var configuration = TLSConfiguration.datagram(.preSharedKey(key))
        configuration.cipherSuites = [.TLS_PSK_WITH_AES_128_CCM_8]
        return configuration
    }

    private func bytes(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: folder.appending(path: name)))
    }

    private func certificate(_ name: String) throws -> Credentials {
        let key = try Secret(bytes(name + ".key.der"))
        return try .certificate(CertificateCredentials(chain: [bytes(name + ".der")], privateKey: key))
    }

    private func client(certificate name: String? = nil) throws -> TLSConfiguration {
        var configuration = try TLSConfiguration.stream(name.map { try certificate($0) } ?? .none)
        configuration.verification = .anchors([try bytes("ca.der")])
        return configuration
    }

    private func server(clients: ClientCertificatePolicy = .none) throws -> TLSConfiguration {
        var configuration = try TLSConfiguration.stream(certificate("server"))
        configuration.verification = .anchors([try bytes("ca.der")])
        configuration.verification.clientCertificate = clients
        return configuration
    }
}
