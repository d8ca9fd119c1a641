internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `The waits of a socket` {
    @Test func `a host without an address is told as such`() throws {
        let socket = try ClientSocket(.psk())
        for host in ["no-such-host.invalid", "256.256.256.256", "127.0.0.1.invalid"] {
            let error = #expect(throws: TLSError.self) {
                try socket.connect(to: host, port: 5684, within: .seconds(20))
            }
            // A name server that cannot be reached answers late or not at all.
            #expect(error?.reason == .unresolvableHost || error?.reason == .timedOut)
            #expect(error?.detail.isEmpty == false)
        }
        let error = #expect(throws: TLSError.self) { try socket.bind(host: "no-such-host.invalid") }
        #expect(error?.reason == .unresolvableHost)
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `a refused port is known at once`(_ kind: TransportKind) throws {
        var configuration = TLSConfiguration.psk(kind)
        configuration.handshakeTimeouts = try HandshakeTimeouts(minimum: .seconds(60), maximum: .seconds(60))
        let socket = try ClientSocket(configuration)
        let closed = try #require(RawSocket(kind == .stream ? .stream : .datagram, .refusal))
        let start = Deadline.now
        for host in ["127.0.0.1", "localhost"] {
            let error = #expect(throws: TLSError.self) { try socket.connect(to: host, port: closed.port) }
            #expect(error?.reason == .connectionRefused)
        }
        #expect(Deadline.now - start < .seconds(10))
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `a silent peer is given up at the limit`(_ kind: TransportKind) throws {
        let silent = try #require(RawSocket(kind == .stream ? .stream : .datagram))
        let socket = try ClientSocket(.psk(kind))
        for limit in [Duration.zero, .milliseconds(1), .milliseconds(100), .seconds(-1)] {
            let error = #expect(throws: TLSError.self) {
                try socket.connect(to: "127.0.0.1", port: silent.port, within: limit)
            }
            #expect(error?.reason == .timedOut)
            #expect(error?.systemCode == .timedOut)
            #expect(socket.state == .closed)
        }
    }

    @Test func `a silent UDP port is given up after the handshake time-outs where there is no limit`() throws {
        let silent = try #require(RawSocket(.datagram))
        var configuration = TLSConfiguration.psk()
        configuration.handshakeTimeouts = try HandshakeTimeouts(minimum: .milliseconds(50), maximum: .milliseconds(100))
        let socket = try ClientSocket(configuration)
        let error = #expect(throws: TLSError.self) { try socket.connect(to: "127.0.0.1", port: silent.port) }
        #expect(error?.reason == .timedOut)
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `a name with addresses of both families finds the server on one`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.psk(kind))
        let socket = try ClientSocket(.psk(kind))
        try socket.connect(to: "localhost", port: server.port)
        #expect(socket.remoteAddress?.isIPv6 == false)
        try socket.close()
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `a receive waits as long as it may and loses nothing`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.psk(kind))
        let socket = try ClientSocket(.psk(kind))
        try socket.connect(to: "127.0.0.1", port: server.port)
        for limit in [Duration.zero, .milliseconds(1), .milliseconds(50), .seconds(-5)] {
            socket.receiveTimeout = limit
            expect(.timedOut) { try socket.receive(atMost: 10) }
        }
        socket.receiveTimeout = .zero
        try socket.send([1, 2, 3])
        var received: [UInt8] = []
        #expect(
            eventually {
                received = (try? socket.receive(atMost: 10)) ?? []
                return !received.isEmpty
            }
        )
        #expect(received == [1, 2, 3])
        for limit in [nil, Duration.seconds(Int64.max), .seconds(20)] {
            socket.receiveTimeout = limit
            try socket.send([4])
            #expect(try socket.receive(atMost: 10) == [4])
        }
        try socket.close()
    }

    @Test func `a limit that is longer than time is none`() throws {
        let (near, far) = MemoryTransport.pair(.stream)
        let (client, server) = try pair(near, far, .stream)
        client.receiveTimeout = .seconds(Int64.max)
        let received = onThread { try expectBytes([1], from: client) }
        try server.send([1])
        try expectGood(received)
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `cancel from another thread ends receive and all that follows until close`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.psk(kind))
        let socket = try ClientSocket(.psk(kind))
        socket.receiveTimeout = nil
        for _ in 0..<3 {
            try socket.connect(to: "127.0.0.1", port: server.port)
            let ended = onThread { _ = try socket.receive(atMost: 10) }
            socket.cancel()
            #expect(ended.take()?.failure?.systemCode == .canceled)
            expect(.canceled) { try socket.receive(atMost: 10) }
            expect(.canceled) { try socket.send([1]) }
            try socket.close()
        }
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `cancel ends a connect to a silent peer`(_ kind: TransportKind) throws {
        let silent = try #require(RawSocket(kind == .stream ? .stream : .datagram))
        let socket = try ClientSocket(.psk(kind))
        let ended = onThread { try socket.connect(to: "127.0.0.1", port: silent.port, within: .seconds(50)) }
        #expect(eventually { socket.descriptor != nil })
        socket.cancel()
        #expect(ended.take()?.failure?.systemCode == .canceled)
        #expect(socket.state == .closed)
        expect(.canceled) { try socket.connect(to: "127.0.0.1", port: silent.port) }
        try socket.close()
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `cancel ends accept, and a limit does`(_ kind: TransportKind) throws {
        let listener = try ServerListener(.psk(kind), host: "127.0.0.1", port: 0)
        for limit in [Duration.zero, .milliseconds(20)] { expect(.timedOut) { try listener.accept(within: limit) } }
        let ended = onThread { _ = try listener.accept() }
        listener.cancel()
        #expect(ended.take()?.failure?.systemCode == .canceled)
        expect(.canceled) { try listener.accept() }
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `an overlap is EBUSY and harms nobody`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.psk(kind))
        let socket = try ClientSocket(.psk(kind))
        try socket.connect(to: "127.0.0.1", port: server.port)
        socket.receiveTimeout = nil
        let received = onThread {
            while true {
                do throws(TLSError) {
                    return try expectBytes([9], from: socket)
                } catch {
                    // The other thread asked at the same time.
                    guard error.systemCode == .busy else { throw error }
                }
            }
        }
        #expect(eventually { self.code { try socket.handshake() } == .busy })
        expect(.busy) { try socket.receive(atMost: 10) }
        expect(.busy) { try socket.close() }
        expect(.busy) { try socket.suspend() }
        expect(.busy) { try socket.connect(to: "127.0.0.1", port: server.port) }
        try socket.send([9])
        try expectGood(received)
        try socket.close()
    }

    private func code(_ body: () throws -> Void) -> SystemErrorCode? {
        do {
            try body()
            return nil
        } catch {
            return (error as? TLSError)?.systemCode
        }
    }
}

/// Expects that the next receive gives these bytes.
func expectBytes(_ bytes: [UInt8], from socket: SecureSocket<some TLSBackend>) throws(TLSError) {
    let received = try socket.receive(atMost: 65_536)
    #expect(received == bytes)
}
