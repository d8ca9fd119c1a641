internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .timeLimit(.minutes(5))) struct `Datagrams that are lost` {
    @Test(arguments: [
        (1, 4, [0, 1, 3], 7), (1, 1, [0], 1), (2, 4, [0, 2], 6), (1, 60, [0, 1, 3, 7, 15, 31, 63], 123),
        (3, 5, [0, 3], 8),
    ])
    func `are sent again after each wait until the longest one is over`(
        _ minimum: Int,
        _ maximum: Int,
        _ sends: [Int],
        _ end: Int
    ) throws {
        var configuration = TLSConfiguration.psk()
        configuration.handshakeTimeouts = try HandshakeTimeouts(minimum: .seconds(minimum), maximum: .seconds(maximum))
        let link = try Link(ClientBackend(configuration), ServerBackend(configuration))
        link.loses = { fromClient, _ in fromClient }
        let outcome = link.handshake()
        #expect(link.clientSends == sends.map { .seconds($0) })
        #expect(outcome.client?.systemCode == .timedOut)
        #expect(outcome.client?.reason == .timedOut)
        #expect(link.now == .seconds(end))
    }

    @Test(arguments: [true, false], [true, false])
    func `are made good whichever it is`(_ usesCertificates: Bool, _ fromClient: Bool) throws {
        let (client, server) = try backends(usesCertificates)
        let total = try count(client, server, fromClient)
        #expect(total >= 2)
        for lost in 0..<total {
            let link = try Link(client, server)
            link.loses = { $0 == fromClient && $1 == lost }
            try run(link)
            try expectData(link, "datagram \(lost) of \(total)")
        }
    }

    @Test(arguments: [true, false])
    func `are made good when the first of every second is lost in both directions`(_ usesCertificates: Bool) throws {
        let (client, server) = try backends(usesCertificates)
        for phase in 0..<2 {
            let link = try Link(client, server)
            link.loses = { fromClient, number in number < 8 && (number + (fromClient ? 0 : 1)) % 2 == phase }
            try run(link)
            try expectData(link, "phase \(phase)")
        }
    }

    @Test(arguments: 0..<5)
    func `are no wrong key to a server that answers one`(_ lost: Int) throws {
        var configuration = TLSConfiguration.psk()
        configuration.answersUnreadableFinished = true
        let link = try Link(ClientBackend(.psk()), ServerBackend(configuration))
        var number = 0
        for _ in 0..<100 where !(link.client.isEstablished && link.server.isEstablished) {
            try step(link.client, link.now)
            // The server looks at each datagram before the next one comes.
            while link.client.engine.hasOutgoing {
                let isLost = number == lost
                number += 1
                link.client.takeOutgoing { if !isLost { link.server.ingest($0) } }
                try step(link.server, link.now)
            }
            link.deliverFromServer()
            link.now += .milliseconds(250)
        }
        try expectData(link, "datagram \(lost)")
    }

    /// As `handshake`, and an end that is done goes on reading, which answers a peer that missed the last flight.
    private func run<Client, Server>(_ link: Link<Client, Server>) throws {
        for _ in 0..<1000 where !(link.client.isEstablished && link.server.isEstablished) {
            try step(link.client, link.now)
            link.deliverFromClient()
            try step(link.server, link.now)
            link.deliverFromServer()
            link.now += .milliseconds(250)
        }
        try step(link.client, link.now)
        try step(link.server, link.now)
    }

    private func step<Engine: TLSEngine>(_ end: Association<Engine>, _ now: Duration) throws {
        guard !end.isEstablished else {
            _ = try end.readAll()
            return
        }
        _ = try end.handshake(at: now)
    }

    private func expectData<Client, Server>(_ link: Link<Client, Server>, _ comment: Comment) throws {
        #expect(link.client.isEstablished, comment)
        #expect(link.server.isEstablished, comment)
        guard link.client.isEstablished, link.server.isEstablished else { return }
        link.loses = { _, _ in false }
        try link.client.engine.write([7].span)
        link.deliverFromClient()
        #expect(try link.server.readAll().data == [[7]], comment)
    }

    private func count(_ client: ClientBackend, _ server: ServerBackend, _ fromClient: Bool) throws -> Int {
        let link = try Link(client, server)
        var total = 0
        link.loses = { isFromClient, _ in
            if isFromClient == fromClient { total += 1 }
            return false
        }
        #expect(link.handshake().client == nil)
        return total
    }

    private func backends(_ usesCertificates: Bool) throws -> (ClientBackend, ServerBackend) {
        guard usesCertificates else { return (try ClientBackend(.psk()), try ServerBackend(.psk())) }
        let client = try TLSConfiguration.client(.datagram, certificate: "client")
        let server = try TLSConfiguration.server(.datagram, clients: .required)
        return (try ClientBackend(client), try ServerBackend(server))
    }
}
