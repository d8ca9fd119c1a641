#if GnuTLS
internal import CGnuTLS
public import SecureSocketCore

/// What the library does not know of connection IDs (RFC 9146): the extension of the hellos, and its own keys for Core.
extension GnuTLSEngine {
    /// The number of the extension `connection_id`.
    private static var extensionNumber: CInt { 54 }

    /// What became of the connection ID in the hellos.
    public var connectionIDAnswer: ConnectionIDAnswer {
        // The hello was read whole once its suite is known: the library stops behind messages only.
        guard chosenSuite != nil else { return .pending }
        guard connectionID != nil, let peerConnectionID else { return .declined }
        return .agreed(peerConnectionID)
    }

    /// Suite and keys of the records behind change_cipher_spec; nil as long as the handshake has not come to them.
    ///
    /// The corresponding C function is `gnutls_prf_raw`, which gives what it has before the master secret exists too.
    public func recordKeyMaterial() throws(TLSError) -> RecordKeyMaterial? {
        guard let suite = chosenSuite else { return nil }
        guard unsafe hasMasterSecret || gnutls_session_is_resumed(session) != 0 else { return nil }
        var (client, server) = unsafe (gnutls_datum_t(), gnutls_datum_t())
        unsafe gnutls_session_get_random(session, &client, &server)
        let seed = unsafe server.copied + client.copied
        let label = "key expansion"
        var block = [UInt8](repeating: 0, count: RecordAlgorithm(suite)?.keyBlockLength ?? 0)
        defer { unsafe block.withUnsafeMutableBytes { unsafe wipe($0) } }
        let status = unsafe seed.withUnsafeBytes { seed in
            unsafe block.withUnsafeMutableBytes { block in
                unsafe gnutls_prf_raw(
                    session,
                    label.utf8.count,
                    label,
                    seed.count,
                    seed.baseAddress?.assumingMemoryBound(to: CChar.self),
                    block.count,
                    block.baseAddress?.assumingMemoryBound(to: CChar.self)
                )
            }
        }
        try check(status, phase: .handshake, "the keys of the records")
        return RecordKeyMaterial(suite: suite, keyBlock: Secret(block))
    }

    /// Makes an AEAD with a key.
    public func makeCipher(_ algorithm: RecordAlgorithm, key: Secret) throws(TLSError) -> GnuTLSRecordCipher {
        try GnuTLSRecordCipher(algorithm, key: key)
    }

    /// Lets the hello carry the connection ID.
    ///
    /// The corresponding C function is `gnutls_session_ext_register`. GNUTLS_EXT_MANDATORY is what is also read where a session is
    /// resumed.
    func registerConnectionID() throws(TLSError) {
        guard let length = shared.settings.connectionIDLength else { return }
        connectionID = try ConnectionIDs.random(length: length)
        let flags =
            GNUTLS_EXT_FLAG_CLIENT_HELLO.rawValue | GNUTLS_EXT_FLAG_TLS12_SERVER_HELLO.rawValue
            | GNUTLS_EXT_FLAG_DTLS.rawValue
        let status = unsafe gnutls_session_ext_register(
            session,
            "connection_id",
            Self.extensionNumber,
            GNUTLS_EXT_MANDATORY,
            receiveConnectionID,
            sendConnectionID,
            nil,
            nil,
            nil,
            flags
        )
        try check(status, "connection IDs")
    }

    /// Reads the peer's extension; a negative status ends the handshake with it.
    func takeConnectionID(_ content: Span<UInt8>) -> CInt {
        guard let first = content.isEmpty ? nil : content[0], Int(first) == content.count - 1 else {
            return GNUTLS_E_RECEIVED_ILLEGAL_PARAMETER
        }
        peerConnectionID = content.extracting(1...).copied
        return 0
    }

    /// The extension of this end; nil for none.
    ///
    /// The library asks a server only where the client's hello has it.
    var connectionIDExtension: [UInt8]? {
        guard let connectionID else { return nil }
        return [UInt8(truncatingIfNeeded: connectionID.count)] + connectionID
    }
}
#endif
