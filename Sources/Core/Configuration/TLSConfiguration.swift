/// Everything that is decided about an association before it begins, as typed values; it knows no TLS library.
///
/// A backend reads it once, when it is made, and shares what it read among all its associations.
public struct TLSConfiguration: Sendable {
    /// Datagrams (DTLS) or a stream (TLS).
    public let kind: TransportKind
    /// The protocol versions that may be negotiated; default TLS 1.2 and 1.3 on streams, DTLS 1.2 on datagrams.
    ///
    /// Their order has no meaning: the highest one that both ends speak is taken. TLS 1.0, TLS 1.1 and DTLS 1.0 are broken
    /// (RFC 8996) and enabled only by being named here; they need cipher suites of that age, which have to be named too,
    /// and sign with SHA-1. ENOTSUP for a version that does not fit the transport or that the
    /// backend does not have.
    public var versions: [TLSVersion]
    /// What this end proves itself with; default nothing.
    public var credentials: Credentials
    /// Certificates of a server by the name that a client asks for (SNI); default none.
    ///
    /// A key is a DNS name, or one with `*` as its first label, which stands for exactly one. A client that names none of them, or none
    /// at all, gets `credentials`. Only beside credentials that are a certificate; clients ignore it.
    public var certificatesByServerName: [String: CertificateCredentials] = [:]
    /// How the peer's certificate or raw public key is verified; without effect with pre-shared keys.
    public var verification = PeerVerification()
    /// The cipher suites that may be negotiated, most wanted first; default `CipherSuiteProfile.default`.
    ///
    /// Those that do not fit the versions or the credentials are left out; no other suite is ever negotiated.
    public var cipherSuites = CipherSuiteProfile.default.suites
    /// The groups of the key exchange that may be negotiated, most wanted first; empty, the default, takes the library's.
    ///
    /// Exactly those are offered and accepted, and a server goes by this order; GnuTLS names finite fields behind curves. Those that the backend does not have are
    /// left out, and its `groups` says why; ENOTSUP where none is left. Suites that need a group of another kind are left out too.
    /// Where the peer has none of them the handshake fails with `noCommonParameter` and the alert handshake_failure.
    public var groups: [NamedGroup] = []
    /// The signature schemes for the handshake that may be negotiated, most wanted first; empty, the default, takes the library's.
    ///
    /// Exactly those are offered and accepted. Those that the backend does not have are left out, and its `signatureSchemes`
    /// says why; ENOTSUP where none is left. They concern the proof that an end has its key, not the signatures inside
    /// certificates, which the backend judges by itself.
    public var signatureSchemes: [SignatureScheme] = []
    /// The name for SNI and verification in place of the host given to `connect`; nil takes the host.
    ///
    /// An IP address never goes into SNI (RFC 6066, 3) but is verified against the certificate's IP addresses.
    public var serverName: String?
    /// Application protocols (ALPN, RFC 7301), most wanted first, each 1 to 255 bytes; default none.
    ///
    /// An end that names some fails with `no_application_protocol` where the peer offers others only.
    public var applicationProtocols: [String] = []
    /// Whether and how a server lets clients resume earlier sessions; default not at all.
    ///
    /// Clients ignore it.
    public var resumption = ServerResumption()
    /// The waits of a DTLS handshake; default 1 s and 60 s.
    public var handshakeTimeouts = HandshakeTimeouts.default
    /// How much of a peer a handshake takes; default 10 certificates and 128 KiB of messages.
    public var limits = HandshakeLimits()
    /// The longest UDP payload in bytes that DTLS makes, records' headers included; nil takes the transport's.
    ///
    /// 128 to 65507, else EINVAL. It lowers the transport's and never raises it.
    public var maximumTransmissionUnit: Int?
    /// Whether connection IDs of DTLS 1.2 (RFC 9146) are offered or accepted, and how; default nil: they are not.
    ///
    /// With them only suites of AES-GCM, AES-CCM and ChaCha20-Poly1305 are negotiated. EINVAL on streams and for lengths out
    /// of range.
    public var connectionIDs: ConnectionIDOptions?
    /// Whether a DTLS server answers a Finished that it cannot open with the fatal alert decrypt_error; default false.
    ///
    /// By default it is dropped, as RFC 6347 recommends: who can forge datagrams could otherwise end handshakes. Told to
    /// answer, a client with a wrong key learns so at once and not by a time-out.
    public var answersUnreadableFinished = false
    /// Gets each line of an NSS key log (SSLKEYLOGFILE's format) without its newline; default nil: none is written.
    ///
    /// Whoever has it can read everything. The environment variable SSLKEYLOGFILE has no effect. Called in the
    /// handshake, while the socket is locked: it must not call the socket.
    public var keyLog: (@Sendable (String) -> Void)?

    /// A configuration for one kind of transport, with defaults for all the rest.
    public init(_ kind: TransportKind, credentials: Credentials = .none) {
        self.kind = kind
        self.credentials = credentials
        versions = kind.defaultVersions
    }

    /// The configuration for DTLS with these credentials.
    public static func datagram(_ credentials: Credentials) -> TLSConfiguration {
        TLSConfiguration(.datagram, credentials: credentials)
    }

    /// The configuration for TLS with these credentials.
    public static func stream(_ credentials: Credentials = .none) -> TLSConfiguration {
        TLSConfiguration(.stream, credentials: credentials)
    }

    private static let shortestDatagram = 128
    private static let longestDatagram = 65_507

    /// Throws EINVAL for a transport whose datagrams are too short for a handshake.
    package static func validate(maximumTransmissionUnit: Int) throws(TLSError) {
        guard maximumTransmissionUnit >= shortestDatagram else { throw unusable(maximumTransmissionUnit) }
    }

    private static func unusable(_ mtu: Int) -> TLSError {
        .configuration("an MTU of \(mtu) bytes cannot be used: wanted \(shortestDatagram) to \(longestDatagram)")
    }

    /// Throws EINVAL where a value is out of range, before any library sees it.
    package func validate() throws(TLSError) {
        guard !versions.isEmpty else {
            throw .configuration("no protocol version is enabled")
        }
        for version in versions where !kind.versions.contains(version) {
            let fitting =
                kind == .datagram ? "a datagram transport takes DTLS 1.0 and 1.2" : "a stream takes TLS 1.0 to 1.3"
            throw .system(.notSupported, .notSupported, detail: version.name + " cannot be used: " + fitting)
        }
        for name in applicationProtocols where name.utf8.isEmpty || name.utf8.count > 255 {
            throw .configuration("an application protocol has \(name.utf8.count) bytes: wanted 1 to 255")
        }
        try limits.validate()
        try resumption.validate()
        try connectionIDs?.validate(for: kind)
        if let serverName { _ = try ServerName(serverName) }
        if let mtu = maximumTransmissionUnit {
            try Self.validate(maximumTransmissionUnit: mtu)
            guard mtu <= Self.longestDatagram else { throw Self.unusable(mtu) }
        }
        if case .preSharedKey(let key) = credentials.kind { try key.validate(for: versions) }
        if case .preSharedKeyStore(let store) = credentials.kind { try store.validate(for: versions) }
        if case .certificate(let certificate) = credentials.kind { try certificate.validate() }
        try verification.validate()
        if credentials.usesPreSharedKey, usesRawPublicKeys {
            throw .configuration("with a pre-shared key no end has a raw public key: it is one or the other")
        }
        try validateNames()
    }

    /// Whether one end or the other may prove itself with a raw public key.
    package var usesRawPublicKeys: Bool {
        credentials.certificateType == .rawPublicKey || verification.certificateTypes.contains(.rawPublicKey)
    }

    private func validateNames() throws(TLSError) {
        guard !certificatesByServerName.isEmpty else { return }
        guard case .certificate = credentials.kind else {
            throw .configuration("certificates by server name go beside credentials that are a certificate")
        }
        for (name, certificate) in certificatesByServerName {
            let host = name.hasPrefix("*.") ? String(name.dropFirst(2)) : name
            guard try !ServerName(host).isAddress else {
                throw .configuration(name + " is an address, which no client sends as a server name")
            }
            try certificate.validate()
        }
    }
}
