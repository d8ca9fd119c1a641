internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `The suite that a socket offers alone` {
    static let suites: [CipherSuite] = [.TLS_PSK_WITH_AES_128_GCM_SHA256, .TLS_PSK_WITH_AES_128_CCM_8]

    @Test(arguments: [TransportKind.stream, .datagram])
    func `is negotiated, and none means all of them again`(_ kind: TransportKind) throws {
        var configuration = TLSConfiguration.psk(kind)
        configuration.cipherSuites = Self.suites
        let socket = try ClientSocket(configuration)
        #expect(socket.offeredSuite == nil)
        let rounds: [(offered: CipherSuite?, expected: CipherSuite)] = [
            (nil, Self.suites[0]), (Self.suites[1], Self.suites[1]), (nil, Self.suites[0]),
        ]
        for (offered, expected) in rounds {
            let server = try LoopbackServer(configuration)
            socket.offeredSuite = offered
            try socket.connect(to: "localhost", port: server.port, within: .seconds(20))
            #expect(socket.negotiated?.cipherSuite == expected)
            try socket.close()
            #expect(socket.offeredSuite == offered)
        }
    }

    @Test func `of TLS 1.3 leaves the older versions out`() throws {
        var configuration = TLSConfiguration.psk(.stream)
        configuration.cipherSuites = Self.suites + [.TLS_AES_128_GCM_SHA256]
        let server = try LoopbackServer(configuration)
        let socket = try ClientSocket(configuration)
        socket.offeredSuite = .TLS_AES_128_GCM_SHA256
        try socket.connect(to: "localhost", port: server.port, within: .seconds(20))
        #expect(socket.negotiated?.version == .tls13)
        try socket.close()
    }

    @Test func `has to be one of the configured ones`() throws {
        var configuration = TLSConfiguration.psk(.stream)
        configuration.cipherSuites = Self.suites
        let server = try LoopbackServer(configuration)
        let socket = try ClientSocket(configuration)
        socket.offeredSuite = .TLS_PSK_WITH_AES_256_GCM_SHA384
        let error = #expect(throws: TLSError.self) {
            try socket.connect(to: "localhost", port: server.port, within: .seconds(20))
        }
        #expect(error?.systemCode == .invalidArgument)
        #expect(error?.reason == .noUsableCipherSuite)
    }
}
