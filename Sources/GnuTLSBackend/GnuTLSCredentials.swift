#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

/// Keys, certificates and trust anchors of one configuration, loaded once and shared by all sessions.
enum GnuTLSCredentials: Sendable {
    case certificate(GnuTLSCertificateCredentials)
    case preSharedKey(GnuTLSPreSharedKeyCredentials)

    /// The verifier has the anchors that a server names to its clients, and that complete the own chain.
    init(_ configuration: TLSConfiguration, _ verifier: PeerVerifier<GnuTLSBackend>) throws(TLSError) {
        switch configuration.credentials.kind {
        case .preSharedKey(let key):
            self = .preSharedKey(try GnuTLSPreSharedKeyCredentials(key: key))
        case .preSharedKeyStore(let store):
            self = .preSharedKey(try GnuTLSPreSharedKeyCredentials(store: store))
        case .certificate(let certificate):
            self = .certificate(try GnuTLSCertificateCredentials(certificate, verifier))
        case .rawPublicKey(let key):
            self = .certificate(try GnuTLSCertificateCredentials(key, verifier))
        case .anonymousClient:
            self = .certificate(try GnuTLSCertificateCredentials(nil, verifier))
        }
    }

    /// Gives them to a session of this role.
    @unsafe func set(in session: gnutls_session_t, _ role: Role) throws(TLSError) {
        switch self {
        case .certificate(let credentials): try unsafe credentials.set(in: session, role)
        case .preSharedKey(let credentials): try unsafe credentials.set(in: session, role)
        }
    }
}

/// A pre-shared key for both roles, or the keys of a server by identity.
@safe final class GnuTLSPreSharedKeyCredentials: @unchecked Sendable {
    private let client: gnutls_psk_client_credentials_t
    private let server: gnutls_psk_server_credentials_t
    private let isServerOnly: Bool

    convenience init(key: PreSharedKey) throws(TLSError) {
        try self.init(isServerOnly: false)
        try setClientKey(key)
    }

    convenience init(store: PreSharedKeyStore) throws(TLSError) {
        try self.init(isServerOnly: true)
        guard let hint = store.hint else { return }
        guard !hint.contains(0) else {
            throw .configuration("the hint of the pre-shared keys contains a byte of value 0, which GnuTLS cannot send")
        }
        let text = hint.map { CChar(bitPattern: $0) } + [0]
        try unsafe check(gnutls_psk_set_server_credentials_hint(server, text))
    }

    private init(isServerOnly: Bool) throws(TLSError) {
        var client: gnutls_psk_client_credentials_t?
        var server: gnutls_psk_server_credentials_t?
        try unsafe check(gnutls_psk_allocate_client_credentials(&client))
        try unsafe check(gnutls_psk_allocate_server_credentials(&server))
        guard let client = unsafe client, let server = unsafe server else { throw .system(.outOfMemory, .unspecified) }
        unsafe gnutls_psk_set_server_credentials_function2(server, findPreSharedKey)
        // For clients that name no finite field, as those that know nothing of RFC 7919; 2048 bits.
        unsafe gnutls_psk_set_server_known_dh_params(server, GNUTLS_SEC_PARAM_MEDIUM)
        unsafe self.client = unsafe client
        unsafe self.server = unsafe server
        self.isServerOnly = isServerOnly
    }

    deinit { unsafe Self.free(client, server) }

    @unsafe private static func free(
        _ client: gnutls_psk_client_credentials_t,
        _ server: gnutls_psk_server_credentials_t
    ) {
        unsafe gnutls_psk_free_client_credentials(client)
        unsafe gnutls_psk_free_server_credentials(server)
    }

    private func setClientKey(_ key: PreSharedKey) throws(TLSError) {
        let status = unsafe key.identity.span.withDatum { identity in
            key.key.withBytes { bytes in
                unsafe bytes.withDatum { secret in
                    unsafe gnutls_psk_set_client_credentials2(client, identity, secret, GNUTLS_PSK_KEY_RAW)
                }
            }
        }
        try check(status, "pre-shared key")
    }

    @unsafe fileprivate func set(in session: gnutls_session_t, _ role: Role) throws(TLSError) {
        if role == .client, isServerOnly {
            throw .configuration("a store of pre-shared keys is for servers: a client has one key")
        }
        let credentials = unsafe UnsafeMutableRawPointer(role == .client ? client : server)
        try unsafe check(gnutls_credentials_set(session, GNUTLS_CRD_PSK, credentials))
    }
}

extension Span<UInt8> {
    /// Lends the bytes in the shape of GnuTLS, which promises not to write to them.
    @unsafe func withDatum<Result>(_ body: (UnsafePointer<gnutls_datum_t>) -> Result) -> Result {
        unsafe withUnsafeBufferPointer { buffer in
            var datum = unsafe gnutls_datum_t(
                data: UnsafeMutablePointer(mutating: buffer.baseAddress),
                size: CUnsignedInt(buffer.count)
            )
            return unsafe body(&datum)
        }
    }
}

extension gnutls_datum_t {
    /// What the library lends, where it stands.
    @unsafe var bytes: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: data, count: Int(size)) }

    /// What the library lends.
    @unsafe var copied: [UInt8] {
        unsafe Array(bytes)
    }

    /// What the library lends, to be wiped.
    @unsafe var secret: Secret {
        unsafe Secret(UnsafeBufferPointer(start: data, count: Int(size)).span)
    }
}
#endif
