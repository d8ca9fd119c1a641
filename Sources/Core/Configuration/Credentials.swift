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
    /// Gives the password of an encrypted private key, or the PIN of a token; nil where there is none to be had.
    ///
    /// It is told what the password is for, such as `file server.key`, and is called where one is needed, at most once for
    /// each time that the credentials are loaded.
    public typealias Password = @Sendable (_ origin: String) -> Secret?

    /// The chain, leaf first.
    public let chain: CertificateSource
    /// The key of the leaf.
    public let privateKey: PrivateKeySource
    /// How the password of the key or the PIN of its token is found out; nil where there is none.
    public let password: Password?
    /// Whether the chain is completed from the trust anchors when it is loaded; default false.
    ///
    /// Where its last certificate is not self-signed, its issuer is looked for among the trust anchors of the
    /// configuration, and the system's where they are trusted, and put behind it, and so on up to a root or until none is
    /// found. A certificate that is in the chain already, or has the name and the key of one that is, ends it.
    /// Verification need not be enabled for it, and a chain that cannot be completed is no error.
    public var rebuildsChain = false

    /// A chain and its key; they are read and compared when a backend is made of the configuration.
    public init(chain: CertificateSource, privateKey: PrivateKeySource, password: Password? = nil) {
        self.chain = chain
        self.privateKey = privateKey
        self.password = password
    }

    /// A chain in one or more pieces, each DER of one certificate or PEM of one or more, and its key.
    public init(chain: [[UInt8]], privateKey: Secret, password: Secret? = nil) {
        self.chain = .list(chain.map { .bytes($0) })
        self.privateKey = .bytes(privateKey)
        self.password = if let password { { _ in password } } else { nil }
    }

    /// Throws EINVAL where there is no chain.
    package func validate() throws(TLSError) {
        guard chain.isEmpty else { return }
        throw .configuration("the certificate chain is empty", .malformedCertificate)
    }
}

/// A private key without a certificate; the public key is made of it.
public struct RawPublicKeyCredentials: Sendable {
    /// The private key.
    public let privateKey: PrivateKeySource
    /// How the password of the key or the PIN of its token is found out; nil where there is none.
    public let password: CertificateCredentials.Password?

    /// A key; it is read when a backend is made of the configuration.
    public init(privateKey: PrivateKeySource, password: CertificateCredentials.Password? = nil) {
        self.privateKey = privateKey
        self.password = password
    }

    /// The bytes of a key in PEM or DER.
    public init(privateKey: Secret, password: Secret? = nil) {
        self.privateKey = .bytes(privateKey)
        self.password = if let password { { _ in password } } else { nil }
    }
}
