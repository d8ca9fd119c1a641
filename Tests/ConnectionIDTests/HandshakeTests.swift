internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair) struct `A handshake with connection IDs` {
    static let suites: [CipherSuite] = [
        .TLS_PSK_WITH_AES_128_CCM_8, CipherSuite(rawValue: 0xc0a9), .TLS_PSK_WITH_AES_128_CCM,
        CipherSuite(rawValue: 0xc0a5), .TLS_PSK_WITH_AES_128_GCM_SHA256, .TLS_PSK_WITH_AES_256_GCM_SHA384,
        .TLS_PSK_WITH_CHACHA20_POLY1305_SHA256,
    ]

    @Test(arguments: [(0, 0), (0, 8), (8, 0), (1, 4), (255, 255)])
    func `agrees on those of both ends, empty ones too, and data passes`(_ client: Int, _ server: Int) throws {
        let link = try Link(ClientBackend(.psk(connectionID: client)), ServerBackend(.psk(connectionID: server)))
        #expect(link.handshake().isComplete, "\(link)")
        let near = try #require(link.client.engine.negotiated?.connectionIDs)
        let far = try #require(link.server.engine.negotiated?.connectionIDs)
        #expect(near == ConnectionIDs(own: far.peer, peer: far.own))
        #expect([near.own.count, far.own.count] == [client, server])
        try expectData(link)
    }

    @Test(arguments: suites)
    func `protects records with each suite that it is for`(_ suite: CipherSuite) throws {
        var configuration = TLSConfiguration.psk(connectionID: 6)
        configuration.cipherSuites = [suite]
        let link = try Link(ClientBackend(configuration), ServerBackend(configuration))
        #expect(link.handshake().isComplete, "\(link)")
        #expect(link.client.engine.negotiated?.cipherSuite == suite)
        try expectData(link)
    }

    @Test func `works with certificates of both ends`() throws {
        var (client, server) = (
            try TLSConfiguration.client(.datagram, certificate: "client"),
            try TLSConfiguration.server(.datagram, clients: .required)
        )
        client.connectionIDs = ConnectionIDOptions(length: 3)
        server.connectionIDs = ConnectionIDOptions(length: 5)
        let link = try Link(ClientBackend(client), ServerBackend(server), usesCookies: true)
        #expect(link.handshake().isComplete, "\(link)")
        #expect(link.server.engine.negotiated?.connectionIDs?.own.count == 5)
        try expectData(link)
    }

    @Test(arguments: [(8, nil), (nil, 8)] as [(Int?, Int?)])
    func `goes without where one end has none`(_ client: Int?, _ server: Int?) throws {
        let link = try Link(ClientBackend(.psk(connectionID: client)), ServerBackend(.psk(connectionID: server)))
        #expect(link.handshake().isComplete, "\(link)")
        #expect(link.client.engine.negotiated?.connectionIDs == nil)
        #expect(link.server.engine.negotiated?.connectionIDs == nil)
        try expectData(link)
    }

    @Test func `is seen in the type of each protected record, the Finished included`() throws {
        let link = try Link(ClientBackend(.psk(connectionID: 8)), ServerBackend(.psk(connectionID: 8)))
        var types: [[UInt8]] = []
        link.network.rule = { _, _, datagram in
            types.append(recordTypes(datagram, connectionIDLength: 8))
            return nil
        }
        #expect(link.handshake().isComplete, "\(link)")
        try expectData(link)
        link.close(.client)
        // Handshake messages in the clear, change_cipher_spec, and the rest with a connection ID.
        #expect(types.joined().allSatisfy { [22, 20, 25].contains($0) })
        #expect(types.joined().count { $0 == 25 } == 5)
    }

    @Test func `ends with close_notify, and alerts of one's own pass`() throws {
        let link = try Link(ClientBackend(.psk(connectionID: 2)), ServerBackend(.psk(connectionID: 2)))
        #expect(link.handshake().isComplete, "\(link)")
        link.server.engine.send(TLSAlert(level: .warning, description: .userCanceled))
        try link.send([1], from: .server)
        link.close(.server)
        try link.send([2], from: .server)
        #expect(try link.receive(by: .client) == [[1]])
        #expect(link.client.engine.alerts.records.map { $0.alert.description } == [.userCanceled, .closeNotify])
        #expect(link.server.engine.alerts.lastSent == .closeNotify)
        #expect(try link.client.readAll().hasEnded)
    }

    @Test func `fails over a fatal alert behind the data that came before it`() throws {
        let link = try Link(ClientBackend(.psk(connectionID: 2)), ServerBackend(.psk(connectionID: 0)))
        #expect(link.handshake().isComplete, "\(link)")
        try link.send([1], from: .server)
        link.server.engine.send(.fatal(.internalError))
        try link.send([2], from: .server)
        #expect(try link.receive(by: .client) == [[1]])
        let error = #expect(throws: TLSError.self) { try link.receive(by: .client) }
        #expect(error?.alert == .fatal(.internalError))
    }

    @Test func `tells a wrong key as one without connection IDs does`() throws {
        let wrong = TLSConfiguration.psk(connectionID: 4, key: Array("fedcba9876543210".utf8))
        let link = try Link(ClientBackend(wrong), ServerBackend(.psk(connectionID: 4)))
        let outcome = link.handshake()
        #expect(outcome.client?.reason == .likelyWrongKey, "\(link)")
        #expect(outcome.server?.reason == .likelyWrongKey, "\(link)")
        #expect(link.server.engine.connectionIDCounters.droppedUnauthentic > 0)
    }
}

/// The configuration for a pre-shared key, with a connection ID of this length or none.
extension TLSConfiguration {
    static func psk(connectionID length: Int?, key: [UInt8] = testKey) -> TLSConfiguration {
        var configuration = TLSConfiguration.psk(key: key)
        configuration.connectionIDs = length.map { ConnectionIDOptions(length: $0) }
        return configuration
    }
}

/// Data passes both ways.
func expectData<Client, Server>(_ link: Link<Client, Server>) throws {
    try link.send([1, 2, 3], from: .client)
    #expect(try link.receive(by: .server) == [[1, 2, 3]], "\(link)")
    let longest = [UInt8](repeating: 7, count: link.server.engine.maximumPlaintext)
    try link.send(longest, from: .server)
    #expect(link.network.passages.last?.length == 1400)
    #expect(try link.receive(by: .client) == [longest], "\(link)")
}

/// The types of the records of a datagram.
func recordTypes(_ datagram: Span<UInt8>, connectionIDLength: Int) -> [UInt8] {
    var (types, place): ([UInt8], Int) = ([], 0)
    while place < datagram.count {
        types.append(datagram[place])
        let end = place + 11 + (datagram[place] == 25 ? connectionIDLength : 0)
        place = end + 2 + Int(datagram[end]) << 8 + Int(datagram[end + 1])
    }
    return types
}
