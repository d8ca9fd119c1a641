internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `The states of a socket` {
    @Test(arguments: [TransportKind.stream, .datagram])
    func `nothing can be sent or received before connect, nor after close`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.psk(kind))
        let socket = try ClientSocket(.psk(kind))
        for _ in 0..<2 {
            expectNotConnected(socket)
            #expect(socket.state == .closed)
            try socket.connect(to: "127.0.0.1", port: server.port)
            #expect(socket.state == .connected)
            #expect(socket.negotiated != nil)
            #expect(socket.descriptor != nil)
            #expect(socket.remoteAddress?.port == server.port)
            try socket.close()
            try socket.close()
            #expect(socket.negotiated == nil)
            #expect(socket.descriptor == nil)
            #expect(socket.localAddress == nil)
            #expect(socket.remoteAddress == nil)
            #expect(socket.alerts.lastSent == .closeNotify)
        }
        expectNotConnected(socket)
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `a second connect, bind or upgrade says EISCONN and breaks nothing`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.psk(kind))
        let socket = try ClientSocket(.psk(kind))
        try socket.connect(to: "127.0.0.1", port: server.port)
        expect(.alreadyConnected) { try socket.connect(to: "127.0.0.1", port: server.port) }
        expect(.alreadyConnected) { try socket.bind() }
        expect(.alreadyConnected) { try socket.upgrade(MemoryTransport.pair(kind).0, as: .client, host: "localhost") }
        expect(.notConnected) { try socket.handshake() }
        try socket.send([1])
        #expect(try socket.receive(atMost: 10) == [1])
        try socket.close()
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `a failed connect leaves the socket fit for another`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.psk(kind))
        let socket = try ClientSocket(.psk(kind))
        let closed = try #require(RawSocket(kind == .stream ? .stream : .datagram, .refusal))
        expect(.connectionRefused) { try socket.connect(to: "127.0.0.1", port: closed.port) }
        #expect(socket.state == .closed)
        expectNotConnected(socket)
        try socket.connect(to: "127.0.0.1", port: server.port)
        try socket.close()
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `a bound port is the local port, also after a failed connect`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.psk(kind))
        let socket = try ClientSocket(.psk(kind))
        try socket.bind(host: "127.0.0.1")
        let port = try #require(socket.localAddress?.port)
        #expect(port != 0)
        #expect(socket.state == .bound)
        let closed = try #require(RawSocket(kind == .stream ? .stream : .datagram, .refusal))
        expect(.connectionRefused) { try socket.connect(to: "127.0.0.1", port: closed.port) }
        #expect(socket.state == .bound)
        #expect(socket.localAddress?.port == port)
        let silent = try #require(RawSocket(kind == .stream ? .stream : .datagram))
        expect(.timedOut) { try socket.connect(to: "127.0.0.1", port: silent.port, within: .milliseconds(100)) }
        #expect(socket.state == .bound)
        try socket.connect(to: "127.0.0.1", port: server.port)
        #expect(socket.localAddress?.port == port)
        try socket.close()
        #expect(socket.state == .closed)
    }

    @Test func `what came to a bound port before connect is not taken for the server's`() throws {
        let server = try LoopbackServer(.psk())
        let socket = try ClientSocket(.psk())
        try socket.bind(host: "127.0.0.1")
        let port = try #require(socket.localAddress?.port)
        let stranger = try #require(RawSocket(.datagram))
        // A fatal alert in the clear, as a server answers a hello.
        for _ in 0..<100 { stranger.send([21, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40], to: port) }
        try socket.connect(to: "127.0.0.1", port: server.port)
        try socket.close()
    }

    @Test func `a port that is taken says so`() throws {
        let taken = try #require(RawSocket(.datagram))
        let socket = try ClientSocket(.psk())
        expect(.addressInUse) { try socket.bind(host: "127.0.0.1", port: taken.port) }
        #expect(socket.state == .closed)
        try socket.bind(host: "127.0.0.1")
        expect(.badDescriptor) { try socket.bind(host: "127.0.0.1") }
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `suspend says nothing on the wire, close says good-bye`(_ kind: TransportKind) throws {
        for suspends in [true, false] {
            let (near, far) = MemoryTransport.pair(kind)
            let (client, server) = try pair(near, far, kind)
            if suspends { try client.suspend() } else { try client.close() }
            #expect(client.state == .closed)
            #expect(client.alerts.sentCount == (suspends ? 0 : 1))
            server.receiveTimeout = .zero
            if suspends {
                let error = #expect(throws: TLSError.self) { try server.receive(atMost: 10) }
                #expect(error?.reason == (kind == .stream ? .truncatedStream : .timedOut))
            } else {
                #expect(try server.receive(atMost: 10) == [])
            }
            #expect(server.alerts.receivedCount == (suspends ? 0 : 1))
        }
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `shutdown ends both directions and keeps the descriptor until close`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.psk(kind))
        let socket = try ClientSocket(.psk(kind))
        expect(.notConnected) { try socket.shutdown() }
        try socket.connect(to: "127.0.0.1", port: server.port)
        try socket.shutdown()
        #expect(socket.state == .shutdown)
        #expect(socket.descriptor != nil)
        expectNotConnected(socket)
        expect(.badDescriptor) { try socket.connect(to: "127.0.0.1", port: server.port) }
        try socket.close()
        try socket.connect(to: "127.0.0.1", port: server.port)
        try socket.close()
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `an accepted socket shakes hands once, and not at all where it was not accepted`(_ kind: TransportKind) throws
    {
        let listener = try ServerListener(.psk(kind), host: "127.0.0.1", port: 0)
        let port = listener.localAddress.port
        let client = onThread {
            let socket = try ClientSocket(.psk(kind))
            try socket.connect(to: "127.0.0.1", port: port)
            try socket.close()
        }
        let socket = try listener.accept(within: .seconds(20))
        #expect(socket.state == .accepted)
        expectNotConnected(socket)
        try socket.handshake(within: .seconds(20))
        expect(.alreadyConnected) { try socket.handshake() }
        #expect(socket.state == .accepted)
        try expectGood(client)
        try socket.close()
        expect(.notConnected) { try socket.handshake() }
        expect(.notConnected) { try ClientSocket(.psk(kind)).handshake() }
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `no room is EINVAL and nothing to send is nothing`(_ kind: TransportKind) throws {
        let (near, far) = MemoryTransport.pair(kind)
        let (client, server) = try pair(near, far, kind)
        for count in [0, -1, Int.min] { expect(.invalidArgument) { try client.receive(atMost: count) } }
        try client.send([])
        try client.send([5])
        #expect(try server.receive(atMost: 10) == [5])
        try client.close()
    }

    private func expectNotConnected(_ socket: SecureSocket<some TLSBackend>) {
        expect(.notConnected) { try socket.send([1]) }
        expect(.notConnected) { try socket.receive(atMost: 10) }
        #expect(socket.innerMaximumTransmissionUnit == nil || socket.state == .shutdown)
        #expect(!socket.hasBufferedData)
    }
}

/// Expects an error with this errno.
func expect<Result>(
    _ code: SystemErrorCode,
    at location: SourceLocation = #_sourceLocation,
    _ body: () throws -> Result
) {
    let error = #expect(throws: TLSError.self, sourceLocation: location) { _ = try body() }
    #expect(error?.systemCode == code, "\(error?.description ?? "")", sourceLocation: location)
}

/// Waits for a thread and expects that it came to its end.
func expectGood(_ thread: Mailbox<ThreadEnding>, at location: SourceLocation = #_sourceLocation) throws {
    let ending = try #require(thread.take(), "the thread goes on", sourceLocation: location)
    if let error = ending.error { throw error }
}

/// Both ends of a connection over two transports that are joined.
func pair<Near: Transport & Sendable, Far: Transport & Sendable>(
    _ near: Near,
    _ far: Far,
    _ kind: TransportKind,
    client: TLSConfiguration? = nil,
    server: TLSConfiguration? = nil
) throws -> (ClientSocket, ServerSocket) {
    let first = try ClientSocket(client ?? .psk(kind))
    let second = try ServerSocket(server ?? .psk(kind))
    let done = onThread { try second.upgrade(far, as: .server, within: .seconds(20)) }
    do {
        try first.upgrade(near, as: .client, host: "localhost", within: .seconds(20))
    } catch {
        far.cancel()
        _ = done.take()
        throw error
    }
    try expectGood(done)
    return (first, second)
}
