internal import CSecureSockets
internal import SecureSockets
internal import Synchronization
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `A function that waits to send` {
    @Test(arguments: [TransportKind.datagram, .stream])
    func `leaves the socket to all other calls, and is ended by cancel`(_ kind: TransportKind) throws {
        let joined = try Joined.psk(kind)
        let gate = Gate()
        unsafe joined.wire.sends = { _, _, timeout, _ in gate.hold(timeout) }
        joined.client.setSendTimeout(-1)
        let done = onThread { [client = joined.client] in
            #expect(client.send([1, 2]).number == SystemErrorCode.canceled.rawValue)
        }
        gate.awaitWaiter()
        #expect(joined.client.state == SECSOCK_STATE_CONNECTED)
        #expect(joined.client.send([3]).number == SystemErrorCode.busy.rawValue)
        try joined.server.send([4, 5])
        #expect(joined.client.receive().bytes == [4, 5], "\(joined.client.errorText)")
        joined.client.cancel()
        gate.open(CInt(SECSOCK_IO_TIMED_OUT))
        #expect(try #require(done.take()).error == nil)
    }

    @Test(arguments: [TransportKind.datagram, .stream])
    func `has sent what was offered, once and whole`(_ kind: TransportKind) throws {
        let joined = try Joined.psk(kind)
        let offers = Mutex<[Int64]>([])
        unsafe joined.wire.sends = { wire, bytes, timeout, sent in
            offers.withLock { $0.append(timeout) }
            guard timeout != 0 else { return CInt(SECSOCK_IO_TIMED_OUT) }
            // A stream takes the half of it.
            let count = kind == .stream ? (bytes.count + 1) / 2 : bytes.count
            return unsafe wire.passOn(UnsafeRawBufferPointer(rebasing: bytes[..<count]), &sent)
        }
        try joined.expectEcho()
        try joined.expectEcho(2)
        let timeouts = offers.withLock { $0 }
        #expect(timeouts.contains(0))
        #expect(timeouts.contains { $0 > 0 })
    }

    @Test(arguments: [TransportKind.datagram, .stream])
    func `fails with its own error, and with ETIMEDOUT where it takes nothing`(_ kind: TransportKind) throws {
        let broken = try Joined.psk(kind)
        unsafe broken.wire.sends = { _, _, timeout, _ in timeout == 0 ? CInt(SECSOCK_IO_TIMED_OUT) : 32 }
        #expect(broken.client.send([1]).number == SystemErrorCode.brokenPipe.rawValue)
        let full = try Joined.psk(kind)
        unsafe full.wire.sends = { _, _, _, _ in CInt(SECSOCK_IO_TIMED_OUT) }
        full.client.setSendTimeout(30)
        #expect(full.client.send([1]).number == SystemErrorCode.timedOut.rawValue)
        // A stream is useless with half a record on it, datagrams go on.
        unsafe full.wire.sends = nil
        #expect(full.client.send([2]).isSuccess == (kind == .datagram))
    }

    /// Holds who waits until it is opened.
    private final class Gate: @unchecked Sendable {
        private let mailbox = Mailbox<CInt>()
        private let hasWaiter = Atomic(false)

        func hold(_ timeout: Int64) -> CInt {
            guard timeout != 0 else { return CInt(SECSOCK_IO_TIMED_OUT) }
            hasWaiter.store(true, ordering: .releasing)
            return mailbox.take() ?? 5
        }

        func awaitWaiter() {
            #expect(eventually { hasWaiter.load(ordering: .acquiring) })
        }

        func open(_ status: CInt) {
            mailbox.put(status)
        }
    }
}
