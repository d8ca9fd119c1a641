#if OpenSSL
internal import COpenSSL
public import SecureSocketCore

/// Answers hellos with cookies and makes an engine of a hello whose cookie is right; keeps a secret and one session that listens.
@safe public final class OpenSSLGate: CookieGate {
    private let shared: OpenSSLShared
    private let maximumTransmissionUnit: Int
    private let secret: Secret
    private let address: OpaquePointer
    private var listener: OpenSSLEngine?

    init(_ shared: OpenSSLShared, _ secret: Secret, _ maximumTransmissionUnit: Int) throws(TLSError) {
        guard let address = unsafe BIO_ADDR_new() else { throw OpenSSLFailure.takeError(phase: .setup) }
        unsafe self.address = unsafe address
        self.shared = shared
        self.maximumTransmissionUnit = maximumTransmissionUnit
        self.secret = secret
        listener = try OpenSSLEngine(shared, .server, nil, maximumTransmissionUnit)
    }

    deinit { unsafe BIO_ADDR_free(address) }

    /// Looks at a hello.
    ///
    /// The corresponding C function is `DTLSv1_listen`, whose session becomes that of the client who is admitted.
    public func admit(_ hello: Span<UInt8>, from address: Span<UInt8>) throws(TLSError) -> OpenSSLEngine? {
        guard RecordHeader.firstRecordLength(hello, .datagram) != nil else { return nil }
        let engine = try currentListener()
        engine.cookie = OpenSSLCookie(secret, address.copied)
        engine.ingest(hello)
        engine.isListening = true
        let status = unsafe DTLSv1_listen(engine.ssl, self.address)
        engine.isListening = false
        // What a stranger sends is no error of ours: it is dropped.
        ERR_clear_error()
        guard status > 0 else {
            engine.forgetHello()
            return nil
        }
        listener = nil
        return engine
    }

    private func currentListener() throws(TLSError) -> OpenSSLEngine {
        if let listener { return listener }
        let engine = try OpenSSLEngine(shared, .server, nil, maximumTransmissionUnit)
        listener = engine
        return engine
    }

    /// Lends the oldest HelloVerifyRequest.
    @discardableResult
    public func takeOutgoing(_ body: (Span<UInt8>) -> Void) -> Bool {
        listener?.outgoing.takeFirst(body) ?? false
    }
}

/// What proves that a client receives what is sent to its address (RFC 6347, 4.2.1).
struct OpenSSLCookie {
    private let secret: Secret
    private let address: [UInt8]

    init(_ secret: Secret, _ address: [UInt8]) {
        self.secret = secret
        self.address = address
    }

    /// HMAC-SHA-256 of the address, as long as RFC 6347's 255 bytes allow many times over; nil where the library fails.
    var bytes: [UInt8]? {
        var digest = [UInt8](repeating: 0, count: 32)
        var count: CUnsignedInt = 0
        let made = secret.withBytes { key in
            unsafe key.withUnsafeBufferPointer { key in
                unsafe secsock_openssl_hmac_sha256(
                    key.baseAddress,
                    CInt(key.count),
                    address,
                    address.count,
                    &digest,
                    &count
                ) != nil
            }
        }
        return made && count == 32 ? digest : nil
    }
}

extension OpenSSLEngine {
    /// Nothing of a hello that was not admitted is kept.
    fileprivate func forgetHello() {
        while incoming.takeFirst({ _ in }) {}
        alerts = AlertLog()
        (fatalReceived, fatalSent) = (nil, nil)
    }
}
#endif
