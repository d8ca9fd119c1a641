#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

/// One suite with the library's name for it.
struct OpenSSLSuite {
    let suite: CipherSuite
    let name: String
    /// Whether only TLS 1.2 and DTLS 1.2 have it.
    let needsTLS12: Bool

    func fits(_ version: TLSVersion) -> Bool {
        switch version {
        case .tls13: suite.isTLS13
        case .tls12, .dtls12: !suite.isTLS13
        default: !suite.isTLS13 && !needsTLS12
        }
    }

    /// All suites of the library, as the system's policy lets them be, by IANA's number.
    ///
    /// The corresponding C function is `SSL_CTX_get_ciphers`.
    static func all(_ kind: TransportKind) throws(TLSError) -> [UInt16: OpenSSLSuite] {
        let context = try unsafe OpenSSLContext.make(kind)
        defer { unsafe SSL_CTX_free(context) }
        unsafe SSL_CTX_set_security_level(context, 0)
        try unsafe check(SSL_CTX_set_cipher_list(context, "ALL:COMPLEMENTOFALL"))
        try unsafe check(SSL_CTX_set_ciphersuites(context, namesTLS13))
        var suites: [UInt16: OpenSSLSuite] = [:]
        let list = unsafe SSL_CTX_get_ciphers(context)
        for index in 0..<max(0, unsafe OPENSSL_sk_num(list)) {
            guard let cipher = unsafe OpaquePointer(OPENSSL_sk_value(list, index)) else { continue }
            let suite = unsafe CipherSuite(rawValue: SSL_CIPHER_get_protocol_id(cipher))
            suites[suite.rawValue] = unsafe OpenSSLSuite(
                suite: suite,
                name: text(SSL_CIPHER_get_name(cipher)),
                needsTLS12: text(SSL_CIPHER_get_version(cipher)) == "TLSv1.2"
            )
        }
        return suites
    }

    /// The suites of TLS 1.3 that RFC 8446 has.
    private static let namesTLS13 =
        "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256"
        + ":TLS_AES_128_CCM_8_SHA256"

    @unsafe private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        guard let pointer = unsafe pointer else { return "" }
        return unsafe String(cString: pointer)
    }
}
#endif
