internal import SecureSockets
internal import TestSupport
internal import Testing

/// What may end a handshake before there are keys is what no end can tell from its peer: a handshake message, a fatal alert
/// in the clear, and a record in the clear that is numbered far ahead, behind which GnuTLS 3.7.9 takes the true ones for old.
@Suite(.everyLibrary, .bounded) struct `Hostile datagrams at a client in its handshake` {
    enum Credentials: String, CaseIterable {
        case preSharedKey
        case certificate
    }

    @Test(arguments: HostileInput.allCases, Credentials.allCases)
    func `end it with a reason, or it completes`(_ input: HostileInput, _ credentials: Credentials) throws {
        let (client, server) = try backends(credentials)
        let former = try flight(Link(client, server))
        var generator = SeededGenerator(Seed.value)
        var left = HostileInput.count
        var completed = 0
        while left > 0 {
            let link = try Link(client, server)
            let flight = try flight(link)
            let known = input == .replays ? former : flight + former
            var failure: TLSError?
            for _ in 0..<10 where failure == nil {
                left -= 1
                link.client.ingest(input.datagram(of: known, &generator).span)
                failure = step(link)
            }
            let outcome = failure.map { Link.Outcome(client: $0) } ?? finish(link, flight)
            if let error = outcome.client { expectGiven(error) }
            guard link.client.isEstablished else { continue }
            completed += 1
            #expect(outcome.server == nil, "seed \(Seed.value)")
        }
        #expect(completed > 0 || input == .replays)
        if input == .randomBytes { #expect(completed == HostileInput.count / 10, "seed \(Seed.value)") }
    }

    @Test func `are alerts, of which those in the clear end it that are fatal and whole`() throws {
        var warning = ForgedAlert()
        warning.body = [1, 90]
        var cut = ForgedAlert()
        cut.missing = 1
        var foreign = ForgedAlert()
        foreign.version = [0, 0]
        for epoch in [UInt8(0), 1, 2, 255] {
            for passing in epoch == 0 ? [warning, cut] : [ForgedAlert(), warning, cut, foreign] {
                // OpenSSL takes no more than four in a row.
                guard passing.body[0] != 1 || ClientBackend.can(.toleratedWarnings) else { continue }
                var alert = passing
                alert.epoch = epoch
                #expect(try failure(after: alert) == nil, "\(alert)")
            }
        }
        for description in UInt8.min...UInt8.max {
            var fatal = ForgedAlert()
            fatal.body = [2, description]
            let error = try failure(after: fatal)
            #expect(error?.alert?.description.rawValue == description, "\(description)")
            #expect(error?.category == .alert)
        }
    }

    @Test(arguments: [HostileInput.randomBytes, .replays])
    func `are passed over where they are no messages of a server, and it completes`(_ input: HostileInput) throws {
        let server = try LoopbackServer(.psk(), within: .seconds(60))
        let relay = try #require(Relay(before: server.port))
        let client = try ClientSocket(.psk())
        let port = relay.port
        let ending = onThread { try client.connect(to: "127.0.0.1", port: port) }
        // The server's flight is kept back until all is sent; what is repeated is what the server sent before it.
        try #require(relay.pass { !relay.datagrams(.toClient).isEmpty })
        relay.holdsServer = true
        try #require(relay.pass { !relay.held.isEmpty })
        let flights = relay.datagrams(.toClient)
        let descriptor = try #require(client.descriptor)
        var generator = SeededGenerator(Seed.value)
        for start in stride(from: 0, to: HostileInput.count, by: HostileInput.batch) {
            for _ in start..<min(start + HostileInput.batch, HostileInput.count) {
                relay.inject(input.datagram(of: flights, &generator), .toClient)
            }
            try #require(relay.pass { !isReadable(descriptor) || ending.count > 0 })
            try #require(ending.count == 0, "seed \(Seed.value)")
        }
        relay.release()
        #expect(relay.pass { ending.count > 0 })
        try expectGood(ending)
        try exchange([1, 2, 3], client, by: relay)
        #expect(client.alerts.receivedCount == 0)
    }

    private func expectGiven(_ error: TLSError) {
        #expect(error.phase == .handshake, "seed \(Seed.value): \(error)")
        #expect(!error.description.isEmpty)
        // What is not the system's time-out is the peer's alert, or the peer gets one.
        #expect(error.category != .library || error.sentAlert != nil, "seed \(Seed.value): \(error)")
    }

    private func backends(_ credentials: Credentials) throws -> (ClientBackend, ServerBackend) {
        switch credentials {
        case .preSharedKey: (try ClientBackend(.psk()), try ServerBackend(.psk()))
        case .certificate: (try ClientBackend(.client(.datagram)), try ServerBackend(.server(.datagram)))
        }
    }

    /// Brings a handshake to where the client waits for the server's flight, which is returned and not delivered.
    private func flight(_ link: Link<ClientBackend, ServerBackend>) throws -> [[UInt8]] {
        _ = try link.client.handshake(at: .zero)
        link.deliverFromClient()
        _ = try link.server.handshake(at: .zero)
        var flight: [[UInt8]] = []
        while link.server.takeOutgoing({ flight.append($0.array) }) {}
        return flight
    }

    private func finish(
        _ link: Link<ClientBackend, ServerBackend>,
        _ flight: [[UInt8]]
    ) -> Link<ClientBackend, ServerBackend>.Outcome {
        for datagram in flight { link.client.ingest(datagram.span) }
        return link.handshake()
    }

    /// What the handshake of a client ends with that gets an alert before the server's flight.
    private func failure(after alert: ForgedAlert) throws -> TLSError? {
        let (client, server) = try backends(.preSharedKey)
        let link = try Link(client, server)
        let flight = try flight(link)
        link.client.ingest(alert.datagram.span)
        if let failure = step(link) { return failure }
        return finish(link, flight).client
    }

    private func step(_ link: Link<ClientBackend, ServerBackend>) -> TLSError? {
        do throws(TLSError) {
            _ = try link.client.handshake(at: .zero)
            return nil
        } catch {
            return error
        }
    }
}
