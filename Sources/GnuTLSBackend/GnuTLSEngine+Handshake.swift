#if GnuTLS
internal import CGnuTLS
public import SecureSocketCore

extension GnuTLSEngine {
    /// Goes on with the handshake.
    ///
    /// The corresponding C function is `gnutls_handshake`.
    public func handshake() throws(TLSError) -> HandshakeStatus {
        if isEstablished { return .complete }
        while true {
            let waiting = incoming.waitingBytes
            let status = unsafe gnutls_handshake(session)
            if let failure { throw end(failure, status) }
            switch status {
            case 0:
                isEstablished = true
                assembly.clear()
                incoming.trim()
                outgoing.trim()
                noteHandshakeSession()
                return .complete
            case GNUTLS_E_AGAIN, GNUTLS_E_INTERRUPTED:
                // It stops after each record of several that wait.
                let hasConsumed = !incoming.isEmpty && incoming.waitingBytes < waiting
                if hasConsumed { continue }
                if hasStreamEnded, incoming.isEmpty {
                    hasReportedEnd = true
                    throw endOfTransport()
                }
                return .wantsInput
            case GNUTLS_E_WARNING_ALERT_RECEIVED, GNUTLS_E_GOT_APPLICATION_DATA:
                if status == GNUTLS_E_WARNING_ALERT_RECEIVED { noteAlert(level: .warning) }
            case GNUTLS_E_FATAL_ALERT_RECEIVED:
                throw receivedFatalAlert()
            default:
                throw refuse(status)
            }
        }
    }

    /// Sends the last flight again, once.
    public func retransmit() throws(TLSError) {
        isRetransmitting = true
        defer { isRetransmitting = false }
        _ = try handshake()
    }

    /// Queues an alert and notes it.
    ///
    /// The corresponding C function is `gnutls_alert_send`.
    @discardableResult
    public func send(_ alert: TLSAlert) -> Bool {
        let level = gnutls_alert_level_t(UInt32(alert.level.rawValue))
        let description = gnutls_alert_description_t(UInt32(alert.description.rawValue))
        let status = unsafe gnutls_alert_send(session, level, description)
        guard status >= 0 else { return false }
        note(alert, .sent)
        return true
    }

    /// Notes an alert that the library swallowed.
    public func noteReceived(_ alert: TLSAlert) {
        note(alert, .received)
    }

    private func note(_ alert: TLSAlert, _ direction: AlertRecord.Direction) {
        alerts.append(AlertRecord(direction: direction, alert: alert, phase: phase))
        if alert.level == .fatal { forgetSession() }
    }

    /// The newest alert of the library's, noted.
    ///
    /// The corresponding C function is `gnutls_alert_get`.
    @discardableResult
    func noteAlert(level: TLSAlert.Level) -> TLSAlert {
        let number = UInt8(truncatingIfNeeded: unsafe gnutls_alert_get(session).rawValue)
        let alert = TLSAlert(level: level, description: TLSAlert.Description(rawValue: number))
        noteReceived(alert)
        return alert
    }

    /// In TLS 1.3 the library calls every alert but close_notify fatal; RFC 8446, 6.1 has one more that is not.
    func receivedFatalAlert() -> TLSError {
        let description = unsafe gnutls_alert_get(session)
        let alert = noteAlert(level: description == GNUTLS_A_USER_CANCELED ? .warning : .fatal)
        return .alert(alert, phase: phase, usesPreSharedKey: shared.settings.usesPreSharedKey)
    }

    /// A failure that a callback found: the peer gets its alert.
    private func end(_ failure: TLSError, _ status: CInt) -> TLSError {
        let alert = failure.sentAlert ?? GnuTLSFailure(status).alert(for: version)
        send(alert)
        return failure.sending(alert)
    }

    /// A failure that the library found: GnuTLS itself tells the peer nothing.
    private func refuse(_ status: CInt) -> TLSError {
        if status == GNUTLS_E_PREMATURE_TERMINATION || status == GNUTLS_E_SESSION_EOF || hasReportedEnd {
            return endOfTransport()
        }
        let failure = GnuTLSFailure(status)
        var reason = failure.reason
        var alert = failure.alert(for: version)
        if shared.settings.usesPreSharedKey, isKeyFault(status) {
            reason = .likelyWrongKey
            if version == .tls13 { alert = .fatal(.decryptError) }
        }
        send(alert)
        return failure.error(phase: .handshake, reason: reason).sending(alert)
    }

    /// What a Finished or a binder made with another key fails with, in (D)TLS 1.2 and in TLS 1.3.
    private func isKeyFault(_ status: CInt) -> Bool {
        switch status {
        case GNUTLS_E_DECRYPTION_FAILED, GNUTLS_E_ERROR_IN_FINISHED_PACKET: true
        case GNUTLS_E_RECEIVED_ILLEGAL_PARAMETER: version == .tls13 && role == .server
        default: false
        }
    }

    /// The stream or the peer ended the handshake: with close_notify or without a word.
    private func endOfTransport() -> TLSError {
        guard hasReportedEnd else {
            noteReceived(.closeNotify)
            return .alert(.closeNotify, phase: phase, detail: "close_notify in the middle of the handshake")
        }
        let words = "the peer ended the connection in the middle of the handshake"
        return .system(.connectionReset, .truncatedStream, phase: phase, detail: words)
    }

    /// The corresponding C function is `gnutls_protocol_get_version`.
    var version: TLSVersion? { GnuTLSNames.version(unsafe gnutls_protocol_get_version(session)) }
}
#endif
