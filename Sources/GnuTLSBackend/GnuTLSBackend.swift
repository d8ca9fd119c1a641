#if GnuTLS
internal import CGnuTLS
public import SecureSocketCore

/// TLS 1.2, TLS 1.3 and DTLS 1.2 on GnuTLS 3.7 or newer, and older versions where they are named.
///
/// Made of a configuration, which it reads once: priorities are parsed and credentials are loaded here, and all engines share them.
public struct GnuTLSBackend: TLSBackend {
    /// The library's name: `GnuTLS`.
    public static var name: String { "GnuTLS" }

    /// The version of the library that runs.
    ///
    /// The corresponding C function is `gnutls_check_version`.
    public static var runtimeVersion: String {
        guard let version = unsafe gnutls_check_version(nil) else { return "unknown" }
        return unsafe String(cString: version)
    }

    /// What it can do.
    public static var features: FeatureSet {
        [
            .dtls12, .tls12, .tls13, .preSharedKeys, .preSharedKeysTLS13, .binaryIdentities, .certificates,
            .revocationLists, .suppliedClock, .applicationProtocols, .alerts, .cookies, .keyLog,
            .parameterChoice, .tls10, .tls11, .dtls10, .finiteFieldChoice, .chosenAlerts, .toleratedWarnings,
            .unlimitedRepetition, .rawPublicKeys, .pkcs11, .sessionIdentifiers, .sessionTickets, .connectionIDs,
        ]
    }

    let shared: GnuTLSShared

    /// Reads a configuration; throws where a value of it cannot be used, and says which and why.
    public init(_ configuration: TLSConfiguration) throws(TLSError) {
        shared = try GnuTLSShared(configuration)
    }

    /// Reads what a certificate in DER says of itself; throws where it is none.
    public static func summary(of certificate: [UInt8]) throws(TLSError) -> CertificateSummary {
        try GnuTLSCertificate(certificate.span).summary
    }

    /// Verifies certificates in DER, the peer's own first, by the rules of the configuration.
    public func report(on certificates: [[UInt8]], _ question: PeerQuestion) throws(TLSError) -> VerificationReport {
        shared.verifier.report(on: try GnuTLSCertificate.list(certificates), question)
    }

    /// The configuration that it was made of.
    public var configuration: TLSConfiguration { shared.configuration }

    /// What Core goes by in the configuration, taken out once.
    public var settings: AssociationSettings { shared.settings }

    /// What sessions are bound to.
    public var resumptionSettings: ResumptionSettings { shared.resumption }

    /// What of the configured suites can be negotiated, and what cannot and why.
    public var suites: SuiteSelection { shared.priorities.selection }

    /// What of the configured groups can be negotiated, and what cannot and why.
    public var groups: ParameterSelection<NamedGroup> { shared.priorities.parameters.groups }

    /// What of the configured signature schemes can be negotiated, and what cannot and why.
    public var signatureSchemes: ParameterSelection<SignatureScheme> { shared.priorities.parameters.signatureSchemes }

    /// Makes the engine of one association; EINVAL where the credentials are not for this role or the name is none.
    public func makeEngine(
        _ role: Role,
        host: String?,
        maximumTransmissionUnit: Int
    ) throws(TLSError) -> GnuTLSEngine {
        if shared.settings.kind == .datagram {
            try TLSConfiguration.validate(maximumTransmissionUnit: maximumTransmissionUnit)
        }
        var serverName = shared.serverName
        if serverName == nil, let host { serverName = try ServerName(host) }
        return try GnuTLSEngine(shared, role, serverName, maximumTransmissionUnit)
    }

    /// Makes an AEAD with a key.
    public func makeCipher(_ algorithm: RecordAlgorithm, key: Secret) throws(TLSError) -> GnuTLSRecordCipher {
        try GnuTLSRecordCipher(algorithm, key: key)
    }

    /// Makes the gate of one DTLS port; ENOTSUP for a configuration of streams.
    public func makeGate(cookieSecret: Secret, maximumTransmissionUnit: Int) throws(TLSError) -> GnuTLSGate {
        guard shared.settings.kind == .datagram else {
            throw .system(.notSupported, .notSupported, detail: "cookies are for datagrams")
        }
        return GnuTLSGate(shared, cookieSecret, maximumTransmissionUnit)
    }
}

/// What all engines of one configuration share; immutable once made.
final class GnuTLSShared: Sendable {
    let configuration: TLSConfiguration
    let settings: AssociationSettings
    /// The configured name; nil where the host is the name.
    let serverName: ServerName?
    let priorities: GnuTLSPriorities
    let credentials: GnuTLSCredentials
    let verifier: PeerVerifier<GnuTLSBackend>
    let peerTypes: GnuTLSPeerTypes
    let resumption: ResumptionSettings
    /// What is configured, where each engine asks for it: whoever looks into a configuration may copy all of it.
    let tlsaRecords: [TLSARecord]
    let applicationProtocols: [String]
    let handshakeLength: Int
    let ownType: CertificateType?
    /// Whether somebody has a use for the keys of a handshake: connection IDs need to know when there are some.
    let wantsKeys: Bool
    private let flags: CUnsignedInt
    /// What a server protects its tickets with; nil where it gives none.
    let ticketKey: Secret?
    /// The sessions that a server keeps; nil where it keeps none.
    let sessions: SessionCache?
    /// By the server name in lower case, with `*` in place of the first label for a wildcard.
    private let named: [String: GnuTLSCertificateCredentials]

    init(_ configuration: TLSConfiguration) throws(TLSError) {
        try configuration.validate()
        try Self.validate(configuration.applicationProtocols)
        self.configuration = configuration
        let read = try configuration.read()
        settings = AssociationSettings(configuration)
        tlsaRecords = configuration.verification.tlsaRecords
        applicationProtocols = configuration.applicationProtocols
        handshakeLength = configuration.limits.handshakeLength
        ownType = configuration.credentials.certificateType
        wantsKeys = configuration.keyLog != nil || configuration.connectionIDs != nil
        flags = Self.flags(configuration)
        serverName = if let name = configuration.serverName { try ServerName(name) } else { nil }
        verifier = try PeerVerifier(read.verification, limits: configuration.limits)
        peerTypes = try GnuTLSPeerTypes(read.verification)
        credentials = try GnuTLSCredentials(read, verifier)
        priorities = try GnuTLSPriorities(configuration)
        let backend = GnuTLSBackend.name + " " + GnuTLSBackend.runtimeVersion
        resumption = try ResumptionSettings(read, backend: backend, suites: priorities.selection.offered)
        ticketKey = configuration.resumption.ticketKey?.derived(for: resumption.digest, backend)
        sessions = SessionCache(configuration.resumption)
        var named: [String: GnuTLSCertificateCredentials] = [:]
        for (name, certificate) in read.certificatesByServerName {
            named[name.lowercasedASCII] = try GnuTLSCertificateCredentials(certificate, verifier)
        }
        self.named = named
    }

    /// What a session is made with; the corresponding C function is `gnutls_init`.
    func flags(_ role: Role) -> CUnsignedInt {
        flags | CUnsignedInt(role == .client ? CInt(GNUTLS_CLIENT) : CInt(GNUTLS_SERVER))
    }

    private static func flags(_ configuration: TLSConfiguration) -> CUnsignedInt {
        var flags = (GNUTLS_NONBLOCK as gnutls_init_flags_t).rawValue
        // A client whose issuer is not in the server's list would keep its certificate to itself, and fail without a reason.
        flags |= (GNUTLS_FORCE_CLIENT_CERT as gnutls_init_flags_t).rawValue
        if configuration.usesRawPublicKeys { flags |= (GNUTLS_ENABLE_RAWPK as gnutls_init_flags_t).rawValue }
        if configuration.kind == .datagram { flags |= (GNUTLS_DATAGRAM as gnutls_init_flags_t).rawValue }
        return flags
    }

    /// Whether there are certificates by server name at all.
    var choosesByName: Bool { !named.isEmpty }

    /// The certificate for a server name in lower case: the very name goes before a wildcard for its first label.
    func certificate(for name: String) -> GnuTLSCertificateCredentials? {
        if let exact = named[name] { return exact }
        guard let dot = name.firstIndex(of: ".") else { return nil }
        return named["*" + name[dot...]]
    }

    /// What the library has room for (lib/ext/alpn.h, 3.7.9); it would say so without a reason, and to each association.
    private static func validate(_ applicationProtocols: [String]) throws(TLSError) {
        let mostProtocols = 8
        let longestProtocol = 31
        guard
            applicationProtocols.count > mostProtocols
                || applicationProtocols.contains(where: { $0.utf8.count > longestProtocol })
        else { return }
        let words =
            "GnuTLS takes at most \(mostProtocols) application protocols, each of at most \(longestProtocol) bytes"
        throw .system(.notSupported, .notSupported, detail: words)
    }
}
#endif
