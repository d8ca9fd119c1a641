internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `A listener that is reloaded` {
    /// Connects, and tells which of the files the server's certificate is.
    private func certificate(_ server: LoopbackServer, _ client: ClientSocket) throws -> String {
        try client.connect(to: "localhost", port: server.port, within: .seconds(20))
        return try name(of: client)
    }

    private func name(of client: ClientSocket) throws -> String {
        let leaf = try #require(client.negotiated?.peerCertificates.first)
        let names = ["server", "server-rsa", "server-intermediate"]
        return try names.first { try Certificates.bytes($0 + ".der") == leaf } ?? "another one"
    }

    private func echo(_ client: ClientSocket) throws {
        try client.send([1, 2, 3])
        #expect(try client.receive(atMost: 10) == [1, 2, 3])
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `gives new clients the new certificate, and goes on with those that are there`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.server(kind))
        let first = try ClientSocket(.client(kind))
        #expect(try certificate(server, first) == "server")
        try server.reload(.server(kind, certificate: "server-rsa"))
        let second = try ClientSocket(.client(kind))
        #expect(try certificate(server, second) == "server-rsa")
        try echo(first)
        try echo(second)
        try server.reload(
            .server(kind, certificate: "server-intermediate", chain: "server-intermediate.chain.pem")
        )
        #expect(try certificate(server, ClientSocket(.client(kind))) == "server-intermediate")
        try echo(first)
        try echo(second)
        #expect(server.counters.accepted == 3)
        #expect(server.counters.failedHandshakes == 0)
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `goes on with a handshake that has begun`(_ kind: TransportKind) throws {
        let listener = try ServerListener(.server(kind), host: "127.0.0.1", port: 0)
        let client = try ClientSocket(.client(kind))
        let port = listener.localAddress.port
        let outcome = onThread { try client.connect(to: "localhost", port: port, within: .seconds(20)) }
        let accepted = try listener.accept(within: .seconds(20))
        try listener.reload(.server(kind, certificate: "server-rsa"))
        try accepted.handshake(within: .seconds(20))
        #expect(try #require(outcome.take()).error == nil)
        #expect(try name(of: client) == "server")
    }

    @Test func `takes the cookies that it gave before`() throws {
        let listener = try ServerListener(.server(.datagram), host: "127.0.0.1", port: 0)
        let raw = try #require(RawSocket(.datagram))
        let engine = try ClientBackend(.client(.datagram))
            .makeEngine(.client, host: "localhost", maximumTransmissionUnit: 1400)
        raw.send(try flight(of: engine), to: listener.localAddress.port)
        // It answers, and there is nobody to accept yet.
        #expect(throws: TLSError.self) { try listener.accept(within: .milliseconds(200)) }
        let answer = try #require(raw.receive()).bytes
        engine.ingest(answer.span)
        try listener.reload(.server(.datagram, certificate: "server-rsa"))
        raw.send(try flight(of: engine), to: listener.localAddress.port)
        let accepted = try listener.accept(within: .seconds(20))
        #expect(accepted.remoteAddress?.port == raw.port)
        #expect(listener.counters.cookiesSent == 1)
        #expect(listener.counters.cookiesRejected == 0)
    }

    private func flight(of engine: ClientBackend.Engine) throws -> [UInt8] {
        #expect(try engine.handshake() == .wantsInput)
        var bytes: [UInt8] = []
        engine.takeOutgoing { bytes = $0.array }
        return try #require(bytes.isEmpty ? nil : bytes)
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `enforces new revocation lists and trust anchors`(_ kind: TransportKind) throws {
        var configuration = try TLSConfiguration.server(kind, clients: .required)
        configuration.versions = kind == .stream ? [.tls12] : [.dtls12]
        let server = try LoopbackServer(configuration)
        let revoked = try ClientSocket(.client(kind, certificate: "client-revoked"))
        _ = try certificate(server, revoked)
        configuration.verification.revocationLists = .file(Certificates.path("ca.crl.pem"))
        try server.reload(configuration)
        let error = #expect(throws: TLSError.self) {
            try certificate(server, ClientSocket(.client(kind, certificate: "client-revoked")))
        }
        #expect(error?.alert == .fatal(.certificateRevoked))
        _ = try certificate(server, ClientSocket(.client(kind, certificate: "client")))
        configuration.verification.trustAnchors = .file(Certificates.path("other-ca.pem"))
        configuration.verification.revocationLists = .none
        try server.reload(configuration)
        #expect(throws: TLSError.self) {
            try certificate(server, ClientSocket(.client(kind, certificate: "client")))
        }
        _ = try certificate(server, ClientSocket(.client(kind, certificate: "client-untrusted")))
        try echo(revoked)
    }

    @Test func `reads files anew with the same configuration`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(combined("server"), to: "server.pem")
        let own = CertificateCredentials(chain: .file(path), privateKey: .file(path))
        let configuration = TLSConfiguration(.stream, credentials: .certificate(own))
        let server = try LoopbackServer(configuration)
        #expect(try certificate(server, ClientSocket(.client(.stream))) == "server")
        try folder.write(combined("server-rsa"), to: "server.pem")
        #expect(try certificate(server, ClientSocket(.client(.stream))) == "server")
        try server.reload(configuration)
        #expect(try certificate(server, ClientSocket(.client(.stream))) == "server-rsa")
    }

    private func combined(_ name: String) throws -> [UInt8] {
        try Certificates.bytes(name + ".key.pem") + Certificates.bytes(name + ".pem")
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `keeps what it had where the new cannot be used`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.server(kind))
        let other = kind == .stream ? TransportKind.datagram : .stream
        let wrongKind = #expect(throws: TLSError.self) { try server.reload(.server(other)) }
        #expect(wrongKind?.reason == .invalidConfiguration)
        #expect(wrongKind?.detail.contains("the listener is for ") == true)
        let nothing = #expect(throws: TLSError.self) { try server.reload(.client(kind)) }
        #expect(nothing?.detail == "a server needs a certificate or pre-shared keys")
        let missing = CertificateCredentials(chain: .file("/does/not/exist.pem"), privateKey: .file("/neither"))
        let unreadable = #expect(throws: TLSError.self) {
            try server.reload(TLSConfiguration(kind, credentials: .certificate(missing)))
        }
        #expect(unreadable?.detail.contains("/does/not/exist.pem") == true)
        #expect(try certificate(server, ClientSocket(.client(kind))) == "server")
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `serves each of many clients with one configuration or the other`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.server(kind))
        let (threads, rounds) = (4, 6)
        let found = Mailbox<String>()
        let endings = (0..<threads).map { _ in
            onThread {
                for _ in 0..<rounds {
                    let client = try ClientSocket(.client(kind))
                    found.put(try certificate(server, client))
                    try echo(client)
                    try client.close()
                }
            }
        }
        var certificates = ["server-rsa", "server"]
        while found.count < threads * rounds, !endings.contains(where: { $0.count > 0 }) {
            try server.reload(.server(kind, certificate: certificates[0]))
            certificates.swapAt(0, 1)
        }
        for ending in endings { #expect(try #require(ending.take()).error == nil) }
        for _ in 0..<threads * rounds {
            let name = try #require(found.take())
            #expect(name == "server" || name == "server-rsa")
        }
        #expect(server.counters.failedHandshakes == 0)
    }
}
