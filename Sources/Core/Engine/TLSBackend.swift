/// Which end of an association this is.
public enum Role: Hashable, Sendable {
    /// The end that says hello first.
    case client
    /// The other end.
    case server
}

/// A TLS library behind the seam: reads a configuration once and makes engines that share what it read.
public protocol TLSBackend: Sendable {
    /// The engine of one association.
    associatedtype Engine: TLSEngine
    /// The stateless gate of a DTLS server.
    associatedtype Gate: CookieGate where Gate.Engine == Engine

    /// The library's name.
    static var name: String { get }
    /// The library's version as it runs, not as it was compiled with.
    static var runtimeVersion: String { get }
    /// What it can do.
    static var features: FeatureSet { get }

    /// Reads and checks a configuration; throws where a value cannot be used, with the reason.
    init(_ configuration: TLSConfiguration) throws(TLSError)

    /// Reads what a certificate in DER, such as one of `Negotiated.peerCertificates`, says of itself; throws where it is none.
    static func summary(of certificate: [UInt8]) throws(TLSError) -> CertificateSummary

    /// Verifies certificates in DER, the peer's own first, by the rules of the configuration, and says what was looked at.
    ///
    /// Throws where one of them cannot be read.
    func report(on certificates: [[UInt8]], _ question: PeerQuestion) throws(TLSError) -> VerificationReport

    /// The configuration that it was made of.
    var configuration: TLSConfiguration { get }

    /// What Core goes by in the configuration, taken out once.
    var settings: AssociationSettings { get }

    /// What sessions are bound to, computed once.
    var resumptionSettings: ResumptionSettings { get }

    /// What of the configured suites is offered and accepted, and what is not and why.
    var suites: SuiteSelection { get }

    /// What of the configured groups is offered and accepted, and what is not and why; without configured ones the library's.
    var groups: ParameterSelection<NamedGroup> { get }

    /// What of the configured signature schemes is offered and accepted, and what is not and why; without configured ones the
    /// library's.
    var signatureSchemes: ParameterSelection<SignatureScheme> { get }

    /// Makes the engine of one association.
    ///
    /// `host` is the name that a client reaches the server by; the configured name goes before it. `maximumTransmissionUnit` is
    /// the longest datagram in bytes, without effect on streams.
    func makeEngine(_ role: Role, host: String?, maximumTransmissionUnit: Int) throws(TLSError) -> Engine

    /// Makes the library's AEAD with a key, for the records of an association that is restored.
    func makeCipher(_ algorithm: RecordAlgorithm, key: Secret) throws(TLSError) -> Engine.Cipher

    /// Makes the gate of one DTLS port; ENOTSUP for a configuration of streams.
    ///
    /// Gates of the same secret, 16 bytes or more that nobody can guess, take each other's cookies. `maximumTransmissionUnit`
    /// is that of the engines that it makes, in bytes.
    func makeGate(cookieSecret: Secret, maximumTransmissionUnit: Int) throws(TLSError) -> Gate
}

extension TLSBackend {
    /// Makes the gate of one DTLS port, with a cookie secret of its own; ENOTSUP for a configuration of streams.
    public func makeGate(maximumTransmissionUnit: Int) throws(TLSError) -> Gate {
        try makeGate(cookieSecret: .random(count: 32), maximumTransmissionUnit: maximumTransmissionUnit)
    }
}

/// What became of the configured cipher suites.
public struct SuiteSelection: Hashable, Sendable {
    /// A suite that is not offered, and the reason in words.
    public struct Refusal: Hashable, Sendable {
        /// The suite.
        public let suite: CipherSuite
        /// Why it is not offered.
        public let why: String

        /// A suite with the reason.
        public init(suite: CipherSuite, why: String) {
            self.suite = suite
            self.why = why
        }
    }

    /// The suites that can be negotiated, most wanted first.
    public var offered: [CipherSuite] = []
    /// The configured suites that cannot, in the order of the configuration.
    public var refused: [Refusal] = []

    /// Nothing selected.
    public init() {}
}

/// What became of a configured list of groups or signature schemes.
public struct ParameterSelection<Value: Hashable & Sendable>: Hashable, Sendable {
    /// A value that is not offered, and the reason in words.
    public struct Refusal: Hashable, Sendable {
        /// The value.
        public let value: Value
        /// Why it is not offered.
        public let why: String

        /// A value with the reason.
        public init(value: Value, why: String) {
            self.value = value
            self.why = why
        }
    }

    /// The values that can be negotiated, most wanted first.
    public var offered: [Value] = []
    /// The configured values that cannot, in the order of the configuration.
    public var refused: [Refusal] = []

    /// Nothing selected.
    public init() {}
}
