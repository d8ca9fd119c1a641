/// One end of a pair that lives in memory: for tests, and for two parts of one process.
///
/// Nothing is lost, doubled or swapped. Both ends may be used from different threads.
public final class MemoryTransport: Transport, @unchecked Sendable {
    /// Datagrams or a stream.
    public let kind: TransportKind
    /// The longest datagram in bytes that it takes.
    public let maximumTransmissionUnit: Int
    /// There is none.
    public var descriptor: Int32? { nil }

    private let shared: Shared
    private let isFirst: Bool

    /// Both ends, joined: what one sends the other receives.
    ///
    /// `maximumTransmissionUnit` is the longest datagram in bytes; default 1400, without effect on a stream.
    public static func pair(
        _ kind: TransportKind,
        maximumTransmissionUnit: Int = 1400
    ) -> (MemoryTransport, MemoryTransport) {
        let shared = Shared(kind)
        return (
            MemoryTransport(kind, maximumTransmissionUnit, shared, isFirst: true),
            MemoryTransport(kind, maximumTransmissionUnit, shared, isFirst: false)
        )
    }

    private init(_ kind: TransportKind, _ maximumTransmissionUnit: Int, _ shared: Shared, isFirst: Bool) {
        self.kind = kind
        self.maximumTransmissionUnit = maximumTransmissionUnit
        self.shared = shared
        self.isFirst = isFirst
    }

    /// Puts a datagram or bytes into the other end's queue; EMSGSIZE for a datagram over the maximum, EPIPE for a closed end.
    public func send(_ bytes: Span<UInt8>) throws(TLSError) -> Int {
        guard kind == .stream || bytes.count <= maximumTransmissionUnit else {
            throw .system(.messageTooLong, .messageTooLong)
        }
        return try shared.lock.withLock { () throws(TLSError) in
            guard !incoming.isEnded, !outgoing.isEnded else { throw .system(.brokenPipe, .network) }
            outgoing.queue.append(bytes)
            shared.lock.broadcast()
            return bytes.count
        }
    }

    /// Takes a datagram or bytes out of the own queue.
    public func receive(into bytes: inout OutputSpan<UInt8>) throws(TLSError) -> TransportStatus {
        shared.lock.lock()
        defer { shared.lock.unlock() }
        if incoming.queue.takeFirst(into: &bytes) { return .data }
        guard incoming.isEnded || outgoing.isEnded else { return .wouldBlock }
        // A datagram peer that is gone is silent, as on a network.
        return kind == .stream ? .endOfStream : .wouldBlock
    }

    /// Waits until there is something to take; there is always room to send.
    public func wait(for interest: TransportInterest, before deadline: Deadline) throws(TLSError) {
        shared.lock.lock()
        defer { shared.lock.unlock() }
        while true {
            guard !incoming.isCanceled else { throw .system(.canceled, .canceled) }
            let hasEnded = kind == .stream && (incoming.isEnded || outgoing.isEnded)
            if interest.contains(.writable) || !incoming.queue.isEmpty || hasEnded { return }
            guard !deadline.hasPassed else { throw .system(.timedOut, .timedOut) }
            shared.lock.wait(before: deadline)
        }
    }

    /// Ends all waits of this end with ECANCELED.
    public func cancel() {
        shared.lock.withLock {
            incoming.isCanceled = true
            shared.lock.broadcast()
        }
    }

    /// Ends the stream for both ends.
    public func shutdown() {
        shared.lock.withLock {
            outgoing.isEnded = true
            shared.lock.broadcast()
        }
    }

    /// The same as `shutdown`.
    public func close() {
        shutdown()
    }

    private var incoming: Direction { isFirst ? shared.toFirst : shared.toSecond }
    private var outgoing: Direction { isFirst ? shared.toSecond : shared.toFirst }
}

private final class Shared {
    let lock = Lock()
    let toFirst: Direction
    let toSecond: Direction

    init(_ kind: TransportKind) {
        toFirst = Direction(kind)
        toSecond = Direction(kind)
    }
}

private final class Direction {
    let queue: RecordQueue
    var isEnded = false
    var isCanceled = false

    init(_ kind: TransportKind) {
        queue = RecordQueue(kind)
    }
}
