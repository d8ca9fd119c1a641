internal import CBaseline
internal import SecureSockets

/// Sockets on 127.0.0.1: what a program of either kind gets.
struct LoopbackSides<Backend: MeasuredBackend> {
    private let subject: Subject<Backend>
    private let kind: Kind

    init(_ subject: Subject<Backend>, _ kind: Kind) {
        self.subject = subject
        self.kind = kind
    }

    var sides: Sides {
        Sides(
            handshakes: { try handshakes() },
            resumptions: nil,
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
