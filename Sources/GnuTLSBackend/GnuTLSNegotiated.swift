#if GnuTLS
internal import CGnuTLS
public import SecureSocketCore

/// What a session says of itself, in neutral values.
extension GnuTLSEngine {
    /// What was agreed on, read anew each time: session and engine keep it as it was at the end of the handshake, and most never ask.
    public var negotiated: Negotiated? {
        guard isEstablished, let version, let suite = cipherSuite else { return nil }
        return Negotiated(
            version: version,
            cipherSuite: suite,
            group: group,
            applicationProtocol: applicationProtocol,
            serverName: role == .server ? indicatedName : serverName?.indication,
            isResumed: isResumed,
            pskIdentity: identity,
            peerCertificates: peerType == .x509 ? encodedCertificates : [],
            peerPublicKey: peerType == .rawPublicKey ? encodedCertificates.first : nil,
            certificateType: shared.ownType == nil ? nil : ownType
        )
    }

    /// Whether an earlier session was resumed.
    ///
    /// The corresponding C function is `gnutls_session_is_resumed`.
    public var isResumed: Bool { unsafe isEstablished && gnutls_session_is_resumed(session) != 0 }

    /// The suite of the ServerHello; on a resumed session that is the session's own.
    private var cipherSuite: CipherSuite? { chosenSuite }

    private var group: NamedGroup? { GnuTLSNames.group(unsafe gnutls_group_get(session)) }

    private var applicationProtocol: String? {
        var datum = unsafe gnutls_datum_t()
        guard unsafe gnutls_alpn_get_selected_protocol(session, &datum) == 0 else { return nil }
        return String(decoding: unsafe datum.copied, as: UTF8.self)
    }

    private var indicatedName: String? {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
            var length = buffer.count
            var type: CUnsignedInt = 0
            let status = unsafe gnutls_server_name_get(session, buffer.baseAddress, &length, &type, 0)
            guard status == 0 else { return nil }
            return unsafe String(decoding: buffer.prefix(length).prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private var identity: [UInt8]? {
        switch shared.configuration.credentials.kind {
        case .preSharedKey(let key): key.identity
        case .preSharedKeyStore: pskIdentity ?? resumedIdentity
        case .anonymousClient, .certificate, .rawPublicKey: nil
        }
    }

    /// Of the handshake that the session began with.
    ///
    /// The corresponding C function is `gnutls_psk_server_get_username2`.
    private var resumedIdentity: [UInt8]? {
        var datum = unsafe gnutls_datum_t()
        guard unsafe gnutls_psk_server_get_username2(session, &datum) >= 0 else { return nil }
        return unsafe datum.copied
    }

    private var ownType: CertificateType { unsafe GnuTLSNames.certificateType(session, GNUTLS_CTYPE_OURS) }

    private var peerType: CertificateType { unsafe GnuTLSNames.certificateType(session, GNUTLS_CTYPE_PEERS) }

    private var encodedCertificates: [[UInt8]] { shared.settings.usesPreSharedKey ? [] : presented.encoded }

    /// One line of an NSS key log: label, client random, secret.
    func log(_ label: String, _ secret: Span<UInt8>) {
        hasMasterSecret = true
        guard let write = shared.configuration.keyLog else { return }
        var random = unsafe gnutls_datum_t()
        unsafe gnutls_session_get_random(session, &random, nil)
        let name = unsafe random.copied
        write(label + " " + name.span.hexadecimal + " " + secret.hexadecimal)
    }
}
#endif
