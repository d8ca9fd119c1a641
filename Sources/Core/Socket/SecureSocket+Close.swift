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
            forgetKept()
            release()
        }
    }

    /// Ends the use of the descriptor without a word on the wire: the peer keeps its side of the association.
    ///
    /// The socket can be connected again. An association with a connection ID goes on then, without a handshake: the socket keeps
    /// it, or `associationStorage` where there is one, until `close` or until it is used.
    public func suspend() throws(TLSError) {
        try begin(.exclusive)
        defer { end(.exclusive) }
        lock.withLock {
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
