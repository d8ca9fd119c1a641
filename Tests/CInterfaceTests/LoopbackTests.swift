internal import CSecureSockets
internal import SecureSockets
internal import Synchronization
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `A socket of the C interface` {
    @Test(arguments: CCase.all)
    func `shakes hands as a client over functions, carries data and ends`(_ version: CCase) throws {
        guard canCarry(version) else { return }
        let context = try CContext(version.number, version.fillClient)
        let joined = try Joined(context, version.configuration(.server))
        #expect(joined.client.state == SECSOCK_STATE_CONNECTED)
        try joined.expectEcho()
        let (error, fields) = joined.client.negotiated()
        #expect(error.isSuccess)
        #expect(fields.version == version.version.rawValue)
        #expect(fields.cipher_suite == joined.server.negotiated?.cipherSuite.rawValue)
        #expect(fields.group == joined.server.negotiated?.group?.rawValue ?? 0)
        #expect(joined.client.innerMTU > 1000)
        #expect(!joined.client.isSessionResumed)
        try joined.server.close()
        let end = joined.client.receive()
        #expect(end.error.isSuccess)
        #expect(end.hasEnded)
        #expect(end.bytes.isEmpty)
        #expect(joined.client.lastReceivedAlert == 0x0100)
        #expect(joined.client.close().isSuccess)
        #expect(joined.client.state == SECSOCK_STATE_CLOSED)
        #expect(joined.wire.closed.load(ordering: .relaxed) == 1)
    }

    @Test(arguments: CCase.all)
    func `shakes hands as a server over functions`(_ version: CCase) throws {
        guard canCarry(version) else { return }
        let (near, far) = MemoryTransport.pair(version.kind)
        let client = try ClientSocket(version.configuration(.client))
        let done = onThread { try client.upgrade(far, as: .client, host: "localhost", within: .seconds(20)) }
        let server = try CSocket(CContext(version.number, version.fillServer))
        let error = server.handshake(CallbackWire(near), as: SECSOCK_SERVER, host: nil)
        #expect(error.isSuccess, "\(server.errorText)")
        #expect(try #require(done.take()).error == nil)
        #expect(server.state == SECSOCK_STATE_ACCEPTED)
        try client.send([7, 8])
        #expect(server.receive().bytes == [7, 8])
        #expect(server.identity == (version.usesCertificates ? "" : "device"))
        #expect(server.send([9]).isSuccess)
        #expect(try client.receive(atMost: 10) == [9])
        #expect(server.close().isSuccess)
        #expect(try client.receive(atMost: 10).isEmpty)
    }

    @Test(arguments: CCase.all)
    func `listens and connects over the network`(_ version: CCase) throws {
        guard canCarry(version) else { return }
        let serving = try CContext(version.number, version.fillServer)
        let listener = try CListener(serving)
        let done = onThread {
            let socket = try listener.accept()
            #expect(socket.accept().isSuccess, "\(socket.errorText)")
            let request = socket.receive()
            #expect(socket.send(request.bytes + [4]).isSuccess)
            #expect(socket.receive().hasEnded)
        }
        let client = try CSocket(CContext(version.number, version.fillClient))
        #expect(client.bind().isSuccess)
        #expect(client.state == SECSOCK_STATE_BOUND)
        let error = client.connect(port: listener.port, host: version.usesCertificates ? "localhost" : "127.0.0.1")
        #expect(error.isSuccess, "\(client.errorText)")
        #expect(client.descriptor >= 0)
        #expect(client.send([1, 2]).isSuccess)
        #expect(client.receive().bytes == [1, 2, 4])
        #expect(client.close().isSuccess)
        #expect(try #require(done.take()).error == nil)
        listener.cancel()
        #expect(listener.acceptFailure(within: -1).number == SystemErrorCode.canceled.rawValue)
    }

    @Test(arguments: [TransportKind.datagram, .stream])
    func `shakes hands over a descriptor, which stays the caller's`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.psk(kind))
        let descriptor = try #require(connectedDescriptor(to: server.port, isStream: kind == .stream))
        defer { closeDescriptor(descriptor) }
        let number = kind == .datagram ? SECSOCK_DATAGRAM : SECSOCK_STREAM
        let client = try CSocket(CContext(number))
        #expect(client.handshake(descriptor: descriptor, kind: number).isSuccess, "\(client.errorText)")
        #expect(client.send([5]).isSuccess)
        #expect(client.receive().bytes == [5])
        #expect(client.close().isSuccess)
        #expect(isOpen(descriptor))
        let wrong = number == SECSOCK_DATAGRAM ? SECSOCK_STREAM : SECSOCK_DATAGRAM
        let other = try CSocket(CContext(wrong))
        #expect(other.handshake(descriptor: descriptor, kind: wrong).number == SystemErrorCode.invalidArgument.rawValue)
        #expect(other.handshake(descriptor: -1, kind: wrong).number == SystemErrorCode.badDescriptor.rawValue)
    }

    @Test func `sends no longer datagrams over a descriptor than it was told`() throws {
        let server = try LoopbackServer(.psk())
        let descriptor = try #require(connectedDescriptor(to: server.port, isStream: false))
        defer { closeDescriptor(descriptor) }
        let client = try CSocket(CContext())
        let error = client.handshake(descriptor: descriptor, kind: SECSOCK_DATAGRAM, longestDatagram: 300)
        #expect(error.isSuccess, "\(client.errorText)")
        #expect((100..<300).contains(client.innerMTU))
        #expect(client.close().isSuccess)
        let short = client.handshake(descriptor: descriptor, kind: SECSOCK_DATAGRAM, longestDatagram: 127)
        #expect(short.number == SystemErrorCode.invalidArgument.rawValue)
    }

    @Test func `gives one datagram a call, and says where it was cut`() throws {
        let joined = try Joined.psk()
        joined.client.setReceiveTimeout(0)
        #expect(joined.client.receive().error.number == SystemErrorCode.timedOut.rawValue)
        try joined.server.send([1, 2, 3, 4, 5])
        try joined.server.send([6, 7])
        try joined.server.send([8])
        let cut = joined.client.receive(atMost: 3)
        #expect(cut.error.number == SystemErrorCode.messageTooLong.rawValue)
        #expect(cut.bytes == [1, 2, 3])
        #expect(joined.client.receive(atMost: 2).bytes == [6, 7])
        #expect(joined.client.receive(atMost: 2).bytes == [8])
        let none = joined.client.receive(atMost: 2)
        #expect(none.error.number == SystemErrorCode.timedOut.rawValue)
        #expect(none.bytes.isEmpty)
        let most = joined.client.innerMTU
        #expect(joined.client.send([UInt8](repeating: 1, count: most)).isSuccess)
        #expect(try joined.server.receive(atMost: most + 1).count == most)
        let tooLong = joined.client.send([UInt8](repeating: 1, count: most + 1))
        #expect(tooLong.number == SystemErrorCode.messageTooLong.rawValue)
        #expect(joined.client.send([]).isSuccess)
    }

    @Test func `keeps the rest of a stream, and says so`() throws {
        let joined = try Joined.psk(.stream)
        #expect(!joined.client.hasBufferedData)
        try joined.server.send([1, 2, 3])
        #expect(joined.client.receive(atMost: 2).bytes == [1, 2])
        #expect(joined.client.hasBufferedData)
        #expect(joined.client.receive(atMost: 2).bytes == [3])
        #expect(!joined.client.hasBufferedData)
    }

    @Test func `tells a stream that was cut from one that was closed`() throws {
        let joined = try Joined.psk(.stream)
        try joined.server.shutdown()
        let end = joined.client.receive()
        #expect(end.error.reason == SECSOCK_REASON_TRUNCATED_STREAM)
        #expect(!end.hasEnded)
        #expect(end.bytes.isEmpty)
    }

    @Test func `gives the alert of a peer that refuses it`() throws {
        let (near, far) = MemoryTransport.pair(.stream)
        let server = try ServerSocket(.psk(.stream, identity: Array("another".utf8)))
        let done = onThread { try server.upgrade(far, as: .server, within: .seconds(20)) }
        let client = try CSocket(CContext(SECSOCK_STREAM))
        let error = client.handshake(CallbackWire(near))
        let refusal = try #require(done.take()?.failure)
        let sent = try #require(refusal.sentAlert)
        #expect(error.category == SECSOCK_CATEGORY_ALERT)
        #expect(error.code == Int(sent.packed))
        #expect(client.lastReceivedAlert == Int(sent.packed))
        #expect(client.errorText.contains(sent.description.name))
    }

    @Test func `gives the report of a server that it refuses, and tells the server`() throws {
        let (near, far) = MemoryTransport.pair(.stream)
        let server = try ServerSocket(.server(.stream, certificate: "server-expired"))
        let done = onThread { try server.upgrade(far, as: .server, within: .seconds(20)) }
        let client = try CSocket(CContext(SECSOCK_STREAM, CContext.anchors))
        let error = client.handshake(CallbackWire(near))
        _ = done.take()
        #expect(error.reason == SECSOCK_REASON_EXPIRED)
        #expect(error.sentAlert == 0x0200 | 45)
        #expect(client.lastSentAlert == 0x0200 | 45)
        #expect(client.report.contains("\"verdict\":\"refused\""))
        #expect(client.report.contains("\"rule\":\"expired\""))
        #expect(client.state == SECSOCK_STATE_CLOSED)
    }

    @Test func `gives the report of a server that it has verified, and its certificate`() throws {
        let version = CCase(version: .tls12, usesCertificates: true)
        let joined = try Joined(CContext(version.number, version.fillClient), version.configuration(.server))
        #expect(joined.client.report.contains("\"authenticated\":true"))
        let leaf = try Certificates.bytes("server.der")
        var bytes = [UInt8](repeating: 0, count: leaf.count + 10)
        let length = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe secsock_socket_peer_certificate(joined.client.pointer, 0, buffer.baseAddress, buffer.count)
        }
        #expect(Array(bytes.prefix(length)) == leaf)
        unsafe #expect(secsock_socket_peer_certificate(joined.client.pointer, 0, nil, 0) == leaf.count)
        for index in [1, 7, -1, Int.min, Int.max] {
            unsafe #expect(secsock_socket_peer_certificate(joined.client.pointer, index, nil, 0) == 0)
        }
    }

    @Test func `agrees on an application protocol`() throws {
        let context = try CContext(SECSOCK_STREAM) { configuration, arena in
            CContext.psk(&configuration, arena)
            unsafe configuration.application_protocols = unsafe arena.list([arena.text("coap"), arena.text("h2")])
            unsafe configuration.application_protocol_count = 2
        }
        var configuration = TLSConfiguration.psk(.stream)
        configuration.applicationProtocols = ["h2"]
        let joined = try Joined(context, configuration)
        #expect(joined.client.applicationProtocol == "h2")
    }

    /// Whether the server's library can do what a case needs; the other end has the build's default.
    private func canCarry(_ version: CCase) -> Bool {
        guard version.version == .tls13, !version.usesCertificates else { return true }
        return ServerBackend.can(.preSharedKeysTLS13) && DefaultBackend.features.contains(.preSharedKeysTLS13)
    }
}
