/// What an end proves itself with: a pre-shared key, a certificate, a raw public key, or nothing.
///
/// There is one kind at a time, so a configuration with a pre-shared key can never end in a handshake with certificates.
public struct Credentials: Sendable {
    package enum Kind: Sendable {
        case anonymousClient
        case preSharedKey(PreSharedKey)
        case preSharedKeyStore(PreSharedKeyStore)
        case certificate(CertificateCredentials)
        case rawPublicKey(RawPublicKeyCredentials)
    }

    package let kind: Kind

    /// A client without a certificate of its own that verifies the server's.
    public static let none = Credentials(kind: .anonymousClient)

    /// A pre-shared key: what a client uses, and a server that knows just this one.
    public static func preSharedKey(_ key: PreSharedKey) -> Credentials {
        Credentials(kind: .preSharedKey(key))
    }

    /// A server that looks keys up by identity.
    public static func preSharedKeys(_ store: PreSharedKeyStore) -> Credentials {
        Credentials(kind: .preSharedKeyStore(store))
    }

    /// A certificate with its private key.
    public static func certificate(_ certificate: CertificateCredentials) -> Credentials {
        Credentials(kind: .certificate(certificate))
    }

    /// A private key without a certificate: the peer gets its public key as it is, and has to know it (RFC 7250).
    ///
    /// The backend has to have `FeatureSet.rawPublicKeys`, else ENOTSUP.
    public static func rawPublicKey(_ key: RawPublicKeyCredentials) -> Credentials {
        Credentials(kind: .rawPublicKey(key))
    }

    /// Whether the handshake is one with a pre-shared key.
    public var usesPreSharedKey: Bool {
        switch kind {
        case .preSharedKey, .preSharedKeyStore: true
        case .anonymousClient, .certificate, .rawPublicKey: false
        }
    }

    /// What the peer gets of this end; nil where it gets neither certificate nor key.
    package var certificateType: CertificateType? {
        switch kind {
        case .certificate: .x509
        case .rawPublicKey: .rawPublicKey
        case .anonymousClient, .preSharedKey, .preSharedKeyStore: nil
        }
    }
}

/// A certificate chain with the private key of its first certificate.
public struct CertificateCredentials: Sendable {
    /// The chain, leaf first: each element is DER of one certificate or PEM of one or more.
    public let chain: [[UInt8]]
    /// The private key: PEM or DER, PKCS#8 or the traditional form of RSA (PKCS#1) or EC (SEC 1).
    public let privateKey: Secret
    /// The password of an encrypted private key, nil for a key that is not.
    public let password: Secret?

    /// Throws EINVAL where a part is missing.
    package func validate() throws(TLSError) {
        guard !chain.isEmpty else {
            throw .configuration("the certificate chain is empty", .malformedCertificate)
        }
        guard !privateKey.isEmpty else {
            throw .configuration("the private key is empty", .malformedPrivateKey)
        }
    }

    /// A chain in one or more pieces and its key; they are read and compared when a backend is made of the configuration.
    public init(chain: [[UInt8]], privateKey: Secret, password: Secret? = nil) {
        self.chain = chain
        self.privateKey = privateKey
        self.password = password
    }
}

/// A private key without a certificate; the public key is made of it.
public struct RawPublicKeyCredentials: Sendable {
    /// The private key: PEM or DER, PKCS#8 or the traditional form of RSA (PKCS#1) or EC (SEC 1).
    public let privateKey: Secret
    /// The password of an encrypted private key, nil for a key that is not.
    public let password: Secret?

    /// Throws EINVAL where the key is missing.
    package func validate() throws(TLSError) {
        guard !privateKey.isEmpty else { throw .configuration("the private key is empty", .malformedPrivateKey) }
    }

    /// A key; it is read when a backend is made of the configuration.
    public init(privateKey: Secret, password: Secret? = nil) {
        self.privateKey = privateKey
        self.password = password
    }
}
