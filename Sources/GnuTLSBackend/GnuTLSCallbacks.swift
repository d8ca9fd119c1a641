#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

// What GnuTLS calls: each recovers the engine and calls one method. They run only inside a call of the engine's own.

@unsafe private func engine(_ pointer: UnsafeMutableRawPointer?) -> GnuTLSEngine? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe Unmanaged<GnuTLSEngine>.fromOpaque(pointer).takeUnretainedValue()
}

/// For what is called on each record: whose engine it is lives through the call that this runs in, so it is not retained.
@unsafe private func borrow<Result>(_ pointer: UnsafeMutableRawPointer?, _ body: (GnuTLSEngine) -> Result) -> Result? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe Unmanaged<GnuTLSEngine>.fromOpaque(pointer)._withUnsafeGuaranteedRef(body)
}

@unsafe private func engine(of session: gnutls_session_t?) -> GnuTLSEngine? {
    unsafe engine(gnutls_session_get_ptr(session))
}

@unsafe private func span(_ datum: UnsafePointer<gnutls_datum_t>) -> UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: datum.pointee.data, count: Int(datum.pointee.size))
}

func pushRecord(_ pointer: gnutls_transport_ptr_t?, _ data: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe borrow(pointer) { engine in
        let record = unsafe UnsafeRawBufferPointer(start: data, count: count).bindMemory(to: UInt8.self).span
        let isData = count > 0 && record[0] == GnuTLSEngine.applicationData
        if isData { engine.outgoing.append(record) } else { engine.pushMessage(record) }
        return count
    } ?? -1
}

func pullRecord(_ pointer: gnutls_transport_ptr_t?, _ data: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    guard let data = unsafe data else { return -1 }
    let space = unsafe UnsafeMutableBufferPointer(start: data.assumingMemoryBound(to: UInt8.self), count: count)
    return unsafe borrow(pointer) { engine in
        var output = unsafe OutputSpan(buffer: space, initializedCount: 0)
        let found = engine.pull(into: &output)
        let length = unsafe output.finalize(for: space)
        guard !found else { return length }
        engine.hasReportedEnd = engine.hasStreamEnded
        return engine.hasStreamEnded ? 0 : -1
    } ?? -1
}

/// 0 is "nothing came in the time", which makes the library send its flight again: only when Core wants it.
func pullTimeout(_ pointer: gnutls_transport_ptr_t?, _ milliseconds: CUnsignedInt) -> CInt {
    unsafe borrow(pointer) { $0.isRetransmitting && $0.incoming.isEmpty ? 0 : 1 } ?? -1
}

/// In place of errno, which Swift has no business to touch.
func wouldBlock(_ pointer: gnutls_transport_ptr_t?) -> CInt { EAGAIN }

func inspectMessage(
    _ session: gnutls_session_t?,
    _ type: CUnsignedInt,
    _ when: CUnsignedInt,
    _ isIncoming: CUnsignedInt,
    _ message: UnsafePointer<gnutls_datum_t>?
) -> CInt {
    guard let message = unsafe message else { return 0 }
    return unsafe borrow(gnutls_session_get_ptr(session)) { engine in
        let type = UInt8(truncatingIfNeeded: type)
        if isIncoming != 0 { return unsafe engine.inspect(type, span(message).span) }
        unsafe engine.observe(type, span(message).span)
        return 0
    } ?? 0
}

func findPreSharedKey(
    _ session: gnutls_session_t?,
    _ identity: UnsafePointer<gnutls_datum_t>?,
    _ key: UnsafeMutablePointer<gnutls_datum_t>?
) -> CInt {
    guard let engine = unsafe engine(of: session), let identity = unsafe identity, let key = unsafe key else {
        return -1
    }
    guard let secret = unsafe engine.key(for: span(identity).span) else { return -1 }
    return secret.withBytes { bytes in unsafe give(bytes, to: key) }
}

// MARK: The sessions that a server keeps

@unsafe private func cache(_ pointer: UnsafeMutableRawPointer?) -> SessionCache? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe Unmanaged<SessionCache>.fromOpaque(pointer).takeUnretainedValue()
}

func storeSession(_ pointer: UnsafeMutableRawPointer?, _ id: gnutls_datum_t, _ session: gnutls_datum_t) -> CInt {
    guard let cache = unsafe cache(pointer) else { return -1 }
    unsafe cache.store(id.copied, session.secret)
    return 0
}

func findSession(_ pointer: UnsafeMutableRawPointer?, _ id: gnutls_datum_t) -> gnutls_datum_t {
    var found = unsafe gnutls_datum_t()
    guard let session = unsafe cache(pointer)?.find(id.copied) else { return unsafe found }
    _ = session.withBytes { bytes in unsafe give(bytes, to: &found) }
    return unsafe found
}

func removeSession(_ pointer: UnsafeMutableRawPointer?, _ id: gnutls_datum_t) -> CInt {
    unsafe cache(pointer)?.remove(id.copied)
    return 0
}

/// The library frees what it gets, and wipes it before.
@unsafe private func give(_ bytes: Span<UInt8>, to datum: UnsafeMutablePointer<gnutls_datum_t>) -> CInt {
    guard let copy = unsafe secsock_gnutls_malloc(bytes.count) else { return -1 }
    unsafe bytes.withUnsafeBytes { source in
        if let start = source.baseAddress { unsafe copy.copyMemory(from: start, byteCount: source.count) }
    }
    unsafe datum.pointee.data = unsafe copy.assumingMemoryBound(to: UInt8.self)
    unsafe datum.pointee.size = CUnsignedInt(bytes.count)
    return 0
}

func verifyPeer(_ session: gnutls_session_t?) -> CInt {
    unsafe engine(of: session)?.verifyPeerCertificate() ?? -1
}

func receiveConnectionID(_ session: gnutls_session_t?, _ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let content = unsafe UnsafeBufferPointer(start: data, count: count)
    return unsafe engine(of: session)?.takeConnectionID(content.span) ?? -1
}

func sendConnectionID(_ session: gnutls_session_t?, _ buffer: gnutls_buffer_t?) -> CInt {
    guard let content = unsafe engine(of: session)?.connectionIDExtension else { return 0 }
    let status = unsafe gnutls_buffer_append_data(buffer, content, content.count)
    return status < 0 ? status : CInt(content.count)
}

func writeKeyLog(
    _ session: gnutls_session_t?,
    _ label: UnsafePointer<CChar>?,
    _ secret: UnsafePointer<gnutls_datum_t>?
) -> CInt {
    guard let engine = unsafe engine(of: session), let label = unsafe label, let secret = unsafe secret else {
        return 0
    }
    unsafe engine.log(String(cString: label), span(secret).span)
    return 0
}
#endif
