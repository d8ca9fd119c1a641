#if OpenSSL
internal import COpenSSL
public import SecureSocketCore

/// Sessions that are resumed: what a client gives and takes, and what a server is told.
extension OpenSSLEngine {
    /// Offers a session to the server; false where the bytes are none.
    ///
    /// The corresponding C function is `SSL_set_session`.
    public func offer(_ session: Secret) -> Bool {
        guard let session = session.withBytes({ OpenSSLSession($0) }), session.fits(shared) else { return false }
        guard unsafe SSL_set_session(ssl, session.handle) == 1 else {
            ERR_clear_error()
            return false
        }
        offeredSession = session
        return true
    }

    /// The newest session of a client.
    ///
    /// The corresponding C function is `SSL_get_session`.
    public func takeSession() -> EngineSession? {
        hasNewSession = false
        guard let session = unsafe SSL_get_session(ssl), unsafe SSL_SESSION_is_resumable(session) == 1 else {
            return nil
        }
        guard let cipher = unsafe SSL_get_current_cipher(ssl) else { return nil }
        guard let content = unsafe OpenSSLSession.encoded(session) else { return nil }
        let version = TLSVersion(rawValue: UInt16(truncatingIfNeeded: unsafe SSL_version(ssl)))
        // Before TLS 1.3 zero says nothing (RFC 5077, 3.3).
        let lifetime = ticketLifetime.flatMap { $0 == 0 && version != .tls13 ? nil : Int64($0) }
        let suite = CipherSuite(rawValue: unsafe SSL_CIPHER_get_protocol_id(cipher))
        return EngineSession(version: version, suite: suite, lifetime: lifetime, content: content)
    }

    /// Notes a ticket, whose lifetime comes first in all versions (RFC 5077, 3.3; RFC 8446, 4.6.1).
    func noteTicket(_ body: Span<UInt8>) {
        var reader = MessageReader(0..<body.count)
        ticketLifetime = reader.number32(body)
        if isEstablished, role == .client { hasNewSession = true }
    }

    /// Notes what came of a client's handshake: before TLS 1.3 the session is there with it.
    func noteHandshakeSession() {
        guard role == .client, let negotiated else { return }
        guard negotiated.version != .tls13 else {
            hasNewSession = ticketLifetime != nil
            return
        }
        guard !negotiated.isResumed || ticketLifetime != nil, let session = unsafe SSL_get_session(ssl) else { return }
        hasNewSession = unsafe SSL_SESSION_is_resumable(session) == 1
    }

    /// Whether an earlier session was resumed: an external pre-shared key of TLS 1.3 counts as one for the library.
    ///
    /// The corresponding C function is `SSL_session_reused`.
    var hasResumed: Bool {
        guard unsafe SSL_session_reused(ssl) == 1 else { return false }
        guard shared.settings.usesPreSharedKey, unsafe SSL_version(ssl) == TLS1_3_VERSION else { return true }
        guard role == .client else { return !hasGivenKey }
        guard let offeredSession, let session = unsafe SSL_get_session(ssl) else { return false }
        return unsafe session == offeredSession.handle
    }

    /// Whether tickets are wanted: by a client always, and by a server that has a key for them.
    ///
    /// What a server resumes is bound to its configuration. A client must not be: it would take a pre-shared key of TLS 1.3 for a
    /// session of another one. The corresponding C functions are `SSL_clear_options`, `SSL_set_session_id_context` and
    /// `SSL_set_num_tickets`.
    func setResumption() throws(TLSError) {
        guard role == .client || shared.ticketKeys != nil || shared.sessions != nil else { return }
        if role == .client || shared.ticketKeys != nil {
            unsafe SSL_clear_options(ssl, secsock_openssl_no_ticket)
        }
        guard role == .server else { return }
        let digest = shared.resumption.digest
        try unsafe check(SSL_set_session_id_context(ssl, digest, CUnsignedInt(digest.count)), "resumption")
        guard shared.ticketKeys != nil else { return }
        let ticketsAtOnce = 1
        try unsafe check(SSL_set_num_tickets(ssl, ticketsAtOnce), "session tickets")
    }

    /// What a server puts into a session that goes into a ticket or the cache, since the library does not keep it in TLS 1.3.
    ///
    /// The corresponding C function is `SSL_SESSION_set1_ticket_appdata`.
    @unsafe func mark(_ session: OpaquePointer) -> Bool {
        let resumed = unsafe hasResumed ? OpenSSLSessionMark(of: SSL_get_session(ssl)) : nil
        let start = resumed?.start ?? WallClock.now
        let bytes = OpenSSLSessionMark(start: start, serverName: helloName, identity: provedIdentity).bytes
        return unsafe SSL_SESSION_set1_ticket_appdata(session, bytes, bytes.count) == 1
    }

    /// The identity of the pre-shared key that the client has shown to have, now or when a resumed session began: beside a
    /// ticket it may name any other one, which nothing proves.
    var provedIdentity: [UInt8]? {
        unsafe hasResumed ? OpenSSLSessionMark(of: SSL_get_session(ssl))?.identity : pskIdentity
    }

    /// Whether a session may go on: not where its full handshake is too long ago, since the library counts from the newest
    /// ticket, and before TLS 1.3 not for another server's name (RFC 6066, 3).
    @unsafe func permits(_ session: OpaquePointer?) -> Bool {
        guard let mark = unsafe OpenSSLSessionMark(of: session) else { return false }
        guard WallClock.now - mark.start < shared.configuration.resumption.lifetimeInSeconds else { return false }
        return unsafe SSL_version(ssl) == TLS1_3_VERSION || mark.serverName == helloName
    }

    /// A server does not resume a session that ended in a fatal alert (RFC 5246, 7.2.2); in a handshake an alert is not proof
    /// that whose session it is has sent it.
    func forgetSession() {
        guard role == .server, isEstablished, let sessions = shared.sessions else { return }
        guard let session = unsafe SSL_get_session(ssl) else { return }
        var count: CUnsignedInt = 0
        let id = unsafe SSL_SESSION_get_id(session, &count)
        sessions.remove(unsafe Array(UnsafeBufferPointer(start: id, count: Int(count))))
    }
}

/// What a session carries for its server: when its full handshake was, for which server's name, and with which identity.
struct OpenSSLSessionMark {
    let start: Int64
    let serverName: String?
    let identity: [UInt8]?

    init(start: Int64, serverName: String?, identity: [UInt8]?) {
        self.start = start
        self.serverName = serverName
        self.identity = identity
    }

    /// The corresponding C function is `SSL_SESSION_get0_ticket_appdata`.
    @unsafe init?(of session: OpaquePointer?) {
        var data: UnsafeMutableRawPointer?
        var count = 0
        guard let session = unsafe session, unsafe SSL_SESSION_get0_ticket_appdata(session, &data, &count) == 1 else {
            return nil
        }
        let bytes = unsafe Array(UnsafeRawBufferPointer(start: data, count: count))
        var reader = MessageReader(0..<bytes.count)
        guard let start = reader.number64(bytes.span), let name = reader.vector16(bytes.span) else { return nil }
        self.start = Int64(truncatingIfNeeded: start)
        serverName = name.isEmpty ? nil : String(decoding: bytes[name], as: UTF8.self)
        identity = name.upperBound < bytes.count ? Array(bytes[name.upperBound...]) : nil
    }

    var bytes: [UInt8] {
        let name = Array((serverName ?? "").utf8)
        let length = [UInt8(truncatingIfNeeded: name.count >> 8), UInt8(truncatingIfNeeded: name.count)]
        return (0..<8).map { UInt8(truncatingIfNeeded: start >> Int64(56 - 8 * $0)) }
            + length + name + (identity ?? [])
    }
}

extension OpenSSLContext {
    /// Tells a context what servers may resume by.
    ///
    /// The corresponding C functions are `SSL_CTX_sess_set_new_cb` with its like, and `SSL_CTX_set_tlsext_ticket_key_evp_cb`.
    func setResumption(_ shared: OpenSSLShared) throws(TLSError) {
        let resumption = shared.configuration.resumption
        guard resumption.isEnabled else { return }
        unsafe SSL_CTX_set_timeout(handle, CLong(resumption.lifetimeInSeconds))
        if shared.sessions != nil {
            unsafe secsock_openssl_use_own_cache(handle)
            unsafe SSL_CTX_sess_set_new_cb(handle, storeSession)
            unsafe SSL_CTX_sess_set_get_cb(handle, findSession)
        }
        guard shared.ticketKeys != nil else { return }
        try unsafe check(CInt(SSL_CTX_set_tlsext_ticket_key_evp_cb(handle, protectTicket)), "session tickets")
        try unsafe check(SSL_CTX_set_session_ticket_cb(handle, markTicket, judgeTicket, nil))
    }
}
#endif
