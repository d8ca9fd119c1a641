/// What the public calls share. Those that say so want `lock` to be held; none of them waits with it.
extension SecureSocket {
    static var notConnected: TLSError {
        .system(.notConnected, .wrongState, detail: "the socket is not connected")
    }

    /// Enters a call and refuses an overlap.
    func begin(_ use: SocketUsers.Use) throws(TLSError) {
        try lock.withLock { () throws(TLSError) in try users.begin(use) }
    }

    func end(_ use: SocketUsers.Use) {
        lock.withLock { users.end(use) }
    }

    /// Runs `body`, which does not wait, while no other call runs and so none has hold of what `body` takes away.
    ///
    /// EBUSY where one runs.
    package func alone(_ body: () throws(TLSError) -> Void) throws(TLSError) {
        try begin(.exclusive)
        defer { end(.exclusive) }
        try body()
    }

    /// The association after its handshake.
    ///
    /// With `lock` held.
    func establishedAssociation() throws(TLSError) -> Association<Backend.Engine> {
        if let failure { throw failure }
        guard !isCanceled else { throw .system(.canceled, .canceled) }
        guard condition == .connected || condition == .accepted, let association else { throw Self.notConnected }
        guard association.isEstablished else {
            throw .system(
                .notConnected,
                .wrongState,
                detail: "the handshake is still to be done: call handshake() first"
            )
        }
        return association
    }

    func currentTransport() throws(TLSError) -> TransportReference {
        guard let transport = lock.withLock({ transport }) else { throw Self.notConnected }
        return transport
    }

    /// Whether the transport is to take something before anything else.
    ///
    /// With `lock` held.
    var writeInterest: TransportInterest { unsent.isEmpty ? [] : .writable }

    /// Receives once from the transport and hands it to the engine.
    ///
    /// With `lock` held.
    func fetch() throws(TLSError) -> TransportStatus {
        guard let transport, let association else { throw Self.notConnected }
        let status: TransportStatus
        if let lend = transport.calls.lend {
            status = try lend { association.ingest($0) }
            followPeer(transport.calls, association.engine)
        } else {
            status = try InputBuffers.fill(transport.calls.kind, from: transport.calls.receive) {
                association.ingest($0)
            }
        }
        if status == .data { noteInput() }
        if status == .endOfStream, !association.isEstablished { association.engine.ingestEnd() }
        return status
    }

    /// Remembers when something came, where that is asked for.
    ///
    /// With `lock` held.
    func noteInput() {
        if seat?.ledger.limits.idleTime != nil { lastInput = Deadline.now }
    }

    /// Sends what waits as far as the transport takes it now; true where nothing is left.
    ///
    /// With `lock` held.
    func flush() throws(TLSError) -> Bool {
        guard let transport, let association else { throw Self.notConnected }
        while true {
            if !unsent.isEmpty {
                let waiting = unsent
                // A datagram that is refused now is lost: it must not be tried, and refused, for ever.
                if transport.calls.kind == .datagram { unsent = [] }
                let sent = try transport.calls.send(waiting.span)
                unsent = sent > 0 ? Array(waiting[sent...]) : waiting
                guard sent > 0 else { return false }
                continue
            }
            var failure: TLSError?
            var rest: [UInt8] = []
            let found = association.takeOutgoing { bytes in
                do throws(TLSError) {
                    let sent = try transport.calls.send(bytes)
                    if sent < bytes.count { rest = bytes.extracting(sent...).copied }
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            guard found else { return true }
            unsent = rest
        }
    }

    /// Sends what waits as far as it is taken now, and fails with the peer's alert where one came before the failure.
    ///
    /// With `lock` held.
    private func flushOrExplain() throws(TLSError) -> Bool {
        do throws(TLSError) {
            return try flush()
        } catch {
            throw alertHidden(behind: error)
        }
    }

    /// Sends all that waits.
    ///
    /// With `lock` held, which it gives up while it waits.
    func flushAll(before deadline: @autoclosure () -> Deadline) throws(TLSError) {
        while try !flushOrExplain() {
            do throws(TLSError) {
                try wait(for: .writable, before: deadline())
            } catch {
                // Half a record is on the stream: nothing can follow it.
                if backend.settings.kind == .stream { failure = error }
                throw error
            }
        }
    }

    /// With `lock` held, which it gives up while it waits.
    func wait(for interest: TransportInterest, before deadline: Deadline) throws(TLSError) {
        guard let transport else { throw Self.notConnected }
        lock.unlock()
        defer { lock.lock() }
        try transport.calls.wait(interest, deadline)
    }
}

extension Span<UInt8> {
    /// The bytes as an array of their own.
    package var copied: [UInt8] {
        unsafe withUnsafeBufferPointer { unsafe Array($0) }
    }
}
