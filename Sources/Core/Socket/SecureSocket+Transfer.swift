extension SecureSocket {
    /// How many pieces of input a receive takes that has no time left.
    private static var fetchesPastDeadline: Int { 64 }

    /// Sends all bytes or fails.
    ///
    /// On datagrams one call is one datagram; EMSGSIZE over `innerMaximumTransmissionUnit`.
    ///
    /// Nothing to send is no error and sends nothing. ETIMEDOUT where the transport takes no more within `sendTimeout`: a stream
    /// is useless then.
    public func send(_ bytes: Span<UInt8>) throws(TLSError) {
        lock.lock()
        defer { lock.unlock() }
        try users.begin(.sending)
        defer { users.end(.sending) }
        // Lazy, as in `receive`: a call that need not wait asks no clock.
        lazy var deadline = Deadline.after(sendLimit)
        let mostAtOnce = backend.settings.kind == .datagram ? bytes.count : Self.largestRecord
        var offset = 0
        while offset < bytes.count {
            let end = min(offset + mostAtOnce, bytes.count)
            try write(bytes.extracting(offset..<end), before: deadline)
            offset = end
        }
    }

    /// Sends all bytes or fails, as `send` of a span does.
    public func send(_ bytes: [UInt8]) throws(TLSError) {
        try send(bytes.span)
    }

    /// Appends what was received to `bytes`: one whole datagram, or some bytes of a stream.
    ///
    /// Waits for at most `receiveTimeout` and then fails with ETIMEDOUT. A datagram that is longer than the room fills it and
    /// fails with EMSGSIZE; what did not fit is gone. `.endOfStream` after close_notify; a stream that ends without it fails with the
    /// reason `.truncatedStream`. EINVAL for no room.
    public func receive(into bytes: inout OutputSpan<UInt8>) throws(TLSError) -> ReceiveStatus {
        lock.lock()
        defer { lock.unlock() }
        try users.begin(.receiving)
        defer { users.end(.receiving) }
        guard bytes.freeCapacity > 0 else { throw .configuration("there is no room to receive into") }
        lazy var deadline = Deadline.after(receiveLimit)
        var fetched = 0
        while true {
            switch try read(into: &bytes) {
            case .data: return .data
            case .endOfStream: return .endOfStream
            case .truncated:
                let words = "the datagram is longer than the buffer and was cut"
                throw .system(.messageTooLong, .messageTooLong, phase: .established, detail: words)
            case .wantsInput: break
            }
            if fetched > 0 { letOthersIn() }
            fetched += 1
            // A flood of what is no data must not make the wait longer.
            guard fetched < Self.fetchesPastDeadline || !deadline.hasPassed else {
                throw .system(.timedOut, .timedOut, phase: .established)
            }
            guard try fetchData() == .wouldBlock else { continue }
            try waitForInput(before: deadline)
        }
    }

    /// A flood of what is no data must not keep the lock from a thread that sends or cancels.
    private func letOthersIn() {
        lock.unlock()
        lock.lock()
    }

    /// Waits until the deadline of the call, or until a listener's idle time is over, which ends the association.
    ///
    /// With `lock` held, which it gives up while it waits.
    private func waitForInput(before deadline: Deadline) throws(TLSError) {
        let idleEnd = seat?.ledger.limits.idleTime.map { lastInput + $0 }
        do throws(TLSError) {
            try wait(for: writeInterest.union(.readable), before: deadline.earlier(idleEnd))
        } catch {
            guard error.reason == .timedOut, let idleEnd, Deadline.now >= idleEnd else {
                throw error.during(.established)
            }
            let words = "nothing came for as long as the listener's idle time allows"
            let failure = TLSError.system(.timedOut, .timedOut, phase: .established, detail: words)
            self.failure = failure
            seat?.ledger.count { $0.idle += 1 }
            throw failure
        }
    }

    /// What was received, as an array of at most `count` bytes; empty at the end of the stream.
    ///
    /// Waits and fails as `receive(into:)` does.
    public func receive(atMost count: Int) throws(TLSError) -> [UInt8] {
        guard count > 0 else { throw .configuration("there is no room to receive into") }
        return try [UInt8](capacity: count) { (output) throws(TLSError) in _ = try receive(into: &output) }
    }

    /// With `lock` held, which it gives up while it waits.
    private func write(_ bytes: Span<UInt8>, before deadline: @autoclosure () -> Deadline) throws(TLSError) {
        try protect(bytes)
        do throws(TLSError) {
            try flushAll(before: deadline())
        } catch {
            throw error.during(.established)
        }
    }

    /// With `lock` held.
    private func protect(_ bytes: Span<UInt8>) throws(TLSError) {
        let association = try establishedAssociation()
        let limit = innerMaximumTransmissionUnit(of: association)
        guard bytes.count <= limit else {
            let words = "\(bytes.count) bytes to send, at most \(limit) fit a datagram"
            throw .system(.messageTooLong, .messageTooLong, phase: .established, detail: words)
        }
        try reserveNumbersIfNeeded(association.engine)
        try note { () throws(TLSError) in try association.engine.write(bytes) }
        try keepCurrent(association.engine)
    }

    /// With `lock` held.
    private func read(into bytes: inout OutputSpan<UInt8>) throws(TLSError) -> ReadStatus {
        if let status = takeReadAhead(into: &bytes) { return status }
        let association = try establishedAssociation()
        do throws(TLSError) {
            let status = try association.engine.read(into: &bytes)
            // The library may have answered: a repeated Finished, a key update.
            // What cannot be sent must not cost what was read; the next call meets the error again.
            if association.engine.hasOutgoing || !unsent.isEmpty { _ = try? flush() }
            if association.engine.hasNewSession { noteSession(association.engine) }
            if status == .endOfStream {
                forgetKept()
            } else if status != .wantsInput {
                try keepCurrent(association.engine)
            }
            return status
        } catch {
            _ = try? flush()
            failure = error
            forgetSession(after: error)
            forgetKept()
            throw error
        }
    }

    /// With `lock` held.
    private func fetchData() throws(TLSError) -> TransportStatus {
        return try note { () throws(TLSError) in
            let status = try fetchPastRefusal()
            if status == .endOfStream { association?.engine.ingestEnd() }
            return status
        }
    }

    /// Linux reports a refused datagram before it hands out what had come, which may be the reason.
    private func fetchPastRefusal() throws(TLSError) -> TransportStatus {
        do throws(TLSError) {
            return try fetch()
        } catch {
            guard backend.settings.kind == .datagram, error.systemCode == .connectionRefused else { throw error }
            guard try fetch() == .data else { throw error }
            return .data
        }
    }

    /// Remembers an error that ends the association.
    private func note<Result>(_ body: () throws(TLSError) -> Result) throws(TLSError) -> Result {
        do throws(TLSError) {
            return try body()
        } catch {
            let known = error.during(.established)
            // Datagrams go on after a refusal or a datagram too long; a stream does not.
            if backend.settings.kind == .stream || error.category != .system { failure = known }
            throw known
        }
    }
}

/// What `receive` found.
public enum ReceiveStatus: Hashable, Sendable {
    /// Data.
    case data
    /// The peer has closed with close_notify, and there will be no more.
    case endOfStream
}
