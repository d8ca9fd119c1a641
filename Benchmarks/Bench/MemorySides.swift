internal import CBaseline
internal import SecureSockets

/// Two engines in memory, in one thread: nothing of the system.
struct MemorySides<Backend: MeasuredBackend> {
    private let subject: Subject<Backend>
    private let kind: Kind
    private let makeTicketSubject: () throws -> Subject<Backend>

    /// `certificates` is the folder of the test certificates.
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
            roundTrips: nil,
            heap: { try heap(of: $0) }
        )
    }

    private func handshakes() throws -> Contestant {
        let (subject, count) = (subject, kind.handshakesInRound)
        return Contestant(
            Backend.self,
            baseline: { for _ in 0..<count { _ = try subject.pairOfBaseline() } },
            swift: { for _ in 0..<count { _ = try Pair(subject.client, subject.server) } }
        )
    }

    /// By ticket; the session lies in a buffer, in C as in Swift.
    private func resumptions(count: Int) throws -> Contestant {
        let subject = try makeTicketSubject()
        let session = try subject.sessionOfBaseline()
        let buffer = SessionBuffer(size: 4096)
        let first = try Pair(subject.client, subject.server, resuming: .buffer(buffer))
        try first.takeTicket(into: buffer, subject.client)
        return Contestant(
            Backend.self,
            baseline: { for _ in 0..<count { _ = try subject.pairOfBaseline(resuming: session) } },
            swift: {
                for _ in 0..<count {
                    let pair = try Pair(subject.client, subject.server, resuming: .buffer(buffer))
                    guard pair.client.engine.isResumed else { throw BenchError.notResumed }
                }
            }
        )
    }

    private func records(of size: Int, count: Int, batch: Int) throws -> Contestant {
        let c = try subject.pairOfBaseline()
        let pair = try Pair(subject.client, subject.server)
        let buffer = ReadBuffer()
        let bytes = [UInt8](repeating: 7, count: size)
        let subject = subject
        return Contestant(
            Backend.self,
            baseline: { try withExtendedLifetime(subject) { try c.transfer(size: size, count: count) } },
            swift: { try pair.transfer(bytes, count: count, into: buffer) }
        )
    }

    private func heap(of count: Int) throws -> (c: Double, swift: Double) {
        let start = baseline_heap_in_use()
        let theirs = try (0..<count).map { _ in try subject.pairOfBaseline() }
        let middle = baseline_heap_in_use()
        let ours = try (0..<count).map { _ in try Pair(subject.client, subject.server) }
        let end = baseline_heap_in_use()
        return withExtendedLifetime((theirs, ours)) {
            (Double(middle - start) / Double(2 * count), Double(end - middle) / Double(2 * count))
        }
    }
}
