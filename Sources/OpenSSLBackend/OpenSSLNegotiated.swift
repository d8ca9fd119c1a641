#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

/// What a session says of itself, in neutral values.
extension OpenSSLEngine {
    /// All of it, once the handshake is complete; read once, since the library puts another session in place with each ticket.
    func readNegotiated() -> Negotiated? {
        guard let cipher = unsafe SSL_get_current_cipher(ssl) else { return nil }
        return unsafe Negotiated(
            version: TLSVersion(rawValue: UInt16(truncatingIfNeeded: SSL_version(ssl))),
            cipherSuite: CipherSuite(rawValue: SSL_CIPHER_get_protocol_id(cipher)),
            group: OpenSSLNames.group(secsock_openssl_negotiated_group(ssl)),
            applicationProtocol: applicationProtocol,
            serverName: role == .server ? helloName : serverName?.indication,
            isResumed: hasResumed,
            pskIdentity: identity,
            peerCertificates: peerCertificates,
            certificateType: shared.configuration.credentials.certificateType
        )
    }

    /// Whether an earlier session was resumed.
    public var isResumed: Bool { negotiated?.isResumed == true }

    private var applicationProtocol: String? {
        var start: UnsafePointer<UInt8>?
        var count: CUnsignedInt = 0
        unsafe SSL_get0_alpn_selected(ssl, &start, &count)
        guard let start = unsafe start, count > 0 else { return nil }
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: Int(count)), as: UTF8.self)
    }

    private var identity: [UInt8]? {
        switch shared.configuration.credentials.kind {
        case .preSharedKey(let key): key.identity
        case .preSharedKeyStore: provedIdentity
        case .anonymousClient, .certificate, .rawPublicKey: nil
        }
    }

    /// The leaf and what came behind it, which for a server is all but the leaf.
    private var peerCertificates: [[UInt8]] {
        guard !shared.settings.usesPreSharedKey, let leaf = unsafe SSL_get0_peer_certificate(ssl) else { return [] }
        let list = unsafe SSL_get_peer_cert_chain(ssl)
        let count = unsafe max(0, OPENSSL_sk_num(list))
        let first: CInt = role == .client ? 1 : 0
        let issuers = (first..<max(first, count)).compactMap { index in
            unsafe OpaquePointer(OPENSSL_sk_value(list, index)).map { unsafe OpenSSLCertificate.encoded($0) }
        }
        return unsafe [OpenSSLCertificate.encoded(leaf)] + issuers
    }
}
#endif
