// The suites that the profiles name. Each is called what IANA calls it, so that it can be searched for in an RFC, a log
// or a packet dump.

// swift-format-ignore: AlwaysUseLowerCamelCase
extension CipherSuite {
    /// TLS 1.3, AES-128-GCM: 0x1301 of RFC 8446.
    public static let TLS_AES_128_GCM_SHA256 = CipherSuite(rawValue: 0x1301)

    /// TLS 1.3, AES-256-GCM: 0x1302 of RFC 8446.
    public static let TLS_AES_256_GCM_SHA384 = CipherSuite(rawValue: 0x1302)

    /// TLS 1.3, ChaCha20-Poly1305: 0x1303 of RFC 8446.
    public static let TLS_CHACHA20_POLY1305_SHA256 = CipherSuite(rawValue: 0x1303)

    /// TLS 1.3, AES-128-CCM: 0x1304 of RFC 8446.
    public static let TLS_AES_128_CCM_SHA256 = CipherSuite(rawValue: 0x1304)

    /// An ephemeral elliptic-curve key, an ECDSA certificate, AES-128-GCM: 0xC02B of RFC 5289.
    public static let TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 = CipherSuite(rawValue: 0xC02B)

    /// An ephemeral elliptic-curve key, an ECDSA certificate, AES-256-GCM: 0xC02C of RFC 5289.
    public static let TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 = CipherSuite(rawValue: 0xC02C)

    /// An ephemeral elliptic-curve key, an ECDSA certificate, ChaCha20-Poly1305: 0xCCA9 of RFC 7905.
    public static let TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 = CipherSuite(rawValue: 0xCCA9)

    /// An ephemeral elliptic-curve key, an RSA certificate, AES-128-GCM: 0xC02F of RFC 5289.
    public static let TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 = CipherSuite(rawValue: 0xC02F)

    /// An ephemeral elliptic-curve key, an RSA certificate, AES-256-GCM: 0xC030 of RFC 5289.
    public static let TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 = CipherSuite(rawValue: 0xC030)

    /// An ephemeral elliptic-curve key, an RSA certificate, ChaCha20-Poly1305: 0xCCA8 of RFC 7905.
    public static let TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 = CipherSuite(rawValue: 0xCCA8)

    /// An ephemeral elliptic-curve key, an ECDSA certificate, AES-128-CCM: 0xC0AC of RFC 7251.
    public static let TLS_ECDHE_ECDSA_WITH_AES_128_CCM = CipherSuite(rawValue: 0xC0AC)

    /// An ephemeral elliptic-curve key, an ECDSA certificate, AES-128-CCM with a tag of 8 bytes: 0xC0AE of RFC 7251.
    public static let TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 = CipherSuite(rawValue: 0xC0AE)

    /// A pre-shared key with an ephemeral elliptic-curve key, ChaCha20-Poly1305: 0xCCAC of RFC 7905.
    public static let TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256 = CipherSuite(rawValue: 0xCCAC)

    /// A pre-shared key with an ephemeral finite-field key, AES-128-GCM: 0x00AA of RFC 5487.
    public static let TLS_DHE_PSK_WITH_AES_128_GCM_SHA256 = CipherSuite(rawValue: 0x00AA)

    /// A pre-shared key with an ephemeral finite-field key, AES-256-GCM: 0x00AB of RFC 5487.
    public static let TLS_DHE_PSK_WITH_AES_256_GCM_SHA384 = CipherSuite(rawValue: 0x00AB)

    /// A pre-shared key with an ephemeral finite-field key, ChaCha20-Poly1305: 0xCCAD of RFC 7905.
    public static let TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256 = CipherSuite(rawValue: 0xCCAD)

    /// A pre-shared key with an ephemeral finite-field key, AES-128-CCM: 0xC0A6 of RFC 6655.
    public static let TLS_DHE_PSK_WITH_AES_128_CCM = CipherSuite(rawValue: 0xC0A6)

    /// A pre-shared key, AES-128-GCM: 0x00A8 of RFC 5487.
    public static let TLS_PSK_WITH_AES_128_GCM_SHA256 = CipherSuite(rawValue: 0x00A8)

    /// A pre-shared key, AES-256-GCM: 0x00A9 of RFC 5487.
    public static let TLS_PSK_WITH_AES_256_GCM_SHA384 = CipherSuite(rawValue: 0x00A9)

    /// A pre-shared key, ChaCha20-Poly1305: 0xCCAB of RFC 7905.
    public static let TLS_PSK_WITH_CHACHA20_POLY1305_SHA256 = CipherSuite(rawValue: 0xCCAB)

    /// A pre-shared key, AES-128-CCM: 0xC0A4 of RFC 6655.
    public static let TLS_PSK_WITH_AES_128_CCM = CipherSuite(rawValue: 0xC0A4)

    /// A pre-shared key, AES-128-CCM with a tag of 8 bytes: 0xC0A8 of RFC 6655.
    public static let TLS_PSK_WITH_AES_128_CCM_8 = CipherSuite(rawValue: 0xC0A8)

    /// A pre-shared key, AES-128-CBC with HMAC-SHA-256: 0x00AE of RFC 5487.
    public static let TLS_PSK_WITH_AES_128_CBC_SHA256 = CipherSuite(rawValue: 0x00AE)

    /// An ephemeral elliptic-curve key, an ECDSA certificate, AES-128-CBC with HMAC-SHA-256: 0xC023 of RFC 5289.
    public static let TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 = CipherSuite(rawValue: 0xC023)
}
