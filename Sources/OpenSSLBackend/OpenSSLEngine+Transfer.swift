#if OpenSSL
internal import COpenSSL
public import SecureSocketCore

extension OpenSSLEngine {
    /// Protects plaintext.
    ///
    /// The corresponding C function is `SSL_write`.
    public func write(_ plaintext: Span<UInt8>) throws(TLSError) {
        guard !plaintext.isEmpty else { return }
        OpenSSLFailure.clear()
        var written = 0
        let status = unsafe plaintext.withUnsafeBytes { bytes in
            unsafe SSL_write_ex(ssl, bytes.baseAddress, bytes.count, &written)
        }
        if status != 1 { throw OpenSSLFailure.takeError(phase: .established) }
    }

    /// Hands over what was received.
    ///
    /// The corresponding C function is `SSL_read`.
    public func read(into plaintext: inout OutputSpan<UInt8>) throws(TLSError) -> ReadStatus {
        // What ended the association once ends each later read; asked again, the library would blame the session.
        if let failure { throw failure }
        do throws(TLSError) {
            return try readRecord(into: &plaintext)
        } catch {
            failure = error
            throw error
        }
    }

    private func readRecord(into plaintext: inout OutputSpan<UInt8>) throws(TLSError) -> ReadStatus {
        while true {
            guard !hasPeerClosed else { return .endOfStream }
            // The library allocates a record's buffer before it finds that nothing waits, or only a part.
            guard hasRecord || hasPlaintext || hasStreamEnded else { return .wantsInput }
            OpenSSLFailure.clear()
            let status = receive(into: &plaintext)
            guard status != 1 else { return shared.settings.kind == .datagram && dropRest() ? .truncated : .data }
            if let failure { throw failure }
            switch meaning(of: status) {
            case .wantsInput:
                guard hasStreamEnded, incoming.isEmpty else { return .wantsInput }
                let words = "the peer ended the connection without close_notify: what came may have been cut off"
                throw .system(.connectionReset, .truncatedStream, phase: .established, detail: words)
            case .hasDropped: if incoming.isEmpty { return .wantsInput }
            case .endOfStream: hasPeerClosed = true
            case .failure: throw refuse()
            }
        }
    }

    private func receive(into plaintext: inout OutputSpan<UInt8>) -> CInt {
        unsafe plaintext.withUnsafeMutableBufferPointer { buffer, initialized in
            let space = buffer.extracting(initialized...)
            var count = 0
            let status = unsafe SSL_read_ex(ssl, space.baseAddress, space.count, &count)
            initialized += count
            return status
        }
    }

    /// Whether there is decrypted data, or a whole record that waits to be opened.
    public var hasBufferedData: Bool { hasPlaintext || hasRecord }

    /// Whether a whole record waits, or what is none: the library tells what is wrong with it.
    private var hasRecord: Bool {
        // `ingest` takes datagrams apart into whole records.
        guard shared.settings.kind == .stream, recordRest == 0 else { return !incoming.isEmpty }
        return incoming.peek { RecordHeader.firstLength($0) > 0 } == true
    }

    /// Whether the library holds decrypted data, or records behind the one that it opened last.
    ///
    /// The corresponding C function is `SSL_has_pending`.
    private var hasPlaintext: Bool {
        unsafe SSL_has_pending(ssl) == 1
    }

    /// The longest plaintext in bytes that fits one datagram.
    ///
    /// The corresponding C function is `DTLS_get_data_mtu`.
    public var maximumPlaintext: Int {
        // Only an AEAD was left out, and only of that is the reserve free.
        let isAEAD = negotiated?.cipherSuite.isAEAD == true
        return unsafe DTLS_get_data_mtu(ssl) + (isAEAD ? Self.protectionReserve : 0)
    }

    /// Queues close_notify.
    ///
    /// The corresponding C function is `SSL_shutdown`, which refuses in the middle of a handshake.
    public func close() {
        guard fatalSent == nil, fatalReceived == nil else { return }
        if isEstablished { unsafe SSL_shutdown(ssl) } else { send(.closeNotify) }
        ERR_clear_error()
    }

    /// Drops what is left of a datagram, so that it does not come as the next one; whether there was something.
    private func dropRest() -> Bool {
        guard unsafe SSL_pending(ssl) > 0 else { return false }
        unsafe withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { buffer in
            var count = 0
            while unsafe SSL_pending(ssl) > 0 {
                guard unsafe SSL_read_ex(ssl, buffer.baseAddress, buffer.count, &count) == 1 else { return }
            }
        }
        return true
    }
}
#endif
