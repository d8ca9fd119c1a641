#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

/// Owns the library's context of one configuration, which all its sessions are made of; immutable once the backend is made.
@safe final class OpenSSLContext: @unchecked Sendable {
    let handle: OpaquePointer

    init(_ configuration: TLSConfiguration) throws(TLSError) {
        unsafe handle = try unsafe Self.make(configuration.kind)
        // What is named is wanted; keys and certificates of the peer's are judged by what the system asks, at least 112 bits.
        let level: CInt = 2
        unsafe SSL_CTX_set_security_level(handle, max(SSL_CTX_get_security_level(handle), level))
        unsafe SSL_CTX_set_security_callback(handle, judgeSecurity)
        unsafe SSL_CTX_set_options(handle, secsock_openssl_options | secsock_openssl_no_ticket)
        if configuration.credentials.usesPreSharedKey {
            unsafe SSL_CTX_set_options(handle, secsock_openssl_allow_no_dhe_kex)
        }
        unsafe secsock_openssl_save_memory(handle)
        unsafe secsock_openssl_read_ahead(handle)
        unsafe secsock_openssl_keep_chain(handle)
        unsafe secsock_openssl_choose_finite_field(handle)
        unsafe secsock_openssl_limit_certificates(handle, configuration.limits.handshakeLength)
        try setApplicationProtocols(configuration.applicationProtocols)
        connectCallbacks(configuration)
        if configuration.connectionIDs != nil { try registerConnectionID() }
    }

    deinit { unsafe SSL_CTX_free(handle) }

    /// A context as the library and the system's policy for it begin one.
    ///
    /// The corresponding C function is `SSL_CTX_new`, which fails where they leave no cipher suite at all.
    @unsafe static func make(_ kind: TransportKind) throws(TLSError) -> OpaquePointer {
        if let handle = unsafe SSL_CTX_new(kind == .datagram ? DTLS_method() : TLS_method()) { return unsafe handle }
        let failure = OpenSSLFailure.take()
        let isEmpty = failure.reason == .noUsableCipherSuite
        let words = "OpenSSL " + OpenSSLBackend.runtimeVersion + ", or the system's policy for it (openssl.cnf)"
        throw failure.error(phase: .setup, detail: isEmpty ? words : "")
    }

    /// What a server tells its clients to choose a certificate by.
    ///
    /// The corresponding C function is `SSL_CTX_add_client_CA`.
    func setNames(_ anchors: [OpenSSLCertificate]) throws(TLSError) {
        for anchor in anchors { try unsafe check(SSL_CTX_add_client_CA(handle, anchor.handle), "trust anchor") }
    }

    private func connectCallbacks(_ configuration: TLSConfiguration) {
        unsafe SSL_CTX_set_info_callback(handle, observe)
        unsafe SSL_CTX_set_msg_callback(handle, inspectMessage)
        unsafe SSL_CTX_set_client_hello_cb(handle, answerHello, nil)
        unsafe SSL_CTX_set_cert_verify_callback(handle, verifyPeer, nil)
        unsafe SSL_CTX_set_cookie_generate_cb(handle, makeCookie)
        unsafe SSL_CTX_set_cookie_verify_cb(handle, checkCookie)
        if configuration.keyLog != nil { unsafe SSL_CTX_set_keylog_callback(handle, writeKeyLog) }
        if !configuration.applicationProtocols.isEmpty {
            unsafe SSL_CTX_set_alpn_select_cb(handle, selectApplicationProtocol, nil)
        }
    }

    /// Lets the hellos carry connection IDs (RFC 9146, 3).
    ///
    /// The corresponding C function is `SSL_CTX_add_custom_ext`.
    private func registerConnectionID() throws(TLSError) {
        let number: CUnsignedInt = 54
        let places = CUnsignedInt(SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO)
        let status = unsafe SSL_CTX_add_custom_ext(
            handle,
            number,
            places,
            addConnectionID,
            freeConnectionID,
            nil,
            receiveConnectionID,
            nil
        )
        try check(status, "connection IDs")
    }

    /// What a client offers, each name behind its length.
    private func setApplicationProtocols(_ names: [String]) throws(TLSError) {
        guard !names.isEmpty else { return }
        let bytes = names.flatMap { [UInt8(truncatingIfNeeded: $0.utf8.count)] + Array($0.utf8) }
        // This one returns 0 where it succeeds.
        let status = unsafe SSL_CTX_set_alpn_protos(handle, bytes, CUnsignedInt(bytes.count))
        guard status == 0 else { throw OpenSSLFailure.takeError(phase: .setup, "application protocols") }
    }
}

/// What a `SSL_SECOP_...` of the library's is about: suites, groups, versions and our own keys are what the configuration
/// says; the peer's keys and certificates, and primes, are judged by the library's rules.
func isJudgedBySecurityLevel(_ operation: UInt32) -> Bool {
    let isOfPeer = operation & UInt32(SSL_SECOP_PEER) != 0
    let kind = operation & 0xffff_0000
    return isOfPeer && kind == UInt32(SSL_SECOP_OTHER_CERT) || kind == UInt32(SSL_SECOP_OTHER_DH)
        || kind == UInt32(SSL_SECOP_OTHER_PKEY)
}
#endif
