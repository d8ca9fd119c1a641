#if GnuTLS
internal import CGnuTLS
public import SecureSocketCore

/// Answers hellos with cookies and makes an engine of a hello whose cookie is right; keeps one secret and nothing else.
@safe public final class GnuTLSGate: CookieGate {
    private let shared: GnuTLSShared
    private let maximumTransmissionUnit: Int
    private let secret: Secret
    private let outgoing = RecordQueue(.datagram)

    init(_ shared: GnuTLSShared, _ secret: Secret, _ maximumTransmissionUnit: Int) {
        self.shared = shared
        self.secret = secret
        self.maximumTransmissionUnit = maximumTransmissionUnit
    }

    /// Looks at a hello.
    ///
    /// The corresponding C functions are `gnutls_dtls_cookie_verify` and `gnutls_dtls_prestate_set`.
    public func admit(_ hello: Span<UInt8>, from address: Span<UInt8>) throws(TLSError) -> GnuTLSEngine? {
        // GnuTLS 3.7.9 looks for the cookie in a record that was cut, too.
        guard RecordHeader.firstRecordLength(hello, .datagram) != nil else { return nil }
        var prestate = gnutls_dtls_prestate_st()
        let status = unsafe withPointers(hello, address) { key, hello, address in
            unsafe gnutls_dtls_cookie_verify(
                key,
                UnsafeMutableRawPointer(mutating: address.baseAddress),
                address.count,
                UnsafeMutableRawPointer(mutating: hello.baseAddress),
                hello.count,
                &prestate
            )
        }
        guard status >= 0 else {
            if status == GNUTLS_E_BAD_COOKIE { sendCookie(to: address, prestate) }
            return nil
        }
        let engine = try GnuTLSEngine(shared, .server, nil, maximumTransmissionUnit)
        unsafe gnutls_dtls_prestate_set(engine.session, &prestate)
        engine.ingest(hello)
        return engine
    }

    /// Lends the oldest HelloVerifyRequest.
    @discardableResult
    public func takeOutgoing(_ body: (Span<UInt8>) -> Void) -> Bool {
        outgoing.takeFirst(body)
    }

    private func sendCookie(to address: Span<UInt8>, _ state: gnutls_dtls_prestate_st) {
        var prestate = state
        let queue = unsafe Unmanaged.passUnretained(outgoing).toOpaque()
        _ = unsafe withPointers(address, address) { key, _, address in
            let client = unsafe UnsafeMutableRawPointer(mutating: address.baseAddress)
            return unsafe gnutls_dtls_cookie_send(key, client, address.count, &prestate, queue, pushAnswer)
        }
    }

    @unsafe private func withPointers(
        _ hello: Span<UInt8>,
        _ address: Span<UInt8>,
        _ body: (UnsafeMutablePointer<gnutls_datum_t>, UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> CInt
    ) -> CInt {
        secret.withBytes { secret in
            unsafe secret.withDatum { key in
                // The library only reads it.
                let key = unsafe UnsafeMutablePointer(mutating: key)
                return unsafe hello.withUnsafeBytes { hello in
                    unsafe address.withUnsafeBytes { unsafe body(key, hello, $0) }
                }
            }
        }
    }
}

private func pushAnswer(_ pointer: gnutls_transport_ptr_t?, _ data: UnsafeRawPointer?, _ count: Int) -> Int {
    guard let pointer = unsafe pointer else { return -1 }
    let queue = unsafe Unmanaged<RecordQueue>.fromOpaque(pointer).takeUnretainedValue()
    unsafe queue.append(UnsafeRawBufferPointer(start: data, count: count).bindMemory(to: UInt8.self).span)
    return count
}
#endif
