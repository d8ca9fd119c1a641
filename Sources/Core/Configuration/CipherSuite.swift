/// A cipher suite of TLS or DTLS, as its number in IANA's registry "TLS Cipher Suites".
///
/// Any number is a value, so a suite that is not known here survives a round trip. Those that GnuTLS 3.7 or OpenSSL 3.0
/// know have a name and answer the questions below; for any other number each of these answers is `false`, except
/// `isTLS13`, which looks at the number alone.
public struct CipherSuite: RawRepresentable, Hashable, Sendable {
    /// The two bytes of the suite on the wire, big-endian: 0xC0A8 is `TLS_PSK_WITH_AES_128_CCM_8`.
    public let rawValue: UInt16

    /// Makes a suite of its two bytes on the wire, big-endian, whether it is known or not.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Finds the suite with a name of IANA's registry, for example `TLS_PSK_WITH_AES_128_CCM_8`.
    ///
    /// The name must be complete; the case of its letters does not matter. The names that OpenSSL and GnuTLS made up
    /// themselves are not understood. It is `nil` if no known suite has that name.
    public init?(name: String) {
        guard let suite = Self.known.first(where: { RegistryName.isSame($0.name ?? "", name) }) else { return nil }
        self = suite
    }

    /// The name in IANA's registry, or `nil` for a suite that is not known here.
    ///
    /// One name is not IANA's, which reserves 0x0066 without one: `TLS_DHE_DSS_WITH_RC4_128_SHA` of
    /// draft-ietf-tls-56-bit-ciphersuites, as GnuTLS still has it.
    public var name: String? {
        CipherSuiteRegistry.entry(for: rawValue)?.name
    }
}

extension CipherSuite: CustomStringConvertible {
    /// The name in IANA's registry, or the number as `0xC0A8` for a suite that is not known here.
    public var description: String {
        name ?? RegistryName.hexadecimal(rawValue)
    }
}

extension CipherSuite {
    /// Tells whether this is a suite of TLS 1.3, which names no key exchange (RFC 8446, appendix B.4).
    public var isTLS13: Bool {
        rawValue >> 8 == 0x13
    }

    /// Tells whether the key exchange takes a pre-shared key: PSK, DHE_PSK, ECDHE_PSK and RSA_PSK.
    ///
    /// RFC 4279 and RFC 5489 define them. A suite of TLS 1.3 works with or without a pre-shared key and answers `false`.
    public var usesPreSharedKey: Bool {
        keyExchange?.usesPreSharedKey ?? false
    }

    /// Tells whether the server proves itself with a certificate.
    ///
    /// It is `false` for PSK, DHE_PSK, ECDHE_PSK, anonymous and plain SRP suites and `true` for RSA_PSK, which uses a
    /// key and a certificate. For TLS 1.3 it is `true`: a server without a pre-shared key needs a certificate there.
    public var usesServerCertificate: Bool {
        keyExchange?.usesServerCertificate ?? false
    }

    /// Tells whether nobody is authenticated: DH_anon and ECDH_anon.
    ///
    /// Whoever sits in the middle can read and change everything (RFC 5246, appendix F.1.1.1).
    public var isAnonymous: Bool {
        keyExchange?.isAnonymous ?? false
    }

    /// Tells whether the client proves itself by a password: SRP (RFC 5054).
    public var usesPassword: Bool {
        switch keyExchange {
        case .srp, .srpRSA, .srpDSS: true
        default: false
        }
    }

    /// Tells whether the records are protected by an AEAD algorithm (RFC 5116): GCM, CCM, CCM_8 or ChaCha20-Poly1305.
    public var isAEAD: Bool {
        cipher?.isAEAD ?? false
    }

    /// Tells whether the cipher runs in CBC mode, which needs encrypt-then-MAC to be safe (RFC 7366).
    public var usesCBC: Bool {
        cipher?.usesCBC ?? false
    }

    /// Tells whether nothing is encrypted: the records are authenticated only.
    public var isNull: Bool {
        cipher == .null
    }

    /// The key exchange, or `nil` for a suite that is not known.
    package var keyExchange: KeyExchange? {
        CipherSuiteRegistry.entry(for: rawValue)?.keyExchange
    }

    /// The algorithm that encrypts records, or `nil` for a suite that is not known.
    package var cipher: Cipher? {
        CipherSuiteRegistry.entry(for: rawValue)?.cipher
    }

    /// The digest at the end of the name, or `nil` for a suite that is not known.
    package var digest: Digest? {
        CipherSuiteRegistry.entry(for: rawValue)?.digest
    }

    /// Every suite that has a name here, in the order of the numbers.
    package static var known: [CipherSuite] {
        CipherSuiteRegistry.entries.map { CipherSuite(rawValue: $0.identifier) }
    }
}
