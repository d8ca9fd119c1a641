public import SecureSockets

/// One end of the pair that a test runs on.
public protocol Side: Sendable {
    /// The library of that end.
    static var library: Library { get }
}

/// The client's end.
public enum ClientSide: Side {
    /// The library of the pair's client.
    public static var library: Library { Pair.current.client }
}

/// The server's end.
public enum ServerSide: Side {
    /// The library of the pair's server.
    public static var library: Library { Pair.current.server }
}

/// The backend of the pair's client.
public typealias ClientBackend = ErasedBackend<ClientSide>

/// The backend of the pair's server.
public typealias ServerBackend = ErasedBackend<ServerSide>

/// A socket on the library of the pair's client.
public typealias ClientSocket = SecureSocket<ClientBackend>

/// A socket on the library of the pair's server.
public typealias ServerSocket = SecureSocket<ServerBackend>

/// A port on the library of the pair's server.
public typealias ServerListener = SecureListener<ServerBackend>

/// A backend that is chosen by the pair that a test runs on, when it is made.
public struct ErasedBackend<End: Side>: TLSBackend {
    private let backend: any TLSBackend

    /// The library's name.
    public static var name: String { End.library.backend.name }
    /// The library's version.
    public static var runtimeVersion: String { End.library.backend.runtimeVersion }
    /// What the library can do.
    public static var features: FeatureSet { End.library.features }

    /// Whether the library can do what a test is about; where it cannot, the table of agreement says so.
    public static func can(_ feature: FeatureSet) -> Bool {
        let can = features.contains(feature)
        if !can { Agreement.current?.note(lacking: feature, of: End.library) }
        return can
    }

    /// Reads a configuration on the library of this end.
    public init(_ configuration: TLSConfiguration) throws(TLSError) {
        backend = try End.library.backend.init(configuration)
    }

    /// Reads what a certificate says of itself.
    public static func summary(of certificate: [UInt8]) throws(TLSError) -> CertificateSummary {
        try End.library.backend.summary(of: certificate)
    }

    /// Verifies certificates by the rules of the configuration.
    public func report(on certificates: [[UInt8]], _ question: PeerQuestion) throws(TLSError) -> VerificationReport {
        try backend.report(on: certificates, question)
    }

    /// The configuration that it was made of.
    public var configuration: TLSConfiguration { backend.configuration }
    /// What Core goes by in the configuration.
    public var settings: AssociationSettings { backend.settings }
    /// What sessions are bound to.
    public var resumptionSettings: ResumptionSettings { backend.resumptionSettings }
    /// What became of the configured suites.
    public var suites: SuiteSelection { backend.suites }
    /// What became of the configured groups.
    public var groups: ParameterSelection<NamedGroup> { backend.groups }
    /// What became of the configured signature schemes.
    public var signatureSchemes: ParameterSelection<SignatureScheme> { backend.signatureSchemes }

    /// Makes the engine of one association.
    public func makeEngine(
        _ role: Role,
        host: String?,
        maximumTransmissionUnit: Int
    ) throws(TLSError) -> ErasedEngine {
        ErasedEngine(try backend.makeEngine(role, host: host, maximumTransmissionUnit: maximumTransmissionUnit))
    }

    /// Makes the gate of one DTLS port.
    public func makeGate(cookieSecret: Secret, maximumTransmissionUnit: Int) throws(TLSError) -> ErasedGate {
        try Self.erase(backend, cookieSecret, maximumTransmissionUnit)
    }

    /// Makes the library's AEAD with a key.
    public func makeCipher(_ algorithm: RecordAlgorithm, key: Secret) throws(TLSError) -> ErasedCipher {
        ErasedCipher(try backend.makeCipher(algorithm, key: key))
    }

    private static func erase(_ backend: some TLSBackend, _ secret: Secret, _ mtu: Int) throws(TLSError) -> ErasedGate {
        ErasedGate(try backend.makeGate(cookieSecret: secret, maximumTransmissionUnit: mtu))
    }
}

/// An engine of any library.
public final class ErasedEngine: TLSEngine {
    private let engine: any TLSEngine

    init(_ engine: any TLSEngine) {
        self.engine = engine
    }

    /// Makes a client's hello name just this suite.
    public func restrictOffer(to suite: CipherSuite) throws(TLSError) { try engine.restrictOffer(to: suite) }

    /// TLSA records that the server has to match.
    public var tlsaRecords: [TLSARecord] {
        get { engine.tlsaRecords }
        set { engine.tlsaRecords = newValue }
    }
    /// What was asked when the peer's certificate was verified.
    public var peerQuestion: PeerQuestion? { engine.peerQuestion }
    /// The longest datagram that it was made for.
    public var maximumTransmissionUnit: Int { engine.maximumTransmissionUnit }
    /// The connection ID of this end.
    public var connectionID: [UInt8]? {
        get { engine.connectionID }
        set { engine.connectionID = newValue }
    }
    /// What the peer's hello says to that.
    public var connectionIDAnswer: ConnectionIDAnswer { engine.connectionIDAnswer }
    /// Suite and keys of the records.
    public func recordKeyMaterial() throws(TLSError) -> RecordKeyMaterial? { try engine.recordKeyMaterial() }
    /// Makes the library's AEAD with a key.
    public func makeCipher(_ algorithm: RecordAlgorithm, key: Secret) throws(TLSError) -> ErasedCipher {
        ErasedCipher(try engine.makeCipher(algorithm, key: key))
    }
    /// Queues what arrived.
    public func ingest(_ bytes: Span<UInt8>) { engine.ingest(bytes) }
    /// The stream has ended.
    public func ingestEnd() { engine.ingestEnd() }
    /// Goes on with the handshake.
    public func handshake() throws(TLSError) -> HandshakeStatus { try engine.handshake() }
    /// The type of the newest handshake message.
    public var lastHandshakeMessage: UInt8? { engine.lastHandshakeMessage }
    /// Sends the last flight again.
    public func retransmit() throws(TLSError) { try engine.retransmit() }
    /// Protects plaintext.
    public func write(_ plaintext: Span<UInt8>) throws(TLSError) { try engine.write(plaintext) }
    /// Hands over what was received.
    public func read(into plaintext: inout OutputSpan<UInt8>) throws(TLSError) -> ReadStatus {
        try engine.read(into: &plaintext)
    }
    /// Whether `read` has data without further input.
    public var hasBufferedData: Bool { engine.hasBufferedData }
    /// The longest plaintext that fits one datagram.
    public var maximumPlaintext: Int { engine.maximumPlaintext }
    /// Whether there is something to send.
    public var hasOutgoing: Bool { engine.hasOutgoing }
    /// Lends what is to be sent.
    @discardableResult public func takeOutgoing(_ body: (Span<UInt8>) -> Void) -> Bool { engine.takeOutgoing(body) }
    /// Queues an alert; false where the library cannot.
    @discardableResult public func send(_ alert: TLSAlert) -> Bool { engine.send(alert) }
    /// Queues close_notify.
    public func close() { engine.close() }
    /// Offers a session to the server.
    public func offer(_ session: Secret) -> Bool { engine.offer(session) }
    /// Whether there is a session that was not taken yet.
    public var hasNewSession: Bool { engine.hasNewSession }
    /// The newest session of a client.
    public func takeSession() -> EngineSession? { engine.takeSession() }
    /// What was agreed on.
    public var negotiated: Negotiated? { engine.negotiated }
    /// Whether an earlier session was resumed.
    public var isResumed: Bool { engine.isResumed }
    /// The alerts so far.
    public var alerts: AlertLog { engine.alerts }
    /// Notes an alert that the library swallowed.
    public func noteReceived(_ alert: TLSAlert) { engine.noteReceived(alert) }
}

/// An AEAD of any library.
public final class ErasedCipher: RecordCipher {
    private let cipher: any RecordCipher

    init(_ cipher: any RecordCipher) {
        self.cipher = cipher
    }

    /// Encrypts in place.
    public func seal(
        _ record: inout OutputSpan<UInt8>,
        from start: Int,
        nonce: Span<UInt8>,
        additionalData: Span<UInt8>
    ) throws(TLSError) {
        try cipher.seal(&record, from: start, nonce: nonce, additionalData: additionalData)
    }

    /// Decrypts.
    public func open(
        _ text: Span<UInt8>,
        nonce: Span<UInt8>,
        additionalData: Span<UInt8>,
        into plaintext: inout OutputSpan<UInt8>
    ) -> Bool {
        cipher.open(text, nonce: nonce, additionalData: additionalData, into: &plaintext)
    }
}

/// A gate of any library.
public final class ErasedGate: CookieGate {
    private let gate: any CookieGate

    init(_ gate: any CookieGate) {
        self.gate = gate
    }

    /// Looks at a hello.
    public func admit(_ hello: Span<UInt8>, from address: Span<UInt8>) throws(TLSError) -> ErasedEngine? {
        try gate.admit(hello, from: address).map { ErasedEngine($0) }
    }

    /// Lends the oldest answer.
    @discardableResult public func takeOutgoing(_ body: (Span<UInt8>) -> Void) -> Bool { gate.takeOutgoing(body) }
}
