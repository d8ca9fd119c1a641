#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

/// Keys, certificates and trust anchors of one configuration, loaded once and shared by all sessions of a context.
enum OpenSSLCredentials: Sendable {
    case certificate(OpenSSLCertificateCredentials)
    /// The identity of a client's one key; nil for a server that has many.
    case preSharedKey(OpenSSLIdentity?)
    case anonymousClient

    init(
        _ configuration: TLSConfiguration,
        _ context: OpenSSLContext,
        _ verifier: PeerVerifier<OpenSSLBackend>
    ) throws(TLSError) {
        switch configuration.credentials.kind {
        case .preSharedKey(let key):
            try Self.validate(key, configuration.versions)
            Self.setPreSharedKeys(context)
            self = .preSharedKey(OpenSSLIdentity(key.identity))
        case .preSharedKeyStore(let store):
            try Self.setHint(store, context)
            Self.setPreSharedKeys(context)
            self = .preSharedKey(nil)
        case .certificate(let certificate):
            let own = try OpenSSLCertificateCredentials(certificate, verifier)
            try own.set(in: context)
            self = .certificate(own)
        case .rawPublicKey: throw Self.noRawPublicKeys
        case .anonymousClient: self = .anonymousClient
        }
    }

    static var noRawPublicKeys: TLSError {
        let words = "OpenSSL " + OpenSSLBackend.runtimeVersion + " is used without raw public keys, which came with 3.2"
        return .system(.notSupported, .notSupported, detail: words)
    }

    /// The certificate of this end; nil where it has none.
    var certificate: OpenSSLCertificateCredentials? {
        if case .certificate(let own) = self { own } else { nil }
    }

    /// Prepares a session for its role; EINVAL where these are not for it.
    func set(in engine: OpenSSLEngine) throws(TLSError) {
        switch self {
        case .preSharedKey(let identity):
            guard engine.role == .client, identity == nil else { return }
            throw .configuration("a store of pre-shared keys is for servers: a client has one key")
        case .anonymousClient where engine.role == .server:
            throw .configuration("a server needs a certificate or pre-shared keys")
        case .certificate, .anonymousClient:
            engine.setVerification()
        }
    }

    /// What the library has room for in (D)TLS 1.2, where an identity is a text with an end.
    private static func validate(_ key: PreSharedKey, _ versions: [TLSVersion]) throws(TLSError) {
        guard versions.contains(where: { $0 != .tls13 }) else { return }
        if key.identity.contains(0) {
            let words = "the identity of the pre-shared key contains a byte of value 0"
            throw .system(.notSupported, .notSupported, detail: words + ", which OpenSSL cannot send before TLS 1.3")
        }
        if key.identity.count > longestText { throw tooLong("identity of the pre-shared key", key.identity.count) }
    }

    /// PSK_MAX_IDENTITY_LEN of ssl.h, 3.0.
    private static let longestText = 256

    private static func tooLong(_ what: String, _ count: Int) -> TLSError {
        let words = "the \(what) has \(count) bytes, and OpenSSL sends at most \(longestText) before TLS 1.3"
        return .system(.notSupported, .notSupported, detail: words)
    }

    private static func setHint(_ store: PreSharedKeyStore, _ context: OpenSSLContext) throws(TLSError) {
        guard let hint = store.hint else { return }
        guard !hint.contains(0) else {
            throw .configuration(
                "the hint of the pre-shared keys contains a byte of value 0, which OpenSSL cannot send"
            )
        }
        guard hint.count <= longestText else { throw tooLong("hint of the pre-shared keys", hint.count) }
        let text = hint.map { CChar(bitPattern: $0) } + [0]
        try unsafe check(SSL_CTX_use_psk_identity_hint(context.handle, text), "the hint of the pre-shared keys")
    }

    private static func setPreSharedKeys(_ context: OpenSSLContext) {
        unsafe SSL_CTX_set_psk_client_callback(context.handle, findClientKey)
        unsafe SSL_CTX_set_psk_server_callback(context.handle, findServerKey)
        unsafe SSL_CTX_set_psk_use_session_callback(context.handle, offerKey)
        unsafe SSL_CTX_set_psk_find_session_callback(context.handle, findOfferedKey)
    }
}

/// Owns the bytes of an identity at a place that does not move: the library reads them behind the callback's return.
@safe final class OpenSSLIdentity: @unchecked Sendable {
    let bytes: UnsafeMutableBufferPointer<UInt8>

    init(_ identity: [UInt8]) {
        unsafe bytes = .allocate(capacity: identity.count)
        _ = unsafe bytes.initialize(from: identity)
    }

    deinit { unsafe bytes.deallocate() }
}

extension OpenSSLEngine {
    /// The one key of a client.
    var clientKey: PreSharedKey? {
        if case .preSharedKey(let key) = shared.configuration.credentials.kind { key } else { nil }
    }

    /// The identity of that key; empty where there is none.
    var clientIdentity: UnsafeMutableBufferPointer<UInt8> {
        guard case .preSharedKey(let identity?) = shared.credentials else { return unsafe .init(start: nil, count: 0) }
        return unsafe identity.bytes
    }

    /// A session of TLS 1.3 that stands for a client's key; the library frees it.
    @unsafe func clientSession(_ ssl: OpaquePointer) -> OpaquePointer? {
        guard let key = clientKey else { return nil }
        return unsafe session(ssl, of: key.key)
    }

    /// A session of TLS 1.3 that stands for the key that the client offers by this identity; nil where it was not looked up.
    @unsafe func serverSession(_ ssl: OpaquePointer, for identity: Span<UInt8>) -> OpaquePointer? {
        guard let offered = offeredKey, offered.identity.span.hasSameElements(as: identity) else { return nil }
        hasGivenKey = true
        return unsafe session(ssl, of: offered.key)
    }

    /// The suite stands for its digest only, which is SHA-256 for an external key (RFC 8446, 4.2.11).
    @unsafe private func session(_ ssl: OpaquePointer, of key: Secret) -> OpaquePointer? {
        let suite: [UInt8] = [0x13, 0x01]
        guard let session = unsafe SSL_SESSION_new(), let cipher = unsafe SSL_CIPHER_find(ssl, suite) else {
            return nil
        }
        let isMade = key.withBytes { bytes in
            unsafe bytes.withUnsafeBufferPointer {
                unsafe SSL_SESSION_set1_master_key(session, $0.baseAddress, $0.count)
            }
        }
        guard isMade == 1, unsafe SSL_SESSION_set_cipher(session, cipher) == 1,
            unsafe SSL_SESSION_set_protocol_version(session, TLS1_3_VERSION) == 1
        else {
            unsafe SSL_SESSION_free(session)
            return nil
        }
        return unsafe session
    }
}
#endif
