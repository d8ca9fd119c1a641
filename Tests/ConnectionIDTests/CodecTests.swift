internal import SecureSockets
internal import TestSupport
internal import Testing

/// Core's records against another implementation, with the AEADs of the other library where there is one.
@Suite(.everyPair) struct `Records with connection IDs` {
    /// Those whose key derivation is with SHA-256.
    static let suites: [CipherSuite] = [
        .TLS_PSK_WITH_AES_128_CCM_8, CipherSuite(rawValue: 0xc0a9), .TLS_PSK_WITH_AES_128_CCM,
        CipherSuite(rawValue: 0xc0a5), .TLS_PSK_WITH_AES_128_GCM_SHA256, .TLS_PSK_WITH_CHACHA20_POLY1305_SHA256,
    ]

    @Test(arguments: suites)
    func `are byte for byte what RFC 9146 says, the Finished too`(_ suite: CipherSuite) throws {
        let peers = try Watched(suite, client: 3, server: 20)
        try peers.link.send([1, 2, 3], from: .client)
        try peers.link.send([], from: .client)
        try peers.link.send([4], from: .server)
        peers.link.close(.client)
        peers.link.close(.server)
        let (near, far) = (try peers.records(.toServer), try peers.records(.toClient))
        #expect(near.map { $0.type } == [22, 23, 23, 21])
        #expect(far.map { $0.type } == [22, 23, 21])
        #expect(near[1].content == [1, 2, 3])
        #expect(near[3].content == [1, 0])
        #expect(near.map { $0.number } == [0, 1, 2, 3])
        // Each explicit nonce is one more than the one before, and the first is random.
        let nonces = near.map { $0.explicitNonce.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        if suite != .TLS_PSK_WITH_CHACHA20_POLY1305_SHA256 {
            #expect(zip(nonces, nonces.dropFirst()).allSatisfy { $0 &+ 1 == $1 })
            #expect(nonces[0] > 1000)
        }
    }

    @Test(arguments: suites)
    func `of another implementation are taken, padded ones too`(_ suite: CipherSuite) throws {
        let peers = try Watched(suite, client: 0, server: 7)
        var number: UInt64 = 100
        for (content, padding) in [([1], 0), ([2, 0, 0], 1), ([3], 1000), ([UInt8](repeating: 4, count: 16_384), 0)] {
            number += 1
            var record = Reference.Record(content: content, padding: padding, number: number)
            record.connectionID = peers.serverID
            try peers.deliver(record)
            #expect(try peers.link.receive(by: .server) == [content])
        }
        #expect(peers.link.server.engine.connectionIDCounters.dropped == 0)
    }
}
