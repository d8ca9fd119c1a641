internal import CSecureSockets
internal import SecureSockets
internal import Synchronization
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `Functions of a transport` {
    private static let garbage: [CInt] = [-3, -1000, .min, .max, 4096, 1 << 20, 1 << 16 + 11]

    @Test(arguments: garbage)
    func `that return what is no number of an error end the call with EIO`(_ status: CInt) throws {
        for kind in [TransportKind.datagram, .stream] {
            for isSend in [true, false] {
                let error = try handshake(kind) { wire in
                    if isSend {
                        unsafe wire.sends = { _, _, _, _ in status }
                    } else {
                        unsafe wire.receives = { _, _, _, _ in status }
                    }
                }
                #expect(error.number == SystemErrorCode.inputOutput.rawValue)
            }
        }
    }

    @Test(arguments: [1, 2, 11, 32, 90, 104, 107, 110, 111, 113, 125, 4095] as [CInt])
    func `that fail end the call with their errno, but for those that ask to wait`(_ number: CInt) throws {
        for kind in [TransportKind.datagram, .stream] {
            let error = try handshake(kind) { unsafe $0.receives = { _, _, _, _ in number } }
            #expect(error.number == (number == 11 ? SystemErrorCode.timedOut.rawValue : UInt16(number)))
            let other = try handshake(kind) { unsafe $0.sends = { _, _, _, _ in number } }
            #expect(other.number == (number == 11 ? SystemErrorCode.timedOut.rawValue : UInt16(number)))
        }
    }

    @Test(arguments: [0, -1, .min, .max, 1 << 40, 100_000] as [Int])
    func `that have sent what cannot be end the call with EIO`(_ count: Int) throws {
        for kind in [TransportKind.datagram, .stream] {
            let error = try handshake(kind) { wire in
                unsafe wire.sends = { _, _, _, sent in
                    sent = count
                    return 0
                }
            }
            #expect(error.number == SystemErrorCode.inputOutput.rawValue)
        }
    }

    @Test func `that send a part of a datagram end the call, and of a stream go on`() throws {
        let error = try handshake(.datagram) { wire in
            unsafe wire.sends = { wire, bytes, _, sent in
                let status = unsafe wire.passOn(bytes, &sent)
                sent -= 1
                return status
            }
        }
        #expect(error.number == SystemErrorCode.inputOutput.rawValue)
        let joined = try Joined(CContext(SECSOCK_STREAM), .psk(.stream)) { wire, _ in
            unsafe wire.sends = { wire, bytes, _, sent in
                unsafe wire.passOn(UnsafeRawBufferPointer(rebasing: bytes[..<1]), &sent)
            }
        }
        try joined.expectEcho()
    }

    @Test(arguments: [-1, .min, .max, 1 << 40, 65_537] as [Int])
    func `that have received what cannot be end the call with EIO`(_ count: Int) throws {
        for kind in [TransportKind.datagram, .stream] {
            let error = try handshake(kind) { wire in
                unsafe wire.receives = { _, _, _, received in
                    received = count
                    return 0
                }
            }
            #expect(error.number == SystemErrorCode.inputOutput.rawValue)
        }
    }

    @Test func `that receive noise end a stream's handshake, and not that of datagrams`() throws {
        for kind in [TransportKind.datagram, .stream] {
            var generator = SeededGenerator(5)
            let error = try handshake(kind) { wire in
                unsafe wire.receives = { _, space, timeout, received in
                    guard timeout != 0 else { return CInt(SECSOCK_IO_TIMED_OUT) }
                    received = min(200, space.count)
                    for index in 0..<received { unsafe space[index] = UInt8.random(in: 0...255, using: &generator) }
                    return 0
                }
            }
            #expect(!error.isSuccess)
            #expect(error.isWellFormed)
            if kind == .datagram { #expect(error.number == SystemErrorCode.timedOut.rawValue) }
        }
    }

    @Test func `that end a stream end the handshake`() throws {
        for isZero in [true, false] {
            let error = try handshake(.stream) { wire in
                unsafe wire.receives = { _, _, _, _ in isZero ? 0 : CInt(SECSOCK_IO_END) }
            }
            #expect(error.reason == SECSOCK_REASON_TRUNCATED_STREAM || error.reason == SECSOCK_REASON_CONNECTION_CLOSED)
        }
    }

    @Test func `that say too early that the time has passed are not asked without end`() throws {
        let calls = Mutex(0)
        let error = try handshake(.datagram, within: 200) { wire in
            unsafe wire.receives = { _, _, _, _ in
                calls.withLock { $0 += 1 }
                return CInt(SECSOCK_IO_TIMED_OUT)
            }
        }
        #expect(error.number == SystemErrorCode.timedOut.rawValue)
        // Ten milliseconds lie between two of them, and it is asked twice in a round.
        #expect(calls.withLock { $0 } <= 60)
    }

    @Test(arguments: [Int.min, -1, 0, 1, 127, 128, 1400, 65_507, 65_508, .max])
    func `that tell any MTU lead to an error or to datagrams that are no longer`(_ length: Int) throws {
        let context = try CContext()
        guard length < 0 || length >= 128 else {
            let error = try handshake(.datagram) { $0.maximumTransmissionUnit = { length } }
            #expect(error.number == SystemErrorCode.invalidArgument.rawValue)
            return
        }
        let joined = try Joined(context, .psk()) { wire, _ in wire.maximumTransmissionUnit = { length } }
        #expect(joined.client.innerMTU <= 16_384)
        #expect(length < 0 || joined.client.innerMTU < length)
        try joined.expectEcho()
    }

    @Test func `that use their own socket are refused, with EBUSY`() throws {
        let found = Mutex<[CInt]>([])
        let joined = try Joined(CContext(), .psk()) { wire, client in
            let ask = { [unowned client] in
                let errors = [
                    client.send([1]), client.receive().error, client.close(), client.suspend(), client.shutdown(),
                    client.bind(), client.negotiated().error, client.setHandshakeTimeouts(0, 0),
                ]
                #expect(client.state == SECSOCK_STATE_CLOSED)
                #expect(client.innerMTU == 0)
                #expect(client.errorText.isEmpty)
                client.cancel()
                client.destroy()
                found.withLock { $0 += errors.map { $0.number } }
            }
            unsafe wire.sends = { wire, bytes, _, sent in
                ask()
                return unsafe wire.passOn(bytes, &sent)
            }
            unsafe wire.receives = { wire, space, timeout, received in
                ask()
                return unsafe wire.take(space, timeout, &received)
            }
            wire.maximumTransmissionUnit = {
                ask()
                return 1400
            }
            wire.closes = ask
        }
        try joined.expectEcho()
        #expect(joined.client.close().isSuccess)
        let numbers = found.withLock { $0 }
        #expect(numbers.count >= 8 * 6)
        #expect(numbers.allSatisfy { $0 == SystemErrorCode.busy.rawValue })
    }

    @Test func `are told how long they may wait, and are not called after close`() throws {
        let timeouts = Mutex<[Int64]>([])
        let joined = try Joined(CContext(), .psk()) { wire, client in
            _ = client.setHandshakeTimeouts(400, 800)
            unsafe wire.receives = { wire, space, timeout, received in
                timeouts.withLock { $0.append(timeout) }
                return unsafe wire.take(space, timeout, &received)
            }
        }
        #expect(timeouts.withLock { $0 }.allSatisfy { (0...400).contains($0) })
        #expect(timeouts.withLock { $0 }.contains { $0 > 0 })
        joined.client.setReceiveTimeout(30)
        timeouts.withLock { $0 = [] }
        #expect(joined.client.receive().error.number == SystemErrorCode.timedOut.rawValue)
        #expect(timeouts.withLock { $0 }.allSatisfy { (0...30).contains($0) })
        #expect(joined.client.close().isSuccess)
        let calls = joined.wire.received.load(ordering: .relaxed) + joined.wire.sent.load(ordering: .relaxed)
        #expect(!joined.client.receive().error.isSuccess)
        #expect(!joined.client.send([1]).isSuccess)
        #expect(joined.wire.received.load(ordering: .relaxed) + joined.wire.sent.load(ordering: .relaxed) == calls)
        #expect(joined.wire.closed.load(ordering: .relaxed) == 1)
    }

    @Test func `of a handshake that failed stay the caller's`() throws {
        let (near, _) = MemoryTransport.pair(.datagram)
        let wire = CallbackWire(near)
        let client = try CSocket(CContext())
        #expect(client.handshake(wire, within: 10).number == SystemErrorCode.timedOut.rawValue)
        client.destroy()
        #expect(wire.closed.load(ordering: .relaxed) == 0)
    }

    /// What a handshake with nobody comes to.
    private func handshake(
        _ kind: TransportKind,
        within limit: Int64 = 300,
        _ prepare: (CallbackWire) -> Void
    ) throws -> CError {
        let wire = CallbackWire(MemoryTransport.pair(kind).0)
        prepare(wire)
        let client = try CSocket(CContext(kind == .datagram ? SECSOCK_DATAGRAM : SECSOCK_STREAM))
        let error = client.handshake(wire, within: limit)
        #expect(client.state == SECSOCK_STATE_CLOSED)
        #expect(!client.errorText.isEmpty)
        return error
    }
}
