/// The session that a client's socket brings into a handshake, and that comes of it.
extension SecureSocket {
    /// Watches over the session with this server, for the association that begins.
    ///
    /// One that was restored needs it too: where a fatal alert ends it, the session must not be resumed (RFC 5246, 7.2.2).
    ///
    /// With `lock` held.
    func beginResumption(_ host: String?) {
        let suspended = suspended ?? SuspendedSession()
        self.suspended = suspended
        keeper = SessionKeeper(backend, host: host, storage: storage ?? suspended.storage)
    }

    /// Saves the session of the handshake, or a ticket that came; without a storage that waits for `suspend`, if it ever comes.
    ///
    /// With `lock` held.
    func noteSession(_ engine: RecordLayer<Backend.Engine>) {
        if storage != nil { keeper?.note(engine) } else { keeper?.noteHandshake(engine) }
    }

    /// Keeps the session over the time without a connection.
    ///
    /// With `lock` held.
    func keepSession() {
        guard storage == nil, failure == nil, let association, association.isEstablished else { return }
        guard !association.engine.isRestored else { return }
        keeper?.note(association.engine)
    }

    /// With `lock` held.
    func forgetSession(after error: TLSError) {
        guard let association else { return }
        keeper?.fail(error, association.engine)
    }
}

/// The session of an association that was suspended, in the memory of its socket; used with the socket's lock held.
final class SuspendedSession: @unchecked Sendable {
    private var session: SavedSession?

    /// Keeps it here.
    var storage: SessionStorage {
        .callbacks(load: { [self] in session }, store: { [self] newest in session = newest })
    }
}
