internal import CSecureSockets
internal import SecureSocketCore

/// A transport of the caller's functions, which may wait themselves.
///
/// What a wait has received is kept until it is asked for, in memory of its own size: the buffer that it waits with, which has
/// room for the longest datagram, is one of those that sockets share. A wait to send sends what was refused last, which is what
/// the socket offers next, and keeps what came of it.
@safe final class CallbackTransport: Transport, @unchecked Sendable {
    /// What a call of `receive` came to.
    private enum Arrival {
        case bytes([UInt8])
        case end
        case failure(TLSError)
    }

    /// What a call of `send` came to.
    private enum Departure {
        case taken(Int)
        case failure(TLSError)
    }

    /// How long a wait rests after a function that says too early that the time has passed, or looks after both directions.
    private static let pause = Duration.milliseconds(10)

    let kind: TransportKind
    private let calls: TransportCalls
    private let lock = Lock()
    // All that follows is guarded by `lock`.
    private var arrival: Arrival?
    private var isReceiving = false
    private var isCanceled = false
    private var isClosed = false
    /// What `send` was offered last and did not take.
    private var refused: [UInt8] = []
    private var departure: Departure?
    private var isSending = false

    init(_ calls: TransportCalls, _ kind: TransportKind) {
        self.calls = calls
        self.kind = kind
    }

    var maximumTransmissionUnit: Int { calls.maximumTransmissionUnit }

    var descriptor: Int32? { nil }

    func send(_ bytes: Span<UInt8>) throws(TLSError) -> Int {
        lock.lock()
        defer { lock.unlock() }
        guard !isClosed else { throw .system(.brokenPipe, .network) }
        if let departure {
            (self.departure, refused) = (nil, [])
            switch departure {
            case .taken(let count): return min(count, bytes.count)
            case .failure(let error): throw error
            }
        }
        guard !isSending else { return 0 }
        isSending = true
        lock.unlock()
        defer {
            lock.lock()
            isSending = false
            lock.broadcast()
        }
        let sent = try sendNow(bytes, 0)
        refused = sent == nil ? bytes.copied : []
        return sent ?? 0
    }

    func receive(into bytes: inout OutputSpan<UInt8>) throws(TLSError) -> TransportStatus {
        lock.lock()
        defer { lock.unlock() }
        if let arrival {
            self.arrival = nil
            return try take(arrival, into: &bytes)
        }
        guard !isReceiving, !isClosed else { return .wouldBlock }
        isReceiving = true
        lock.unlock()
        defer {
            lock.lock()
            isReceiving = false
            lock.broadcast()
        }
        let status = try calls.receive(into: &bytes, 0, kind)
        return status ?? .wouldBlock
    }

    func wait(for interest: TransportInterest, before deadline: Deadline) throws(TLSError) {
        lock.lock()
        defer { lock.unlock() }
        guard interest.contains(.readable) else { return try waitToSend(before: deadline) }
        // Who waits for both is to try to send now and then.
        let isSlice = interest.contains(.writable)
        let end = isSlice ? deadline.earlier(Deadline.now + Self.pause) : deadline
        while true {
            guard !isCanceled else { throw .system(.canceled, .canceled) }
            guard arrival == nil, !isClosed else { return }
            if isReceiving { lock.wait(before: end) } else { receive(before: end) }
            guard arrival == nil, !isCanceled, end.hasPassed else { continue }
            guard isSlice, !deadline.hasPassed else { throw .system(.timedOut, .timedOut) }
            return
        }
    }

    func cancel() {
        lock.withLock {
            isCanceled = true
            lock.broadcast()
        }
        calls.cancel()
    }

    func shutdown() {
        calls.shutdown()
    }

    func close() {
        let isFirst = lock.withLock {
            defer { isClosed = true }
            return !isClosed
        }
        if isFirst { calls.close() }
    }

    // MARK: With `lock` held

    private func waitToSend(before deadline: Deadline) throws(TLSError) {
        while true {
            guard !isCanceled else { throw .system(.canceled, .canceled) }
            guard departure == nil, !refused.isEmpty, !isClosed else { return }
            guard !deadline.hasPassed else { throw .system(.timedOut, .timedOut) }
            if isSending { lock.wait(before: deadline) } else { sendRefused(before: deadline) }
        }
    }

    /// Sends once what was refused, with the lock given up meanwhile.
    private func sendRefused(before deadline: Deadline) {
        let bytes = refused
        isSending = true
        lock.unlock()
        var found: Departure?
        do throws(TLSError) {
            found = try sendNow(bytes.span, deadline.milliseconds).map { .taken($0) }
        } catch {
            found = .failure(error)
        }
        lock.lock()
        isSending = false
        departure = found
        lock.broadcast()
        if found == nil { rest(before: deadline) }
    }

    /// Receives once, with the lock given up meanwhile.
    private func receive(before deadline: Deadline) {
        isReceiving = true
        lock.unlock()
        let found = receiveNow(deadline.milliseconds)
        lock.lock()
        isReceiving = false
        arrival = found
        lock.broadcast()
        if found == nil { rest(before: deadline) }
    }

    /// A function that has time left and says that there is none is not asked again at once.
    private func rest(before deadline: Deadline) {
        guard !isCanceled, !deadline.hasPassed else { return }
        lock.wait(before: deadline.earlier(Deadline.now + Self.pause))
    }

    private func take(_ arrival: Arrival, into output: inout OutputSpan<UInt8>) throws(TLSError) -> TransportStatus {
        switch arrival {
        case .failure(let error): throw error
        case .end:
            self.arrival = .end
            return .endOfStream
        case .bytes(let bytes):
            let count = min(bytes.count, output.freeCapacity)
            for index in 0..<count { output.append(bytes[index]) }
            if kind == .stream, count < bytes.count { self.arrival = .bytes(Array(bytes[count...])) }
            return .data
        }
    }

    // MARK: Without `lock`

    /// How many bytes were taken; nil where the time has passed.
    private func sendNow(_ bytes: Span<UInt8>, _ timeout: CInt) throws(TLSError) -> Int? {
        guard let sent = try calls.send(bytes, timeout) else { return nil }
        guard sent <= bytes.count, sent > 0, kind == .stream || sent == bytes.count else {
            throw .transport(
                TransportCalls.impossible,
                detail: "a send of \(bytes.count) bytes said that it sent \(sent)"
            )
        }
        return sent
    }

    private func receiveNow(_ timeout: CInt) -> Arrival? {
        do throws(TLSError) {
            var bytes: [UInt8] = []
            let status = try InputBuffers.fill(
                kind,
                from: { (output) throws(TLSError) in try calls.receive(into: &output, timeout, kind) ?? .wouldBlock },
                { bytes = $0.copied }
            )
            switch status {
            case .data: return .bytes(bytes)
            case .endOfStream: return .end
            case .wouldBlock: return nil
            }
        } catch {
            return .failure(error)
        }
    }
}
