internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `A client that sends to a server that has gone` {
    @Test func `is told by send why the server refused it`() throws {
        let server = try LoopbackServer(.server(.stream, clients: .required))
        var configuration = try TLSConfiguration.client(.stream)
        configuration.versions = [.tls13]
        let socket = try ClientSocket(configuration)
        try socket.connect(to: "localhost", port: server.port)
        // The server's alert has been sent and its end of the stream is closed; the first send makes it reset.
        _ = server.nextOutcome()
        let error = try #require(throws: TLSError.self) { try sendUntilRefused(socket) }
        #expect(error.alert == .fatal(.certificateRequired))
        #expect(error.reason == .certificateRequired)
        #expect(socket.alerts.lastReceived == .fatal(.certificateRequired))
        #expect(throws: error) { try socket.receive(atMost: 1) }
        #expect(throws: error) { try socket.send([1]) }
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `still receives all that the server said, to its regular end`(_ version: TLSVersion) throws {
        let bytes = (0..<40_000).map { UInt8(truncatingIfNeeded: $0) }
        let server = try LoopbackServer(.server(.stream)) { (socket) throws(TLSError) in
            try socket.send(bytes)
        }
        var configuration = try TLSConfiguration.client(.stream)
        configuration.versions = [version]
        let socket = try ClientSocket(configuration)
        try socket.connect(to: "localhost", port: server.port)
        _ = server.nextOutcome()
        let error = try #require(throws: TLSError.self) { try sendUntilRefused(socket) }
        #expect(error.category == .system)
        #expect(socket.hasBufferedData)
        var received: [UInt8] = []
        while received.count < bytes.count { received += try socket.receive(atMost: 1000) }
        #expect(received == bytes)
        #expect(try socket.receive(atMost: 1000).isEmpty)
    }

    @Test func `is told by receive what came over UDP before the port was closed`() throws {
        let (near, far) = MemoryTransport.pair(.datagram)
        let server = try ServerSocket(.psk())
        let serving = onThread { try server.upgrade(far, as: .server) }
        let transport = WrappedTransport(near)
        let socket = try ClientSocket(.psk())
        try socket.upgrade(transport, as: .client)
        try expectGood(serving)
        try server.send([1])
        try server.close()
        // Linux reports the ICMP answer to what was sent before it hands out what had come.
        var isRefused = false
        transport.receives = { (base, bytes) throws(TLSError) in
            defer { isRefused = true }
            guard isRefused else { throw .system(.connectionRefused, .connectionRefused) }
            return try base.receive(into: &bytes)
        }
        #expect(try socket.receive(atMost: 100) == [1])
        isRefused = false
        #expect(try socket.receive(atMost: 100).isEmpty)
        #expect(socket.alerts.lastReceived == .closeNotify)
    }

    @Test func `is told by send why the server ended it over UDP, and loses no datagram`() throws {
        guard ServerBackend.can(.chosenAlerts) else { return }
        let (near, far) = MemoryTransport.pair(.datagram)
        let serving = onThread { try refuse(far, after: [[1], [2, 3]]) }
        let transport = WrappedTransport(near)
        let socket = try ClientSocket(.psk())
        try socket.upgrade(transport, as: .client)
        try expectGood(serving)
        transport.sends = { (_, _) throws(TLSError) in throw .system(.connectionRefused, .connectionRefused) }
        let error = try #require(throws: TLSError.self) { try socket.send([1]) }
        #expect(error.alert == .fatal(.accessDenied))
        #expect(try socket.receive(atMost: 100) == [1])
        #expect(try socket.receive(atMost: 100) == [2, 3])
        #expect(throws: error) { try socket.receive(atMost: 100) }
    }

    /// A server that sends datagrams and a fatal alert right after its handshake.
    private func refuse(_ transport: MemoryTransport, after datagrams: [[UInt8]]) throws {
        let backend = try ServerBackend(.psk())
        let engine = try backend.makeEngine(.server, host: nil, maximumTransmissionUnit: 1400)
        let server = Association(engine, role: .server, settings: backend.settings)
        while !server.isEstablished {
            try transport.wait(for: .readable, before: .after(.seconds(20)))
            let bytes = try [UInt8](capacity: 2000) { (output) throws(TLSError) in
                _ = try transport.receive(into: &output)
            }
            server.ingest(bytes.span)
            _ = try server.handshake(at: .zero)
            while server.takeOutgoing({ _ = try? transport.send($0) }) {}
        }
        for datagram in datagrams { try engine.write(datagram.span) }
        engine.send(.fatal(.accessDenied))
        while server.takeOutgoing({ _ = try? transport.send($0) }) {}
    }

    private func sendUntilRefused(_ socket: ClientSocket) throws {
        for _ in 0..<1000 { try socket.send([1, 2, 3]) }
    }
}
