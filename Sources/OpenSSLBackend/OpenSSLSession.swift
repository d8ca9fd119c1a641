#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

/// Owns one reference to a session of the library's.
@safe final class OpenSSLSession {
    let handle: OpaquePointer

    /// Takes over a reference.
    @unsafe init(owning handle: OpaquePointer) {
        unsafe self.handle = unsafe handle
    }

    /// Reads a session; nil where the bytes are none, or more than one.
    ///
    /// The corresponding C function is `d2i_SSL_SESSION`.
    init?(_ bytes: Span<UInt8>) {
        let handle = unsafe bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var place = buffer.baseAddress
            guard let read = unsafe d2i_SSL_SESSION(nil, &place, buffer.count) else { return nil }
            guard unsafe place == buffer.baseAddress.map({ unsafe $0 + buffer.count }) else {
                unsafe SSL_SESSION_free(read)
                return nil
            }
            return unsafe read
        }
        ERR_clear_error()
        guard let handle = unsafe handle else { return nil }
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe SSL_SESSION_free(handle) }

    /// Writes a session; nil where the library cannot.
    ///
    /// The corresponding C function is `i2d_SSL_SESSION`.
    @unsafe static func encoded(_ session: OpaquePointer) -> Secret? {
        let size = Int(unsafe i2d_SSL_SESSION(session, nil))
        guard size > 0 else { return nil }
        return Secret(capacity: size) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, count in
                var place = buffer.baseAddress
                count = max(0, Int(unsafe i2d_SSL_SESSION(session, &place)))
            }
        }
    }

    /// Whether a client with this configuration could have made it.
    func fits(_ shared: OpenSSLShared) -> Bool {
        let version = TLSVersion(rawValue: UInt16(truncatingIfNeeded: unsafe SSL_SESSION_get_protocol_version(handle)))
        guard shared.configuration.versions.contains(version) else { return false }
        guard let suite, shared.priorities.selection.offered.contains(suite) else { return false }
        guard suite.isTLS13 == (version == .tls13), unsafe SSL_SESSION_is_resumable(handle) == 1 else { return false }
        guard version == .tls13 else { return secretSize == 48 }
        return unsafe SSL_SESSION_has_ticket(handle) == 1 && secretSize == (suite.digest == .sha384 ? 48 : 32)
    }

    private var suite: CipherSuite? {
        guard let cipher = unsafe SSL_SESSION_get0_cipher(handle) else { return nil }
        return CipherSuite(rawValue: unsafe SSL_CIPHER_get_protocol_id(cipher))
    }

    private var secretSize: Int { unsafe SSL_SESSION_get_master_key(handle, nil, 0) }
}
#endif
