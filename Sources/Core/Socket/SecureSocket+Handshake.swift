extension SecureSocket {
    /// How many datagrams are taken before the engine is asked again: a flight of several goes in at once.
    static var datagramsAtOnce: Int { 16 }

    /// Runs the handshake of the association and the transport that are set; the caller has exclusive use.
    func runHandshake(before deadline: Deadline) throws(TLSError) {
        do throws(TLSError) {
            try runSteps(before: deadline)
        } catch {
            let known = error.during(.handshake)
            lock.withLock { forgetSession(after: known) }
            throw known
        }
    }

    private func runSteps(before deadline: Deadline) throws(TLSError) {
        while true {
            switch try handshakeStep() {
            case .complete:
                try lock.withLock { () throws(TLSError) in try flushAll(before: deadline) }
                try lock.withLock { () throws(TLSError) in try noteEstablished() }
                return
            case .wantsInput:
                try waitInHandshake(before: deadline)
            }
        }
    }

    /// With `lock` held.
    private func noteEstablished() throws(TLSError) {
        seat?.establish()
        noteInput()
        guard let engine = association?.engine else { return }
        transport?.calls.peerAddress?.agree(engine.hasConnectionIDs)
        try reserveNumbers(engine)
    }

    private func handshakeStep() throws(TLSError) -> HandshakeStatus {
        lock.lock()
        defer { lock.unlock() }
        guard let association else { throw Self.notConnected }
        do throws(TLSError) {
            let status = try association.handshake(at: Deadline.now)
            if status == .complete { noteSession(association.engine) }
            _ = try flush()
            return status
        } catch {
            // What ends the handshake for us is told to the peer, as far as it can be told without waiting.
            _ = try? flush()
            throw alertHidden(behind: error)
        }
    }

    private func waitInHandshake(before deadline: Deadline) throws(TLSError) {
        let (timer, interest) = lock.withLock { (association?.timer, writeInterest) }
        let transport = try currentTransport()
        // A flood of datagrams, or of a stream, must not make the limit longer: it would be readable for ever.
        guard !deadline.hasPassed else { throw timeoutError }
        let isLastWait = deadline.instant.map { limit in timer.map { limit <= $0 } ?? true } ?? false
        do throws(TLSError) {
            try transport.calls.wait(interest.union(.readable), deadline.earlier(timer))
        } catch {
            guard error.reason == .timedOut else { throw error }
            guard isLastWait else { return }
            throw timeoutError
        }
        try takeInput()
    }

    private var timeoutError: TLSError {
        lock.withLock { association?.timeoutError } ?? .system(.timedOut, .timedOut, phase: .handshake)
    }

    private func takeInput() throws(TLSError) {
        lock.lock()
        defer { lock.unlock() }
        for _ in 0..<Self.datagramsAtOnce {
            do throws(TLSError) {
                guard try fetch() == .data else { return }
            } catch {
                throw alertHidden(behind: error)
            }
        }
    }
}
