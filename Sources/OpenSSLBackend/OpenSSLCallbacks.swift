#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

// What OpenSSL calls: each recovers the engine and calls one method. They run only inside a call of the engine's own.

@unsafe func engine(of ssl: OpaquePointer?) -> OpenSSLEngine? {
    guard let ssl = unsafe ssl, let pointer = unsafe SSL_get_ex_data(ssl, 0) else { return nil }
    return unsafe Unmanaged<OpenSSLEngine>.fromOpaque(pointer).takeUnretainedValue()
}

/// For what is called on each record: whose engine it is lives through the call that this runs in, so it is not retained.
@unsafe private func borrow<Result>(_ bio: OpaquePointer?, _ body: (OpenSSLEngine) -> Result) -> Result? {
    guard let pointer = unsafe BIO_get_data(bio) else { return nil }
    return unsafe Unmanaged<OpenSSLEngine>.fromOpaque(pointer)._withUnsafeGuaranteedRef(body)
}

@unsafe private func span(_ data: UnsafePointer<UInt8>?, _ count: Int) -> UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: data, count: count)
}

// MARK: The transport

func createTransport(_ bio: OpaquePointer?) -> CInt {
    unsafe BIO_set_init(bio, 1)
    return 1
}

func pushRecord(_ bio: OpaquePointer?, _ data: UnsafePointer<CChar>?, _ count: CInt) -> CInt {
    unsafe secsock_openssl_clear_retry(bio)
    return unsafe borrow(bio) { engine in
        unsafe engine.push(UnsafeRawBufferPointer(start: data, count: Int(count)).bindMemory(to: UInt8.self).span)
        return count
    } ?? -1
}

func pullRecord(_ bio: OpaquePointer?, _ data: UnsafeMutablePointer<CChar>?, _ count: CInt) -> CInt {
    unsafe secsock_openssl_clear_retry(bio)
    guard let data = unsafe data else { return -1 }
    let space = unsafe UnsafeMutableRawBufferPointer(start: data, count: Int(count)).bindMemory(to: UInt8.self)
    let length =
        unsafe borrow(bio) { engine in
            var output = unsafe OutputSpan(buffer: space, initializedCount: 0)
            let hasFound = engine.pull(into: &output)
            let length = unsafe CInt(output.finalize(for: space))
            return hasFound ? length : -1
        } ?? CInt(-1)
    if length < 0 { unsafe secsock_openssl_set_retry_read(bio) }
    return length
}

func controlTransport(
    _ bio: OpaquePointer?,
    _ command: CInt,
    _ number: CLong,
    _ pointer: UnsafeMutableRawPointer?
) -> CLong {
    switch command {
    case BIO_CTRL_FLUSH: 1
    case BIO_CTRL_DGRAM_QUERY_MTU, BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
        unsafe borrow(bio) { CLong($0.maximumTransmissionUnit) } ?? 0
    case BIO_CTRL_DGRAM_GET_MTU_OVERHEAD: OpenSSLEngine.linkOverhead
    case BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT:
        unsafe borrow(bio) { unsafe $0.noteDeadline(pointer?.assumingMemoryBound(to: timeval.self)) } ?? 0
    default: 0
    }
}

/// Waits are Core's: the library's own timer stays still.
func waitForCore(_ ssl: OpaquePointer?, _ previous: CUnsignedInt) -> CUnsignedInt { 3_600_000_000 }

// MARK: What passes

func observe(_ ssl: OpaquePointer?, _ place: CInt, _ value: CInt) {
    guard place & SSL_CB_ALERT != 0 else { return }
    let direction = place & SSL_CB_READ != 0 ? AlertRecord.Direction.received : .sent
    unsafe engine(of: ssl)?.note(TLSAlert(packed: UInt16(truncatingIfNeeded: value)), direction)
}

func inspectMessage(
    _ isOutgoing: CInt,
    _ version: CInt,
    _ type: CInt,
    _ bytes: UnsafeRawPointer?,
    _ count: Int,
    _ ssl: OpaquePointer?,
    _ context: UnsafeMutableRawPointer?
) {
    guard isOutgoing == 0, type == SSL3_RT_HANDSHAKE, let engine = unsafe engine(of: ssl) else { return }
    unsafe engine.inspect(UnsafeRawBufferPointer(start: bytes, count: count).bindMemory(to: UInt8.self).span)
}

func answerHello(
    _ ssl: OpaquePointer?,
    _ alert: UnsafeMutablePointer<CInt>?,
    _ context: UnsafeMutableRawPointer?
) -> CInt {
    guard let engine = unsafe engine(of: ssl), let refusal = engine.refusalOfHello() else {
        return SSL_CLIENT_HELLO_SUCCESS
    }
    unsafe alert?.pointee = CInt(refusal.description.rawValue)
    return SSL_CLIENT_HELLO_ERROR
}

func selectApplicationProtocol(
    _ ssl: OpaquePointer?,
    _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenCount: UnsafeMutablePointer<UInt8>?,
    _ offered: UnsafePointer<UInt8>?,
    _ count: CUnsignedInt,
    _ context: UnsafeMutableRawPointer?
) -> CInt {
    guard let engine = unsafe engine(of: ssl), let offered = unsafe offered else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    guard let range = unsafe engine.applicationProtocol(among: span(offered, Int(count)).span) else {
        return SSL_TLSEXT_ERR_ALERT_FATAL
    }
    unsafe chosen?.pointee = unsafe offered + range.lowerBound
    unsafe chosenCount?.pointee = UInt8(range.count)
    return SSL_TLSEXT_ERR_OK
}

func addConnectionID(
    _ ssl: OpaquePointer?,
    _ type: CUnsignedInt,
    _ place: CUnsignedInt,
    _ content: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ count: UnsafeMutablePointer<Int>?,
    _ certificate: OpaquePointer?,
    _ index: Int,
    _ alert: UnsafeMutablePointer<CInt>?,
    _ context: UnsafeMutableRawPointer?
) -> CInt {
    guard let bytes = unsafe engine(of: ssl)?.connectionIDExtension else { return 0 }
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = unsafe copy.initialize(fromContentsOf: bytes)
    unsafe content?.pointee = unsafe UnsafePointer(copy.baseAddress)
    unsafe count?.pointee = bytes.count
    return 1
}

func freeConnectionID(
    _ ssl: OpaquePointer?,
    _ type: CUnsignedInt,
    _ place: CUnsignedInt,
    _ content: UnsafePointer<UInt8>?,
    _ context: UnsafeMutableRawPointer?
) {
    unsafe content?.deallocate()
}

func receiveConnectionID(
    _ ssl: OpaquePointer?,
    _ type: CUnsignedInt,
    _ place: CUnsignedInt,
    _ content: UnsafePointer<UInt8>?,
    _ count: Int,
    _ certificate: OpaquePointer?,
    _ index: Int,
    _ alert: UnsafeMutablePointer<CInt>?,
    _ context: UnsafeMutableRawPointer?
) -> CInt {
    guard let engine = unsafe engine(of: ssl) else { return 0 }
    if unsafe engine.takeConnectionID(span(content, count).span) { return 1 }
    unsafe alert?.pointee = SSL_AD_ILLEGAL_PARAMETER
    return 0
}

func writeKeyLog(_ ssl: OpaquePointer?, _ line: UnsafePointer<CChar>?) {
    guard let line = unsafe line else { return }
    unsafe engine(of: ssl)?.shared.configuration.keyLog?(String(cString: line))
}

// MARK: Who the peer is

func verifyPeer(_ store: OpaquePointer?, _ context: UnsafeMutableRawPointer?) -> CInt {
    guard let store = unsafe store else { return 0 }
    let ssl = unsafe X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx())
    guard let ssl = unsafe ssl, let engine = unsafe engine(of: OpaquePointer(ssl)) else { return 0 }
    return unsafe engine.verifyPeerCertificate(store) ? 1 : 0
}

func findClientKey(
    _ ssl: OpaquePointer?,
    _ hint: UnsafePointer<CChar>?,
    _ identity: UnsafeMutablePointer<CChar>?,
    _ longestIdentity: CUnsignedInt,
    _ key: UnsafeMutablePointer<UInt8>?,
    _ longestKey: CUnsignedInt
) -> CUnsignedInt {
    guard let found = unsafe engine(of: ssl)?.clientKey, let identity = unsafe identity, let key = unsafe key else {
        return 0
    }
    guard found.identity.count <= Int(longestIdentity), found.key.count <= Int(longestKey) else { return 0 }
    for index in found.identity.indices { unsafe identity[index] = CChar(bitPattern: found.identity[index]) }
    unsafe identity[found.identity.count] = 0
    return unsafe copy(found.key, to: key)
}

func findServerKey(
    _ ssl: OpaquePointer?,
    _ identity: UnsafePointer<CChar>?,
    _ key: UnsafeMutablePointer<UInt8>?,
    _ longestKey: CUnsignedInt
) -> CUnsignedInt {
    guard let found = unsafe engine(of: ssl)?.keyOfKeyExchange(), let key = unsafe key else { return 0 }
    return found.count <= Int(longestKey) ? unsafe copy(found, to: key) : 0
}

@unsafe private func copy(_ secret: Secret, to key: UnsafeMutablePointer<UInt8>) -> CUnsignedInt {
    secret.withBytes { bytes in
        for index in bytes.indices { unsafe key[index] = bytes[index] }
        return CUnsignedInt(bytes.count)
    }
}

func offerKey(
    _ ssl: OpaquePointer?,
    _ digest: OpaquePointer?,
    _ identity: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ identityCount: UnsafeMutablePointer<Int>?,
    _ session: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
    guard let engine = unsafe engine(of: ssl), let ssl = unsafe ssl, engine.clientKey != nil else { return 0 }
    unsafe session?.pointee = unsafe engine.clientSession(ssl)
    let bytes = unsafe engine.clientIdentity
    unsafe identity?.pointee = unsafe UnsafePointer(bytes.baseAddress)
    unsafe identityCount?.pointee = bytes.count
    return 1
}

func findOfferedKey(
    _ ssl: OpaquePointer?,
    _ identity: UnsafePointer<UInt8>?,
    _ count: Int,
    _ session: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
    guard let engine = unsafe engine(of: ssl), let ssl = unsafe ssl else { return 0 }
    unsafe session?.pointee = unsafe engine.serverSession(ssl, for: span(identity, count).span)
    return 1
}

// MARK: The sessions that a server keeps

func storeSession(_ ssl: OpaquePointer?, _ session: OpaquePointer?) -> CInt {
    guard let engine = unsafe engine(of: ssl), let session = unsafe session else { return 0 }
    guard let sessions = engine.shared.sessions, unsafe engine.mark(session) else { return 0 }
    var count: CUnsignedInt = 0
    let id = unsafe span(SSL_SESSION_get_id(session, &count), Int(count))
    if let encoded = unsafe OpenSSLSession.encoded(session) { sessions.store(unsafe Array(id), encoded) }
    // The library keeps its reference.
    return 0
}

func findSession(
    _ ssl: OpaquePointer?,
    _ id: UnsafePointer<UInt8>?,
    _ count: CInt,
    _ isShared: UnsafeMutablePointer<CInt>?
) -> OpaquePointer? {
    unsafe isShared?.pointee = 0
    let id = unsafe Array(span(id, Int(count)))
    guard let engine = unsafe engine(of: ssl), let found = engine.shared.sessions?.find(id) else { return nil }
    guard let session = found.withBytes({ OpenSSLSession($0) }), unsafe engine.permits(session.handle) else { return nil }
    // The library gets a reference of its own.
    return unsafe SSL_SESSION_up_ref(session.handle) == 1 ? session.handle : nil
}

func markTicket(_ ssl: OpaquePointer?, _ context: UnsafeMutableRawPointer?) -> CInt {
    guard let engine = unsafe engine(of: ssl), let session = unsafe SSL_get_session(ssl) else { return 0 }
    return unsafe engine.mark(session) ? 1 : 0
}

/// A ticket that is too old is like one that cannot be opened: it leads to a full handshake and a new one.
func judgeTicket(
    _ ssl: OpaquePointer?,
    _ session: OpaquePointer?,
    _ name: UnsafePointer<UInt8>?,
    _ nameSize: Int,
    _ status: SSL_TICKET_STATUS,
    _ context: UnsafeMutableRawPointer?
) -> SSL_TICKET_RETURN {
    let isOpen = status == SSL_TICKET_SUCCESS || status == SSL_TICKET_SUCCESS_RENEW
    guard isOpen, let engine = unsafe engine(of: ssl), unsafe engine.permits(session) else {
        return CInt(SSL_TICKET_RETURN_IGNORE_RENEW)
    }
    return CInt(status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW)
}

// MARK: Cookies

func makeCookie(
    _ ssl: OpaquePointer?,
    _ cookie: UnsafeMutablePointer<UInt8>?,
    _ count: UnsafeMutablePointer<CUnsignedInt>?
) -> CInt {
    guard let made = unsafe engine(of: ssl)?.cookie?.bytes, let cookie = unsafe cookie else { return 0 }
    for index in made.indices { unsafe cookie[index] = made[index] }
    unsafe count?.pointee = CUnsignedInt(made.count)
    return 1
}

func checkCookie(_ ssl: OpaquePointer?, _ cookie: UnsafePointer<UInt8>?, _ count: CUnsignedInt) -> CInt {
    guard let made = unsafe engine(of: ssl)?.cookie?.bytes, made.count == Int(count), let cookie = unsafe cookie else {
        return 0
    }
    return unsafe CRYPTO_memcmp(made, cookie, made.count) == 0 ? 1 : 0
}

// MARK: What is strong enough

/// The library's own judgement, which a context has before another one is set.
private let ownJudgement = {
    let context = unsafe SSL_CTX_new(TLS_method())
    defer { unsafe SSL_CTX_free(context) }
    return unsafe SSL_CTX_get_security_callback(context)
}()

func judgeSecurity(
    _ ssl: OpaquePointer?,
    _ context: OpaquePointer?,
    _ operation: CInt,
    _ bits: CInt,
    _ identifier: CInt,
    _ other: UnsafeMutableRawPointer?,
    _ extra: UnsafeMutableRawPointer?
) -> CInt {
    guard isJudgedBySecurityLevel(UInt32(bitPattern: operation)), let own = unsafe ownJudgement else { return 1 }
    return unsafe own(ssl, context, operation, bits, identifier, other, extra)
}
#endif
