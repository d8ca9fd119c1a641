internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `A transport of the caller's` {
    @Test(arguments: [TransportKind.stream, .datagram])
    func `carries a handshake and data in both roles`(_ kind: TransportKind) throws {
        let (near, far) = MemoryTransport.pair(kind)
        let (client, server) = try pair(near, far, kind)
        #expect(client.state == .connected)
        #expect(server.state == .accepted)
        try client.send([1, 2, 3])
        try expectBytes([1, 2, 3], from: server)
        try server.send([4])
        try expectBytes([4], from: client)
        try client.close()
        try expectBytes([], from: server)
        try server.close()
    }

    @Test(arguments: 1...5)
    func `that takes a byte at a time and has nothing at random carries a stream`(_ seed: UInt64) throws {
        let (near, far) = MemoryTransport.pair(.stream)
        let ends = [reluctant(near, seed), reluctant(far, seed + 100)]
        let (client, server) = try pair(ends[0], ends[1], .stream)
        let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0) }
        try carry(bytes, from: client, to: server)
        try carry(bytes, from: server, to: client)
    }

    @Test func `carries 8 MiB in each direction at once`() throws {
        let (near, far) = MemoryTransport.pair(.stream)
        let (client, server) = try pair(near, far, .stream)
        let bytes = (0..<8 << 20).map { UInt8(truncatingIfNeeded: $0 >> 8 ^ $0) }
        let upward = onThread { try carry(bytes, from: client, to: server) }
        try carry(bytes, from: server, to: client)
        try expectGood(upward)
    }

    @Test(arguments: 1...5)
    func `that has nothing at random carries datagrams`(_ seed: UInt64) throws {
        let (near, far) = MemoryTransport.pair(.datagram)
        let ends = [reluctant(near, seed), reluctant(far, seed + 100)]
        let (client, server) = try pair(ends[0], ends[1], .datagram)
        for number in UInt8(0)..<50 {
            try client.send([number])
            try expectBytes([number], from: server)
        }
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `is closed by the socket that has it, and not by a failed upgrade`(_ kind: TransportKind) throws {
        let (near, far) = MemoryTransport.pair(kind)
        let wrapped = WrappedTransport(near)
        let client = try ClientSocket(.psk(kind))
        let error = #expect(throws: TLSError.self) {
            try client.upgrade(wrapped, as: .client, host: "localhost", within: .milliseconds(20))
        }
        #expect(error?.reason == .timedOut)
        #expect(wrapped.closed == 0)
        #expect(client.state == .closed)
        let hello = try [UInt8](capacity: 2000) { (output) throws(TLSError) in _ = try far.receive(into: &output) }
        #expect(hello.first == 22)
        _ = try far.send([1].span)
        let answer = try [UInt8](capacity: 10) { (output) throws(TLSError) in _ = try wrapped.receive(into: &output) }
        #expect(answer == [1])
        let (second, peer) = MemoryTransport.pair(kind)
        let good = WrappedTransport(second)
        let (socket, server) = try pair(good, peer, kind)
        try socket.close()
        #expect(good.closed == 1)
        try server.close()
    }

    @Test func `of the other kind is refused`() throws {
        let client = try ClientSocket(.psk(.datagram))
        let error = #expect(throws: TLSError.self) {
            try client.upgrade(MemoryTransport.pair(.stream).0, as: .client, host: "localhost")
        }
        #expect(error?.reason == .invalidConfiguration)
    }

    @Test(arguments: [Int.min, 0, 1, 60, 127])
    func `whose datagrams are too short for a handshake is refused`(_ length: Int) throws {
        let wrapped = WrappedTransport(MemoryTransport.pair(.datagram).0)
        wrapped.maximumTransmissionUnitOverride = length
        let client = try ClientSocket(.psk(.datagram))
        let error = #expect(throws: TLSError.self) { try client.upgrade(wrapped, as: .client, host: "localhost") }
        #expect(error?.detail.contains("wanted 128 to 65507") == true)
    }

    @Test func `that is a name short of verification is refused`() throws {
        let client = try ClientSocket(.client(.stream))
        let error = #expect(throws: TLSError.self) { try client.upgrade(MemoryTransport.pair(.stream).0, as: .client) }
        #expect(error?.detail.contains("no name to verify") == true)
    }

    @Test func `that refuses one datagram after a wait carries the next one`() throws {
        let (near, far) = MemoryTransport.pair(.datagram)
        let wrapped = WrappedTransport(near)
        let (client, server) = try pair(wrapped, far, .datagram)
        let calls = Mailbox<Int>()
        wrapped.sends = { (_, _) throws(TLSError) in
            calls.put(1)
            if calls.count < 2 { return 0 }
            throw .system(.messageTooLong, .messageTooLong)
        }
        expect(.messageTooLong) { try client.send([1]) }
        wrapped.sends = nil
        try client.send([2])
        try expectBytes([2], from: server)
    }

    private func reluctant(_ base: MemoryTransport, _ seed: UInt64) -> WrappedTransport {
        let wrapped = WrappedTransport(base)
        var sending = SeededGenerator(seed)
        var receiving = SeededGenerator(seed + 50)
        wrapped.sends = { (base, bytes) throws(TLSError) in
            if UInt8.random(in: 0...3, using: &sending) == 0 { return 0 }
            return try base.send(base.kind == .stream ? bytes.extracting(..<1) : bytes)
        }
        wrapped.receives = { (base, bytes) throws(TLSError) in
            if Bool.random(using: &receiving) { return .wouldBlock }
            return try base.receive(into: &bytes)
        }
        return wrapped
    }
}

/// Sends on a thread of its own, and receives all of it meanwhile.
private func carry(
    _ bytes: [UInt8],
    from sender: SecureSocket<some TLSBackend>,
    to receiver: SecureSocket<some TLSBackend>
) throws {
    let sending = onThread { try sender.send(bytes) }
    var received: [UInt8] = []
    received.reserveCapacity(bytes.count)
    while received.count < bytes.count {
        let piece = try receiver.receive(atMost: 16_384)
        try #require(!piece.isEmpty)
        received += piece
    }
    try expectGood(sending)
    #expect(received == bytes)
}
