#if OpenSSL
internal import COpenSSL
public import SecureSocketCore

/// What the library does not know of connection IDs (RFC 9146): the extension of the hellos, and its own keys for Core.
extension OpenSSLEngine {
    /// What became of the connection ID in the hellos.
    public var connectionIDAnswer: ConnectionIDAnswer {
        // The library reads a hello whole before it stops.
        guard hasHello else { return .pending }
        guard connectionID != nil, let peerConnectionID else { return .declined }
        return .agreed(peerConnectionID)
    }

    /// Suite and keys of the records behind change_cipher_spec; nil as long as the handshake has not come to them.
    ///
    /// The corresponding C functions are `SSL_get_pending_cipher` and `SSL_SESSION_get_master_key`.
    public func recordKeyMaterial() throws(TLSError) -> RecordKeyMaterial? {
        guard let session = unsafe SSL_get_session(ssl) else { return nil }
        guard let cipher = unsafe SSL_get_pending_cipher(ssl) ?? SSL_get_current_cipher(ssl) else { return nil }
        var master = [UInt8](repeating: 0, count: 48)
        defer { unsafe master.withUnsafeMutableBytes { unsafe wipe($0) } }
        guard unsafe SSL_SESSION_get_master_key(session, &master, master.count) == master.count else { return nil }
        let suite = unsafe CipherSuite(rawValue: SSL_CIPHER_get_protocol_id(cipher))
        var block = [UInt8](repeating: 0, count: RecordAlgorithm(suite)?.keyBlockLength ?? 0)
        defer { unsafe block.withUnsafeMutableBytes { unsafe wipe($0) } }
        var (client, server) = ([UInt8](repeating: 0, count: 32), [UInt8](repeating: 0, count: 32))
        unsafe SSL_get_client_random(ssl, &client, client.count)
        unsafe SSL_get_server_random(ssl, &server, server.count)
        let seed = Array("key expansion".utf8) + server + client
        let digest = unsafe SSL_CIPHER_get_handshake_digest(cipher)
        try unsafe check(
            secsock_openssl_prf(digest, master, master.count, seed, seed.count, &block, block.count),
            phase: .handshake,
            "the keys of the records"
        )
        return RecordKeyMaterial(suite: suite, keyBlock: Secret(block))
    }

    /// Makes an AEAD with a key.
    public func makeCipher(_ algorithm: RecordAlgorithm, key: Secret) throws(TLSError) -> OpenSSLRecordCipher {
        try OpenSSLRecordCipher(algorithm, key: key)
    }

    /// Reads the peer's extension; false where it is not one.
    func takeConnectionID(_ content: Span<UInt8>) -> Bool {
        guard let first = content.isEmpty ? nil : content[0], Int(first) == content.count - 1 else { return false }
        peerConnectionID = content.extracting(1...).copied
        return true
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
