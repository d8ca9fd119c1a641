/// What the two ends agreed on in the handshake.
public struct Negotiated: Hashable, Sendable {
    /// The protocol version.
    public var version: TLSVersion
    /// The cipher suite.
    public var cipherSuite: CipherSuite
    /// The group of the key exchange; nil where there is none, as with plain PSK.
    public var group: NamedGroup?
    /// The application protocol (ALPN); nil where none was agreed on.
    public var applicationProtocol: String?
    /// The server name (SNI) that the client sent; nil where there is none.
    public var serverName: String?
    /// Whether an earlier session was resumed, by its id or by a ticket; a pre-shared key of TLS 1.3 by itself is none.
    public var isResumed: Bool
    /// The pre-shared key's identity; nil in a handshake with certificates.
    public var pskIdentity: [UInt8]?
    /// The certificates that the peer presented, DER, leaf first; empty with pre-shared keys or without a client certificate.
    public var peerCertificates: [[UInt8]]
    /// The raw public key that the peer proved itself with (RFC 7250), DER of its SubjectPublicKeyInfo; nil without one.
    public var peerPublicKey: [UInt8]?
    /// What was agreed on for this end to prove itself with; nil where it has neither certificate nor key.
    public var certificateType: CertificateType?
    /// What the peer proved itself with; nil where it presented neither certificate nor key.
    public var peerCertificateType: CertificateType? {
        if peerPublicKey != nil { return .rawPublicKey }
        return peerCertificates.isEmpty ? nil : .x509
    }
    /// The connection IDs of both ends (RFC 9146); nil where there are none.
    public var connectionIDs: ConnectionIDs?

    /// All parts.
    public init(
        version: TLSVersion,
        cipherSuite: CipherSuite,
        group: NamedGroup? = nil,
        applicationProtocol: String? = nil,
        serverName: String? = nil,
        isResumed: Bool = false,
        pskIdentity: [UInt8]? = nil,
        peerCertificates: [[UInt8]] = [],
        peerPublicKey: [UInt8]? = nil,
        certificateType: CertificateType? = nil,
        connectionIDs: ConnectionIDs? = nil
    ) {
        self.version = version
        self.cipherSuite = cipherSuite
        self.group = group
        self.applicationProtocol = applicationProtocol
        self.serverName = serverName
        self.isResumed = isResumed
        self.pskIdentity = pskIdentity
        self.peerCertificates = peerCertificates
        self.peerPublicKey = peerPublicKey
        self.certificateType = certificateType
        self.connectionIDs = connectionIDs
    }
}
