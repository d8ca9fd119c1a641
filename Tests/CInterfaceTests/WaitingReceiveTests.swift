internal import CSecureSockets
internal import SecureSockets
internal import Synchronization
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `A function that waits to receive` {
    /// Where the memory of several threads is; under a lock that the thread sanitizer knows, which `Mutex` is not.
    private final class Places: @unchecked Sendable {
        private let lock = Lock()
        private var all: Set<UInt> = []

        var count: Int { lock.withLock { all.count } }

        func insert(_ place: UInt) {
            lock.withLock { _ = all.insert(place) }
        }
    }

    @Test func `takes a datagram of any length whole, however short those are that the socket sends`() throws {
        let joined = try Joined.psk()
        let lines = (0..<45).map { [UInt8](repeating: $0, count: 1300) }
        let lengths = Mutex<[Int]>([])
        unsafe joined.wire.receives = { wire, space, timeout, received in
            guard timeout != 0 else { return CInt(SECSOCK_IO_TIMED_OUT) }
            for _ in lines {
                var length = 0
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: space[received...])
                let status = unsafe wire.take(rest, timeout, &length)
                guard status == 0 else { return status }
                received += length
            }
            let length = received
            lengths.withLock { $0.append(length) }
            return 0
        }
        for line in lines { try joined.server.send(line) }
        for line in lines { try #require(joined.client.receive(atMost: 2000).bytes == line) }
        // One datagram with all of them, nearly as long as UDP can have it.
        #expect(lengths.withLock { $0.count } == 1)
        #expect(lengths.withLock { $0.allSatisfy { $0 > 58_500 } })
    }

    @Test(arguments: [TransportKind.datagram, .stream])
    func `has its own memory while others wait at the same time`(_ kind: TransportKind) throws {
        // More than sockets keep buffers for.
        let joined = try (0..<6).map { _ in try Joined.psk(kind) }
        let places = Places()
        for pair in joined {
            unsafe pair.wire.receives = { wire, space, timeout, received in
                guard timeout != 0 else { return CInt(SECSOCK_IO_TIMED_OUT) }
                let status = unsafe wire.take(space, timeout, &received)
                let place = UInt(bitPattern: space.baseAddress)
                places.insert(place)
                // What came stays where it is until all have it.
                _ = eventually { places.count == joined.count }
                return status
            }
        }
        let answers = joined.map { pair in
            let mailbox = Mailbox<[UInt8]>()
            _ = onThread { [client = pair.client] in mailbox.put(client.receive().bytes) }
            return mailbox
        }
        for (number, pair) in joined.enumerated() { try pair.server.send([UInt8(number), 2, 3]) }
        for (number, answer) in answers.enumerated() { #expect(answer.take() == [UInt8(number), 2, 3]) }
        #expect(places.count == joined.count)
    }

    @Test(arguments: [TransportKind.datagram, .stream])
    func `may use another socket that waits, between what came and its end`(_ kind: TransportKind) throws {
        let (outer, inner) = try (Joined.psk(kind), Joined.psk(kind))
        unsafe inner.wire.receives = { wire, space, timeout, received in
            guard timeout != 0 else { return CInt(SECSOCK_IO_TIMED_OUT) }
            return unsafe wire.take(space, timeout, &received)
        }
        let found = Mutex<[UInt8]>([])
        unsafe outer.wire.receives = { wire, space, timeout, received in
            guard timeout != 0 else { return CInt(SECSOCK_IO_TIMED_OUT) }
            let status = unsafe wire.take(space, timeout, &received)
            let bytes = inner.client.receive().bytes
            found.withLock { $0 = bytes }
            return status
        }
        try inner.server.send([7, 8, 9])
        try outer.server.send([1, 2, 3])
        #expect(outer.client.receive().bytes == [1, 2, 3])
        #expect(found.withLock { $0 } == [7, 8, 9])
    }
}
