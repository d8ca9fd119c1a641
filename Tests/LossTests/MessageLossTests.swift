internal import SecureSockets
internal import TestSupport
internal import Testing

/// Behind the handshake the records protect themselves: what is lost is lost, and nothing else happens.
@Suite(.bounded) struct `Messages over a bad network` {
    @Test(arguments: Pair.all, [CipherSuite.TLS_PSK_WITH_AES_128_CCM_8, .TLS_PSK_WITH_AES_128_GCM_SHA256])
    func `arrive once and unchanged, or not at all`(_ pair: Pair, _ suite: CipherSuite) throws {
        for seed in Seed.value..<Seed.value + UInt64(TestLength.count(5, long: 50)) {
            try expectMessages(pair.client.backend, pair.server.backend, suite, seed)
        }
    }

    private func expectMessages<Client: TLSBackend, Server: TLSBackend>(
        _: Client.Type,
        _: Server.Type,
        _ suite: CipherSuite,
        _ seed: UInt64
    ) throws {
        var configuration = TLSConfiguration.psk()
        configuration.cipherSuites = [suite]
        let link = try Link(Client(configuration), Server(configuration), seed: seed)
        #expect(link.handshake().isComplete)
        link.network.conditions = NetworkConditions(
            loss: 0.2,
            duplication: 0.2,
            reordering: 0.2,
            corruption: 0.2,
            delay: .zero ... .milliseconds(100)
        )
        let first = link.network.passages.count
        for number in 0..<200 {
            try link.send(message(number, 1), from: .client)
            try link.send(message(number, 2), from: .server)
            // A record may be overtaken by 10 others: the replay window of DTLS has room for 64.
            link.advance(by: .milliseconds(10))
        }
        link.advance(by: .seconds(20))
        let passages = link.network.passages.dropFirst(first)
        for (role, direction, mark) in [(Role.server, LossyNetwork.Direction.toServer, 1), (.client, .toClient, 2)] {
            let sent = passages.filter { $0.direction == direction }
            #expect(sent.count == 200)
            let expected = sent.enumerated().compactMap { number, passage in
                passage.fate.copies > 0 && passage.fate.damagedBit == nil ? message(number, UInt8(mark)) : nil
            }
            let received = try link.receive(by: role)
            #expect(Set(received) == Set(expected), "\(link)")
            #expect(received.count == expected.count, "\(link)")
        }
    }

    private func message(_ number: Int, _ mark: UInt8) -> [UInt8] {
        [mark, UInt8(number)] + [UInt8](repeating: UInt8(number), count: number % 50)
    }
}
