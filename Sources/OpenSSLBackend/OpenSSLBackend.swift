#if OpenSSL
internal import COpenSSL
public import SecureSocketCore

/// TLS 1.2, TLS 1.3 and DTLS 1.2 on OpenSSL 3.0, and older versions where they are named.
///
/// Made of a configuration, which it reads once: one context of the library's holds suites, credentials and trust anchors, and all
/// engines share it.
public struct OpenSSLBackend: TLSBackend {
    /// The library's name: `OpenSSL`.
    public static var name: String { "OpenSSL" }

    /// The version of the library that runs.
    ///
    /// The corresponding C function is `OpenSSL_version`.
    public static var runtimeVersion: String {
        guard let version = unsafe OpenSSL_version(OPENSSL_VERSION_STRING) else { return "unknown" }
        return unsafe String(cString: version)
    }

    /// What it can do.
    ///
    /// Not among it: identities of any bytes, since the library reads an identity of (D)TLS 1.2 as a text with an end; and PKCS#11 URLs,
    /// for which OpenSSL 3.0 needs a provider or an engine that it does not bring.
    public static var features: FeatureSet {
        let all: FeatureSet = [
            .dtls12, .tls12, .tls13, .preSharedKeys, .preSharedKeysTLS13, .certificates, .revocationLists,
            .suppliedClock, .applicationProtocols, .alerts, .cookies, .keyLog, .parameterChoice, .tls10, .tls11,
            .dtls10, .exactSuiteOffer, .sessionIdentifiers, .sessionTickets, .connectionIDs,
        ]
        return keepsDeadline ? all : all.subtracting([.dtls12, .dtls10, .cookies, .connectionIDs])
    }

    /// Whether the pointer to the library's deadline stays good: from 3.2 on it is to a copy, and DTLS cannot be had.
    static var keepsDeadline: Bool {
        let firstThatCopies: CUnsignedLong = 0x3020_0000
        return OpenSSL_version_num() < firstThatCopies
    }

    let shared: OpenSSLShared

    /// Reads a configuration; throws where a value of it cannot be used, and says which and why.
    public init(_ configuration: TLSConfiguration) throws(TLSError) {
        shared = try OpenSSLShared(configuration)
    }

    /// Reads what a certificate in DER says of itself; throws where it is none.
    public static func summary(of certificate: [UInt8]) throws(TLSError) -> CertificateSummary {
        try OpenSSLCertificate(certificate.span).summary
    }

    /// Verifies certificates in DER, the peer's own first, by the rules of the configuration.
    public func report(on certificates: [[UInt8]], _ question: PeerQuestion) throws(TLSError) -> VerificationReport {
        shared.verifier.report(on: try OpenSSLCertificate.list(certificates), question)
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
    ) throws(TLSError) -> OpenSSLEngine {
        if shared.settings.kind == .datagram {
            try TLSConfiguration.validate(maximumTransmissionUnit: maximumTransmissionUnit)
        }
        var serverName = shared.serverName
        if serverName == nil, let host { serverName = try ServerName(host) }
        return try OpenSSLEngine(shared, role, serverName, maximumTransmissionUnit)
    }

    /// Makes an AEAD with a key.
    public func makeCipher(_ algorithm: RecordAlgorithm, key: Secret) throws(TLSError) -> OpenSSLRecordCipher {
        try OpenSSLRecordCipher(algorithm, key: key)
    }

    /// Makes the gate of one DTLS port; ENOTSUP for a configuration of streams.
    public func makeGate(cookieSecret: Secret, maximumTransmissionUnit: Int) throws(TLSError) -> OpenSSLGate {
        guard shared.settings.kind == .datagram else {
            throw .system(.notSupported, .notSupported, detail: "cookies are for datagrams")
        }
        return try OpenSSLGate(shared, cookieSecret, maximumTransmissionUnit)
    }
}

/// What all engines of one configuration share; immutable once made.
final class OpenSSLShared: Sendable {
    let configuration: TLSConfiguration
    let settings: AssociationSettings
    /// The configured name; nil where the host is the name.
    let serverName: ServerName?
    let context: OpenSSLContext
    let priorities: OpenSSLPriorities
    let credentials: OpenSSLCredentials
    let verifier: PeerVerifier<OpenSSLBackend>
    let resumption: ResumptionSettings
    /// What a server protects its tickets with; nil where it gives none.
    let ticketKeys: TicketKeyRing?
    /// The sessions that a server keeps; nil where it keeps none.
    let sessions: SessionCache?
    /// By the server name in lower case, with `*` in place of the first label for a wildcard.
    private let named: [String: OpenSSLCertificateCredentials]

    init(_ configuration: TLSConfiguration) throws(TLSError) {
        try configuration.validate()
        guard configuration.kind == .stream || OpenSSLBackend.keepsDeadline else {
            let words = "DTLS needs OpenSSL 3.0 or 3.1, and this is " + OpenSSLBackend.runtimeVersion
            throw .system(.notSupported, .notSupported, detail: words)
        }
        guard !configuration.usesRawPublicKeys else { throw OpenSSLCredentials.noRawPublicKeys }
        self.configuration = configuration
        let read = try configuration.read()
        settings = AssociationSettings(configuration)
        serverName = if let name = configuration.serverName { try ServerName(name) } else { nil }
        context = try OpenSSLContext(configuration)
        verifier = try PeerVerifier(read.verification, limits: configuration.limits)
        try context.setNames(verifier.anchors)
        credentials = try OpenSSLCredentials(read, context, verifier)
        priorities = try OpenSSLPriorities(configuration, context)
        let backend = OpenSSLBackend.name + " " + OpenSSLBackend.runtimeVersion
        resumption = try ResumptionSettings(read, backend: backend, suites: priorities.selection.offered)
        let (digest, lifetime) = (resumption.digest, configuration.resumption.lifetimeInSeconds)
        ticketKeys = configuration.resumption.ticketKey.map {
            TicketKeyRing($0.derived(for: digest, backend), lifetime: lifetime)
        }
        sessions = SessionCache(configuration.resumption)
        var named: [String: OpenSSLCertificateCredentials] = [:]
        for (name, certificate) in read.certificatesByServerName {
            named[name.lowercasedASCII] = try OpenSSLCertificateCredentials(certificate, verifier)
        }
        self.named = named
        try context.setResumption(self)
    }

    /// Whether there are certificates by server name at all.
    var choosesByName: Bool { !named.isEmpty }

    /// The certificate for a server name in lower case: the very name goes before a wildcard for its first label.
    func certificate(for name: String) -> OpenSSLCertificateCredentials? {
        if let exact = named[name] { return exact }
        guard let dot = name.firstIndex(of: ".") else { return nil }
        return named["*" + name[dot...]]
    }
}
#endif
