#if OpenSSL
internal import COpenSSL
public import SecureSocketCore

extension OpenSSLEngine {
    /// Goes on with the handshake.
    ///
    /// The corresponding C function is `SSL_do_handshake`.
    public func handshake() throws(TLSError) -> HandshakeStatus {
        if isEstablished { return .complete }
        while true {
            OpenSSLFailure.clear()
            let waiting = incoming.waitingBytes
            let status = unsafe SSL_do_handshake(ssl)
            if let failure { throw end(failure) }
            if status == 1 {
                isEstablished = true
                assembly.clear()
                incoming.trim()
                outgoing.trim()
                negotiated = readNegotiated()
                noteHandshakeSession()
                return .complete
            }
            switch meaning(of: status) {
            case .wantsInput:
                guard hasStreamEnded, incoming.isEmpty else { return .wantsInput }
                let words = "the peer ended the connection in the middle of the handshake"
                throw .system(.connectionReset, .truncatedStream, phase: phase, detail: words)
            case .hasDropped:
                // It stops there, though more may wait.
                if incoming.isEmpty || incoming.waitingBytes == waiting { return .wantsInput }
            case .endOfStream:
                throw .alert(.closeNotify, phase: phase, detail: "close_notify in the middle of the handshake")
            case .failure:
                throw refuse()
            }
        }
    }

    /// What a call of the library's came to that did not succeed.
    enum Meaning {
        case wantsInput
        /// It dropped a message that cannot be one, and says so by an error of the system that there is not.
        case hasDropped
        case endOfStream
        case failure
    }

    /// The corresponding C function is `SSL_get_error`.
    func meaning(of status: CInt) -> Meaning {
        switch unsafe SSL_get_error(ssl, status) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: .wantsInput
        case SSL_ERROR_ZERO_RETURN: .endOfStream
        case SSL_ERROR_SYSCALL where ERR_peek_error() == 0 && fatalSent == nil && fatalReceived == nil: .hasDropped
        default: .failure
        }
    }

    /// Sends the last flight again, once.
    ///
    /// The corresponding C function is `DTLSv1_handle_timeout`.
    public func retransmit() throws(TLSError) {
        guard expireDeadline() else { return }
        ERR_clear_error()
        guard unsafe secsock_openssl_handle_timeout(ssl) < 0 else { return }
        let failure = OpenSSLFailure.take()
        guard failure.reason == .timedOut else { throw failure.error(phase: phase) }
        throw .system(.timedOut, .timedOut, phase: phase, detail: "OpenSSL gives up after 12 repetitions")
    }

    /// Queues an alert in the clear and notes it; false once the association encrypts, since only the library can do that.
    @discardableResult
    public func send(_ alert: TLSAlert) -> Bool {
        guard !clearWatch.isProtected else { return false }
        outgoing.append(clearWatch.record(alert, shared.settings.kind).span)
        note(alert, .sent)
        return true
    }

    /// Notes an alert that the library swallowed.
    public func noteReceived(_ alert: TLSAlert) {
        note(alert, .received)
    }

    /// Notes an alert that passed.
    func note(_ passed: TLSAlert, _ direction: AlertRecord.Direction) {
        let alert = direction == .sent ? levelled(passed) : raised(passed)
        alerts.append(AlertRecord(direction: direction, alert: alert, phase: phase))
        guard alert.level == .fatal else { return }
        forgetSession()
        if direction == .received { fatalReceived = alert } else { fatalSent = alert }
    }

    /// In TLS 1.3 every alert but two is fatal, whatever its level says (RFC 8446, 6).
    private func raised(_ alert: TLSAlert) -> TLSAlert {
        guard unsafe SSL_version(ssl) == TLS1_3_VERSION else { return alert }
        switch alert.description {
        case .closeNotify: return alert
        case .userCanceled:
            // The library waits for close_notify behind it; GnuTLS ends the session, and so does this.
            if failure == nil { failure = .alert(alert, phase: phase) }
            return alert
        default: return .fatal(alert.description)
        }
    }

    /// A binder of TLS 1.3 that does not verify is answered with decrypt_error (RFC 8446, 6.2); OpenSSL 3.0 has illegal_parameter.
    func levelled(_ alert: TLSAlert) -> TLSAlert {
        guard alert == .fatal(.illegalParameter), !isEstablished else { return alert }
        let last = ERR_peek_last_error()
        let isBinder = ERR_GET_LIB(last) == ERR_LIB_SSL && ERR_GET_REASON(last) == SSL_R_BINDER_DOES_NOT_VERIFY
        return isBinder ? .fatal(.decryptError) : alert
    }

    /// A failure that a callback found: the peer gets its alert, from the library where it has thought of one.
    func end(_ failure: TLSError) -> TLSError {
        ERR_clear_error()
        if fatalSent == nil, let alert = failure.sentAlert { send(alert) }
        guard let sent = fatalSent else { return failure }
        return failure.sending(sent)
    }

    /// A failure that the library found, or the alert that it received.
    func refuse() -> TLSError {
        let failure = OpenSSLFailure.take()
        if let fatalReceived {
            return .alert(fatalReceived, phase: phase, usesPreSharedKey: shared.settings.usesPreSharedKey)
        }
        let isKeyFault = shared.settings.usesPreSharedKey && !isEstablished && failure.isKeyFault
        let error = failure.error(phase: phase, reason: isKeyFault ? .likelyWrongKey : nil)
        guard let fatalSent else { return error }
        return error.sending(fatalSent)
    }
}
#endif
