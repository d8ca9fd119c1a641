#if GnuTLS
internal import CGnuTLS
public import SecureSocketCore

extension GnuTLSEngine {
    /// Protects plaintext.
    ///
    /// The corresponding C function is `gnutls_record_send`.
    public func write(_ plaintext: Span<UInt8>) throws(TLSError) {
        var offset = 0
        // A peer may have asked for smaller records (RFC 8449), so one call may take a part.
        while offset < plaintext.count {
            let rest = plaintext.extracting(offset...)
            let status = unsafe rest.withUnsafeBytes { bytes in
                unsafe gnutls_record_send(session, bytes.baseAddress, bytes.count)
            }
            guard status >= 0 else {
                throw GnuTLSFailure(CInt(truncatingIfNeeded: status)).error(phase: .established)
            }
            offset += status
        }
    }

    /// Hands over what was received.
    ///
    /// The corresponding C functions are `gnutls_record_recv` and `gnutls_record_recv_packet`.
    public func read(into plaintext: inout OutputSpan<UInt8>) throws(TLSError) -> ReadStatus {
        // What ended the association once ends each later read; asked again, the library would blame the session.
        if let failure { throw failure }
        do throws(TLSError) {
            return try readRecords(into: &plaintext)
        } catch {
            failure = error
            throw error
        }
    }

    private func readRecords(into plaintext: inout OutputSpan<UInt8>) throws(TLSError) -> ReadStatus {
        while true {
            // The library allocates a record's buffer before it finds that nothing waits, or only a part.
            guard !hasPeerClosed else { return .endOfStream }
            guard hasRecord || hasPlaintext || hasStreamEnded else { return .wantsInput }
            let room = plaintext.freeCapacity
            let status =
                shared.settings.kind == .datagram
                ? receiveDatagram(into: &plaintext)
                : receiveBytes(into: &plaintext)
            if status > 0 { return status > room ? .truncated : .data }
            if let result = try meaning(CInt(truncatingIfNeeded: status)) { return result }
        }
    }

    /// Whether there is decrypted data, or a whole record that waits to be opened.
    public var hasBufferedData: Bool { hasPlaintext || hasRecord }

    /// Whether a whole record waits, or more than any record has (RFC 5246, 6.2.3): the library tells what is wrong with it.
    private var hasRecord: Bool {
        // `ingest` takes datagrams apart into whole records.
        guard shared.settings.kind == .stream else { return !incoming.isEmpty }
        let longestRecord = 5 + 16_384 + 2048
        return incoming.peek { waiting in
            waiting.count > longestRecord || RecordHeader.firstRecordLength(waiting, .stream) != nil
        } ?? false
    }

    /// Whether the library holds decrypted data.
    ///
    /// The corresponding C function is `gnutls_record_check_pending`.
    private var hasPlaintext: Bool { unsafe gnutls_record_check_pending(session) > 0 }

    /// The longest plaintext in bytes that fits one datagram.
    ///
    /// The corresponding C function is `gnutls_dtls_get_data_mtu`.
    public var maximumPlaintext: Int { Int(unsafe gnutls_dtls_get_data_mtu(session)) }

    /// Queues close_notify.
    ///
    /// The corresponding C function is `gnutls_bye`.
    public func close() {
        guard unsafe gnutls_bye(session, GNUTLS_SHUT_WR) >= 0 else { return }
        alerts.append(AlertRecord(direction: .sent, alert: .closeNotify, phase: phase))
    }

    private func receiveBytes(into plaintext: inout OutputSpan<UInt8>) -> Int {
        unsafe plaintext.withUnsafeMutableBufferPointer { buffer, initialized in
            let space = buffer.extracting(initialized...)
            let status = unsafe gnutls_record_recv(session, space.baseAddress, space.count)
            initialized += max(status, 0)
            return status
        }
    }

    /// A whole record, so that what does not fit is gone and does not come as the next datagram.
    ///
    /// Returns its full length.
    private func receiveDatagram(into plaintext: inout OutputSpan<UInt8>) -> Int {
        var packet: gnutls_packet_t?
        let status = unsafe gnutls_record_recv_packet(session, &packet)
        guard status > 0, let packet = unsafe packet else { return status }
        defer { unsafe gnutls_packet_deinit(packet) }
        var datum = unsafe gnutls_datum_t()
        unsafe gnutls_packet_get(packet, &datum, nil)
        let count = min(Int(unsafe datum.size), plaintext.freeCapacity)
        unsafe plaintext.withUnsafeMutableBufferPointer { buffer, initialized in
            if let source = unsafe datum.data, let target = buffer.baseAddress {
                unsafe UnsafeMutableRawPointer(target + initialized).copyMemory(from: source, byteCount: count)
            }
            initialized += count
        }
        return Int(unsafe datum.size)
    }

    /// What a status without data means; nil: read on.
    private func meaning(_ status: CInt) throws(TLSError) -> ReadStatus? {
        switch status {
        case 0:
            hasPeerClosed = true
            noteReceived(.closeNotify)
            return .endOfStream
        case GNUTLS_E_AGAIN, GNUTLS_E_INTERRUPTED:
            if hasRecord { return nil }
            guard hasStreamEnded else { return .wantsInput }
            throw truncated
        case GNUTLS_E_WARNING_ALERT_RECEIVED:
            noteAlert(level: .warning)
            return nil
        case GNUTLS_E_REHANDSHAKE:
            // Renegotiation is refused, and the association goes on (RFC 5246, 7.2.2).
            send(TLSAlert(level: .warning, description: .noRenegotiation))
            discardHello()
            return nil
        case GNUTLS_E_FATAL_ALERT_RECEIVED:
            throw receivedFatalAlert()
        case GNUTLS_E_PREMATURE_TERMINATION:
            throw truncated
        default:
            if hasReportedEnd { throw truncated }
            let failure = GnuTLSFailure(status)
            let alert = failure.alert(for: version)
            send(alert)
            throw failure.error(phase: .established).sending(alert)
        }
    }

    /// GnuTLS 3.7.9 keeps the hello that it asked about, and `gnutls_record_recv_packet` would lose its buffer.
    private func discardHello() {
        guard shared.settings.kind == .datagram, hasPlaintext else { return }
        var byte: UInt8 = 0
        _ = unsafe gnutls_record_recv(session, &byte, 1)
    }

    private var truncated: TLSError {
        let words = "the peer ended the connection without close_notify: what came may have been cut off"
        return .system(.connectionReset, .truncatedStream, phase: .established, detail: words)
    }
}
#endif
