/// A named, ordered choice of cipher suites: the first one is preferred.
public struct CipherSuiteProfile: Hashable, Sendable {
    /// What the profile is called, for logs and command lines; it has no effect on a connection.
    public let name: String

    /// The suites, the preferred one first.
    ///
    /// Those that do not fit a connection (its versions, its credentials, what the library can do) are left out there.
    public let suites: [CipherSuite]

    /// Makes a profile of suites, the preferred one first.
    public init(name: String, suites: [CipherSuite]) {
        self.name = name
        self.suites = suites
    }

    // Not the compiler's: equality of strings brings 13 KB of Unicode normalization into Embedded Swift.

    /// Tells whether two profiles have the same name, byte by byte, and the same suites in the same order.
    public static func == (left: CipherSuiteProfile, right: CipherSuiteProfile) -> Bool {
        left.name.utf8.elementsEqual(right.name.utf8) && left.suites == right.suites
    }

    /// Hashes the suites; profiles that differ in the name only are rare.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(suites)
    }
}

extension CipherSuiteProfile {
    /// What a connection uses unless it is told otherwise: authenticated encryption only, forward secrecy first.
    ///
    /// The order is TLS 1.3 (RFC 8446, section 9.1), ECDHE with a certificate, pre-shared keys with an ephemeral key, and
    /// last, for small devices, pre-shared keys alone. There is no CBC mode, no SHA-1, no RSA key exchange, no anonymous
    /// and no NULL suite (see RFC 9325, section 4); whoever must talk to a peer without AEAD names the suites, or takes
    /// `lwm2m`. The ECDHE_PSK suites of RFC 8442 are missing because neither GnuTLS 3.7 nor OpenSSL 3.0 has them.
    public static let `default` = CipherSuiteProfile(
        name: "default",
        suites: [
            .TLS_AES_128_GCM_SHA256,
            .TLS_AES_256_GCM_SHA384,
            .TLS_CHACHA20_POLY1305_SHA256,
            .TLS_AES_128_CCM_SHA256,
            .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
            .TLS_ECDHE_ECDSA_WITH_AES_128_CCM,
            .TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8,
            .TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256,
            .TLS_DHE_PSK_WITH_AES_128_GCM_SHA256,
            .TLS_DHE_PSK_WITH_AES_256_GCM_SHA384,
            .TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256,
            .TLS_DHE_PSK_WITH_AES_128_CCM,
            .TLS_PSK_WITH_AES_128_GCM_SHA256,
            .TLS_PSK_WITH_AES_256_GCM_SHA384,
            .TLS_PSK_WITH_CHACHA20_POLY1305_SHA256,
            .TLS_PSK_WITH_AES_128_CCM,
            .TLS_PSK_WITH_AES_128_CCM_8,
        ]
    )

    /// The four suites that LwM2M names for devices and servers, and nothing else.
    ///
    /// Those with a pre-shared key come first, then those with an ECDSA certificate or a raw public key (OMA
    /// LwM2M, the sections on pre-shared keys, raw public keys and certificates; RFC 7925, section 4). The two with
    /// CCM_8 come before their CBC fallbacks.
    public static let lwm2m = CipherSuiteProfile(
        name: "lwm2m",
        suites: [
            .TLS_PSK_WITH_AES_128_CCM_8,
            .TLS_PSK_WITH_AES_128_CBC_SHA256,
            .TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8,
            .TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
        ]
    )
}
