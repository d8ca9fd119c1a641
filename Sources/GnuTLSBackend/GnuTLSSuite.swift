#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

/// One suite in the library's own parts.
struct GnuTLSSuite {
    let suite: CipherSuite
    /// Nil in TLS 1.3.
    let keyExchangeName: String?
    let cipherName: String
    let macName: String
    /// The oldest version of TLS that has it; DTLS 1.0 is a TLS 1.1 (RFC 4347).
    let oldestVersion: gnutls_protocol_t

    func fits(_ version: TLSVersion) -> Bool {
        switch version {
        case .tls13: suite.isTLS13
        case .tls10: !suite.isTLS13 && oldestVersion.rawValue <= GNUTLS_TLS1_0.rawValue
        case .tls11, .dtls10: !suite.isTLS13 && oldestVersion.rawValue <= GNUTLS_TLS1_1.rawValue
        default: !suite.isTLS13
        }
    }

    /// All suites of the library by IANA's number.
    static func all() -> [UInt16: GnuTLSSuite] {
        var suites: [UInt16: GnuTLSSuite] = [:]
        var index = 0
        while let suite = at(index) {
            suites[suite.suite.rawValue] = suite
            index += 1
        }
        return suites
    }

    /// The corresponding C function is `gnutls_cipher_suite_info`.
    static func at(_ index: Int) -> GnuTLSSuite? {
        var identifier = InlineArray<2, UInt8>(repeating: 0)
        var keyExchange = GNUTLS_KX_UNKNOWN
        var cipherName: UnsafePointer<CChar>?
        var mac = GNUTLS_MAC_UNKNOWN
        var oldestVersion = GNUTLS_VERSION_UNKNOWN
        var bytes = identifier.mutableSpan
        let name = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            let start = buffer.baseAddress
            return unsafe secsock_gnutls_suite(index, start, &keyExchange, &cipherName, &mac, &oldestVersion)
        }
        guard unsafe name != nil else { return nil }
        let number = UInt16(identifier[0]) << 8 | UInt16(identifier[1])
        let suite = CipherSuite(rawValue: number)
        return unsafe GnuTLSSuite(
            suite: suite,
            keyExchangeName: suite.isTLS13 ? nil : text(gnutls_kx_get_name(keyExchange)),
            cipherName: text(cipherName),
            macName: text(gnutls_mac_get_name(mac)),
            oldestVersion: oldestVersion
        )
    }

    @unsafe private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        guard let pointer = unsafe pointer else { return "" }
        return unsafe String(cString: pointer)
    }
}
#endif
