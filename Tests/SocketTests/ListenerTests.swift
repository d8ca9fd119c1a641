internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `A listener` {
    /// One client and its socket at the server, after both handshakes.
    static func join(
        _ listener: ServerListener,
        _ client: ClientSocket,
        _ limit: Duration = .seconds(20)
    ) throws -> ServerSocket {
        let port = listener.localAddress.port
        let outcome = onThread { try client.connect(to: "127.0.0.1", port: port, within: limit) }
        let server = try listener.accept(within: limit)
        try server.handshake(within: limit)
        let ending = try #require(outcome.take())
        #expect(ending.error == nil)
        return server
    }

    static func psk(_ limits: ListenerLimits = ListenerLimits()) throws -> ServerListener {
        try ServerListener(.psk(), host: "127.0.0.1", port: 0, limits: limits)
    }

    @Test func `counts what comes and goes`() throws {
        let listener = try Self.psk()
        let client = try ClientSocket(.psk())
        let server = try Self.join(listener, client)
        var counters = listener.counters
        #expect(counters.accepted == 1)
        #expect(counters.established == 1)
        #expect(counters.associations == 1)
        #expect(counters.halfOpen == 0)
        #expect(counters.cookiesSent == 1)
        #expect(counters.cookiesVerified == 1)
        try client.close()
        #expect(try server.receive(atMost: 10).isEmpty)
        try server.close()
        counters = listener.counters
        #expect(counters.associations == 0)
        #expect(counters.alertsReceived == [.closeNotify: 1])
        #expect(counters.alertsSent == [.closeNotify: 1])
    }

    @Test func `refuses what is over its limits, and goes on when there is room again`() throws {
        var limits = ListenerLimits()
        limits.associationsPerAddress = 1
        let listener = try Self.psk(limits)
        let first = try ClientSocket(.psk())
        let server = try Self.join(listener, first)
        let second = try Self.impatient()
        let outcome = Self.connect(second, listener)
        #expect(throws: TLSError.self) { try listener.accept(within: .seconds(1)) }
        #expect(outcome.take()?.failure?.reason == .timedOut)
        #expect(listener.counters.refusedByAssociationsPerAddress >= 1)
        #expect(listener.counters.accepted == 1)
        try server.close()
        let third = try Self.join(listener, second)
        try third.send([1])
        #expect(try second.receive(atMost: 9) == [1])
    }

    @Test func `takes no more half-open handshakes than its limit`() throws {
        var limits = ListenerLimits()
        limits.halfOpenHandshakes = 1
        let listener = try Self.psk(limits)
        let outcome = Self.connect(try Self.impatient(), listener)
        let halfOpen = try listener.accept(within: .seconds(20))
        #expect(listener.counters.halfOpen == 1)
        let other = Self.connect(try Self.impatient(), listener)
        #expect(throws: TLSError.self) { try listener.accept(within: .seconds(1)) }
        #expect(listener.counters.refusedByHalfOpenHandshakes >= 1)
        try halfOpen.close()
        #expect(listener.counters.halfOpen == 0)
        #expect(listener.counters.failedHandshakes == 1)
        #expect(outcome.take()?.failure?.reason != nil)
        #expect(other.take()?.failure?.reason != nil)
    }

    @Test func `gives a client that has lost its state a new association, and keeps the old one until its cookie`()
        throws
    {
        let listener = try Self.psk()
        let device = try ClientSocket(.psk())
        try device.bind(host: "127.0.0.1")
        let port = try #require(device.localAddress).port
        let old = try Self.join(listener, device)
        // It reboots: nothing is said, and the same port is used again.
        try device.suspend()
        let rebooted = try ClientSocket(.psk())
        try rebooted.bind(host: "127.0.0.1", port: port)
        let new = try Self.join(listener, rebooted)
        #expect(new.remoteAddress == old.remoteAddress)
        #expect(listener.counters.replaced == 1)
        let error = #expect(throws: TLSError.self) { try old.receive(atMost: 9) }
        #expect(error?.reason == .replaced)
        try old.close()
        try rebooted.send([5])
        #expect(try new.receive(atMost: 9) == [5])
        #expect(listener.counters.associations == 1)
    }

    @Test func `ends an association that is idle for too long`() throws {
        var limits = ListenerLimits()
        limits.idleTime = .milliseconds(200)
        let listener = try Self.psk(limits)
        let client = try ClientSocket(.psk())
        let server = try Self.join(listener, client)
        let error = #expect(throws: TLSError.self) { try server.receive(atMost: 9) }
        #expect(error?.systemCode == .timedOut)
        #expect(listener.counters.idle == 1)
        #expect(throws: TLSError.self) { try server.send([1]) }
    }

    @Test(arguments: [TransportKind.datagram, .stream])
    func `ends a handshake that takes too long`(_ kind: TransportKind) throws {
        var limits = ListenerLimits()
        limits.handshakeTime = .milliseconds(300)
        let listener = try ServerListener(.server(kind), host: "127.0.0.1", port: 0, limits: limits)
        // A client that trusts nobody in time: its hello comes, and then nothing.
        let client = try Silent(kind, listener.localAddress.port)
        let server = try listener.accept(within: .seconds(20))
        let error = #expect(throws: TLSError.self) { try server.handshake(within: .seconds(3600)) }
        #expect(error?.systemCode == .timedOut)
        #expect(listener.counters.failedHandshakes == 1)
        client.end()
    }

    static func impatient() throws -> ClientSocket {
        var configuration = TLSConfiguration.psk()
        configuration.handshakeTimeouts = try HandshakeTimeouts(
            minimum: .milliseconds(100),
            maximum: .milliseconds(400)
        )
        return try ClientSocket(configuration)
    }

    static func connect(_ client: ClientSocket, _ listener: ServerListener) -> Mailbox<ThreadEnding> {
        let port = listener.localAddress.port
        return onThread { try client.connect(to: "127.0.0.1", port: port) }
    }
}

/// A client that begins and then says nothing more.
final class Silent: Sendable {
    private let gate = Mailbox<Void>()

    init(_ kind: TransportKind, _ port: UInt16) throws {
        var configuration = try TLSConfiguration.client(kind)
        configuration.verification.clock = .supplied { [gate] in
            _ = gate.take()
            return 0
        }
        let socket = try ClientSocket(configuration)
        _ = onThread { try socket.connect(to: "localhost", port: port) }
    }

    func end() {
        gate.put(())
    }
}
