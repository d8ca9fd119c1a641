#if GnuTLS
internal import CGnuTLS
public import SecureSocketCore

/// Sessions that are resumed: what a client gives and takes, and what a server is told.
extension GnuTLSEngine {
    /// Offers a session to the server; false where the bytes are none, and once the handshake is complete.
    ///
    /// The corresponding C function is `gnutls_session_set_data`.
    public func offer(_ session: Secret) -> Bool {
        guard !isEstablished else { return false }
        return session.withBytes { bytes in
            guard sessionFormat.isSound(bytes) else { return false }
            let status = unsafe bytes.withUnsafeBytes { buffer in
                unsafe gnutls_session_set_data(self.session, buffer.baseAddress, buffer.count)
            }
            return status >= 0
        }
    }

    /// The newest session of a client.
    ///
    /// The corresponding C function is `gnutls_session_get_data2`.
    public func takeSession() -> EngineSession? {
        hasNewSession = false
        guard let version, let suite = chosenSuite else { return nil }
        var datum = unsafe gnutls_datum_t()
        guard unsafe gnutls_session_get_data2(session, &datum) >= 0 else { return nil }
        defer { unsafe release(datum) }
        let content = unsafe datum.secret
        // A library whose form is another one is not given what it could choke on.
        guard content.withBytes({ sessionFormat.isSound($0) }) else { return nil }
        // Before TLS 1.3 zero says nothing (RFC 5077, 3.3).
        let lifetime = ticketLifetime.flatMap { $0 == 0 && version != .tls13 ? nil : Int64($0) }
        return EngineSession(version: version, suite: suite, lifetime: lifetime, content: content)
    }

    private var sessionFormat: GnuTLSSessionFormat {
        GnuTLSSessionFormat(
            usesPreSharedKey: shared.settings.usesPreSharedKey,
            versions: shared.configuration.versions,
            suites: shared.priorities.selection.offered
        )
    }

    @unsafe private func release(_ datum: gnutls_datum_t) {
        unsafe wipe(UnsafeMutableRawBufferPointer(start: datum.data, count: Int(datum.size)))
        unsafe secsock_gnutls_free(datum.data)
    }

    /// Notes a ticket, whose lifetime comes first in all versions (RFC 5077, 3.3; RFC 8446, 4.6.1).
    func noteTicket(_ body: Span<UInt8>) -> CInt {
        var reader = MessageReader(0..<body.count)
        ticketLifetime = reader.number32(body)
        if isEstablished, role == .client { hasNewSession = true }
        return 0
    }

    /// Notes what came of a client's handshake: before TLS 1.3 the session is there with it.
    ///
    /// One that was resumed stays as it was: 3.7.9 does not give away a ticket that was renewed with it.
    func noteHandshakeSession() {
        guard role == .client else { return }
        guard version != .tls13 else {
            hasNewSession = ticketLifetime != nil
            return
        }
        hasNewSession = !isResumed && (ticketLifetime != nil || hasSessionIdentifier)
    }

    /// The corresponding C function is `gnutls_session_get_id2`.
    private var hasSessionIdentifier: Bool {
        var datum = unsafe gnutls_datum_t()
        return unsafe gnutls_session_get_id2(session, &datum) == 0 && datum.size > 0
    }

    /// A server does not resume a session that ended in a fatal alert (RFC 5246, 7.2.2); in a handshake an alert is not proof
    /// that whose session it is has sent it.
    ///
    /// The corresponding C function is `gnutls_db_remove_session`.
    func forgetSession() {
        guard role == .server, isEstablished, shared.sessions != nil else { return }
        unsafe gnutls_db_remove_session(session)
    }

    /// Tells a server's session what it may resume by.
    ///
    /// The corresponding C functions are `gnutls_session_ticket_enable_server` and `gnutls_db_set_store_function` with its like.
    func setResumption() throws(TLSError) {
        guard shared.sessions != nil || shared.ticketKey != nil else { return }
        let lifetime = CInt(shared.configuration.resumption.lifetimeInSeconds)
        unsafe gnutls_db_set_cache_expiration(session, lifetime)
        if let sessions = shared.sessions {
            unsafe gnutls_db_set_ptr(session, Unmanaged.passUnretained(sessions).toOpaque())
            unsafe gnutls_db_set_store_function(session, storeSession)
            unsafe gnutls_db_set_retrieve_function(session, findSession)
            unsafe gnutls_db_set_remove_function(session, removeSession)
        }
        guard let key = shared.ticketKey else { return }
        let status = key.withBytes { bytes in
            unsafe bytes.withDatum { unsafe gnutls_session_ticket_enable_server(session, $0) }
        }
        try check(status, "session tickets")
    }
}
#endif
