extension SecureSocket {
    /// Says good-bye with close_notify, as far as it can be sent without waiting, and frees everything but the configuration.
    ///
    /// The socket can be connected again. Closing a closed socket does nothing. EBUSY where another thread is in a call: `cancel`
    /// ends that.
    public func close() throws(TLSError) {
        try begin(.exclusive)
        defer { end(.exclusive) }
        lock.withLock {
            if association?.isEstablished == true, failure == nil, condition != .shutdown {
                association?.engine.close()
                _ = try? flush()
            }
            suspended = nil
            forgetKept()
            release()
        }
    }

    /// Ends the use of the descriptor without a word on the wire, and keeps the session for the next `connect`, which resumes it
    /// where the server agrees.
    ///
    /// The session is in `sessionStorage`, where there is one, else in the socket until `close` or until it is used. An association
    /// with a connection ID goes on as it is, without a handshake: `associationStorage` has it, where there is one, else the socket.
    public func suspend() throws(TLSError) {
        try begin(.exclusive)
        defer { end(.exclusive) }
        lock.withLock {
            keepSession()
            keepSuspended()
            release()
        }
    }

    /// Ends both directions of the transport, without a word of TLS, and keeps the descriptor.
    ///
    /// ENOTCONN where there is none.
    public func shutdown() throws(TLSError) {
        lock.lock()
        defer { lock.unlock() }
        guard let transport else { throw Self.notConnected }
        transport.calls.shutdown()
        condition = .shutdown
    }

    /// With `lock` held.
    ///
    /// Back to closed.
    func release() {
        transport?.calls.close()
        forgetAssociation()
        boundSocket = nil
        boundAddress = nil
        wake = nil
        isCanceled = false
        condition = .closed
    }

    /// With `lock` held.
    ///
    /// Drops the association and the transport, which is closed by whoever owns it, and keeps what was bound.
    func forgetAssociation() {
        if let engine = association?.engine {
            lastAlerts = engine.alerts
            kept.counters = engine.connectionIDCounters
        }
        seat?.leave(lastAlerts)
        seat = nil
        association = nil
        transport = nil
        localAddressOf = nil
        peerAddress = nil
        failure = nil
        unsent = []
        readAhead = []
        condition = boundSocket == nil ? .closed : .bound
    }
}
