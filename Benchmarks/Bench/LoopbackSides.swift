internal import CBaseline
internal import SecureSockets

/// Sockets on 127.0.0.1: what a program of either kind gets.
struct LoopbackSides<Backend: MeasuredBackend> {
    private let subject: Subject<Backend>
    private let kind: Kind
    private let makeTicketSubject: () throws -> Subject<Backend>

    init(_ kind: Kind, certificates: String) throws {
        subject = try Subject.make(kind, certificates)
        self.kind = kind
        makeTicketSubject = { try Subject.make(kind, certificates, givesTickets: true) }
    }

    var sides: Sides {
        Sides(
            handshakes: { try handshakes() },
            resumptions: { try resumptions(count: $0) },
            records: { try records(of: $0, count: $1, batch: $2) },
            roundTrips: { try roundTrips(of: $0, count: $1) },
            heap: { try heap(of: $0) }
        )
    }

    private func handshakes() throws -> Contestant {
        let (subject, count) = (subject, kind.handshakesInRound)
        let c = try subject.listenerOfBaseline()
        let port = c.port
        let listener = try Loopback.listener(subject)
        return Contestant(
            Backend.self,
            baseline: {
                try beside(
                    { for _ in 0..<count { try c.accept().close() } },
                    { for _ in 0..<count { try subject.clientOfBaseline(to: port).close() } }
                )
            },
            swift: {
                try beside(
                    { for _ in 0..<count { try Loopback.accept(listener).close() } },
                    { for _ in 0..<count { try Loopback.connect(subject, listener).close() } }
                )
            }
        )
    }

    /// By ticket, with connect, a round trip and close; the session lies in a buffer, in C as in Swift.
    ///
    /// A server of TLS 1.3 gives another ticket behind the handshake, which must find its client still there.
    private func resumptions(count: Int) throws -> Contestant {
        let subject = try makeTicketSubject()
        let session = try subject.sessionOfBaseline()
        let c = try subject.listenerOfBaseline()
        let port = c.port
        let listener = try Loopback.listener(subject)
        let storage = SessionStorage.buffer(SessionBuffer(size: 4096))
        let first = try Loopback.pair(subject, listener, resuming: storage)
        try first.client.close()
        try first.server.close()
        return Contestant(
            Backend.self,
            baseline: {
                try beside(
                    { for _ in 0..<count { try Self.answer(c.accept()) } },
                    { for _ in 0..<count { try Self.ask(subject.clientOfBaseline(resuming: session, to: port)) } }
                )
            },
            swift: {
                try beside(
                    { for _ in 0..<count { try Self.answer(Loopback.accept(listener)) } },
                    {
                        for _ in 0..<count {
                            let client = try Loopback.connect(subject, listener, resuming: storage)
                            guard client.resumption?.isResumed == true else { throw BenchError.notResumed }
                            try Self.ask(client)
                        }
                    }
                )
            }
        )
    }

    private static func ask(_ socket: BaselineSocket) throws {
        try socket.ask(size: 32, count: 1)
        socket.close()
    }

    private static func answer(_ socket: BaselineSocket) throws {
        try socket.answer(size: 32, count: 1)
        socket.close()
    }

    private static func ask(_ socket: SecureSocket<Backend>) throws {
        try Loopback.ask(socket, size: 32, count: 1)
        try socket.close()
    }

    private static func answer(_ socket: SecureSocket<Backend>) throws {
        try Loopback.answer(socket, size: 32, count: 1)
        try socket.close()
    }

    /// One way and in one thread: nobody waits for another thread to be woken, and nothing is lost.
    private func records(of size: Int, count: Int, batch: Int) throws -> Contestant {
        let c = try Loopback.baseline(subject)
        let own = try Loopback.pair(subject)
        let bytes = [UInt8](repeating: 7, count: size)
        let buffer = ReadBuffer()
        return Contestant(
            Backend.self,
            baseline: { try c.client.stream(to: c.server, size: size, count: count, batch: batch) },
            swift: {
                for _ in 0..<count / batch {
                    for _ in 0..<batch { try own.client.send(bytes.span) }
                    for _ in 0..<batch { try buffer.receive(own.server, bytes.count) }
                }
            }
        )
    }

    private func roundTrips(of size: Int, count: Int) throws -> Contestant {
        let c = try Loopback.baseline(subject)
        let own = try Loopback.pair(subject)
        return Contestant(
            Backend.self,
            baseline: {
                try beside(
                    { try c.server.answer(size: size, count: count) },
                    { try c.client.ask(size: size, count: count) }
                )
            },
            swift: {
                let server = own.server
                try beside(
                    { try Loopback.answer(server, size: size, count: count) },
                    { try Loopback.ask(own.client, size: size, count: count) }
                )
            }
        )
    }

    /// Each has received once.
    private func heap(of count: Int) throws -> (c: Double, swift: Double) {
        let (c, own) = (try subject.listenerOfBaseline(), try Loopback.listener(subject))
        let start = baseline_heap_in_use()
        let theirs = try (0..<count).map { _ in try Loopback.baseline(subject, c) }
        let middle = baseline_heap_in_use()
        let ours = try (0..<count).map { _ in try Loopback.pair(subject, own) }
        let end = baseline_heap_in_use()
        return withExtendedLifetime((theirs, ours)) {
            (Double(middle - start) / Double(2 * count), Double(end - middle) / Double(2 * count))
        }
    }
}
