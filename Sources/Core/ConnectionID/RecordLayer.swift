/// An engine as its owner sees it: without connection IDs the library's own, with them the library's handshake and Core's records.
///
/// The libraries know no connection IDs. So the record layer takes their records of epoch 1 apart and makes anew what leaves or
/// enters the process; after the handshake it makes and opens records alone, and the library only repeats its last flight.
/// An association that was restored has no engine at all. Not thread-safe.
public final class RecordLayer<Engine: TLSEngine> {
    /// Nil in an association that was restored.
    let engine: Engine?
    let role: Role
    let maximumTransmissionUnit: Int
    /// Whether Core makes the records, or may yet do so: connection IDs are configured, and the peer has not declined.
    private(set) var isOwner: Bool
    private var madeProtection: RecordProtection<Engine.Cipher>?
    private(set) var hasCompleted = false
    /// Records that came in the handshake and were not looked at yet; nil before the first.
    var arrivals: RecordQueue?
    /// Application data that came, and what is to be sent, where Core makes the records; nil before the first.
    var inbox: RecordQueue?
    var outgoing: RecordQueue?
    /// What ended the association behind what is in the inbox.
    var ending: Ending?
    var log = AlertLog()
    /// What another one has left; nil where a handshake is made.
    private let legacy: Legacy?
    private var restoredRecords: [TLSARecord] = []
    /// What was dropped so far, and how often the peer moved.
    public internal(set) var connectionIDCounters = ConnectionIDCounters()
    /// Whether the datagram that came last had an authentic record newer than all before (RFC 9146, 6).
    package internal(set) var hasNewestRecord = false

    /// The content of a saved association, and how an AEAD is made for it.
    private struct Legacy {
        let bytes: Secret
        let suite: CipherSuite
        let makeCipher: (RecordAlgorithm, Secret) throws(TLSError) -> Engine.Cipher
    }

    enum Ending {
        case closed
        case failed(TLSError)
    }

    /// Around an engine that has not begun its handshake.
    init(_ engine: Engine, role: Role) {
        self.engine = engine
        self.role = role
        maximumTransmissionUnit = engine.maximumTransmissionUnit
        isOwner = engine.connectionID != nil
        legacy = nil
    }

    /// Without an engine: of what another one left; `makeCipher` makes the library's AEAD of a key.
    private init(
        _ content: AssociationContent,
        _ maximumTransmissionUnit: Int,
        _ makeCipher: @escaping (RecordAlgorithm, Secret) throws(TLSError) -> Engine.Cipher
    ) {
        engine = nil
        role = content.role
        self.maximumTransmissionUnit = maximumTransmissionUnit
        isOwner = true
        hasCompleted = true
        legacy = Legacy(bytes: content.bytes, suite: content.suite, makeCipher: makeCipher)
    }

    /// Goes on with what another one has left.
    static func restored<Backend: TLSBackend>(
        _ content: AssociationContent,
        _ maximumTransmissionUnit: Int,
        by backend: Backend
    ) -> RecordLayer where Backend.Engine == Engine {
        RecordLayer(content, maximumTransmissionUnit) { (algorithm, key) throws(TLSError) in
            try backend.makeCipher(algorithm, key: key)
        }
    }

    /// Whether it goes on with what another one has left.
    var isRestored: Bool { engine == nil }

    /// Where Core makes the records, once there are keys; what was restored makes it when it first has something to do, since many
    /// an association that a server restores is silent for long.
    var protection: RecordProtection<Engine.Cipher>? {
        get { engine == nil && madeProtection == nil ? makeProtection() : madeProtection }
        set { madeProtection = newValue }
    }

    @inline(never)
    private func makeProtection() -> RecordProtection<Engine.Cipher>? {
        guard let content, let legacy else { return nil }
        let made = RecordProtection<Engine.Cipher>(content, legacy.makeCipher)
        madeProtection = made
        return made
    }

    /// Read anew each time it is asked for, which is seldom.
    private var content: AssociationContent? {
        guard let legacy else { return nil }
        return AssociationContent(legacy.bytes, suite: legacy.suite)
    }

    /// The algorithm of the records that Core makes.
    var algorithm: RecordAlgorithm? {
        if let legacy { return RecordAlgorithm(legacy.suite) }
        return protection?.keys.algorithm
    }

    /// The records of an association whose handshake is done, where Core makes them.
    var established: RecordProtection<Engine.Cipher>? { hasCompleted ? protection : nil }

    /// The peer has no connection IDs: from now on the library's records pass.
    func declineRecords() {
        isOwner = false
        while arrivals?.takeFirst({ engine?.ingest($0) }) == true {}
        arrivals = nil
    }

    /// One of the three queues, made when the first wants to go there.
    static func made(_ queue: inout RecordQueue?) -> RecordQueue {
        if let queue { return queue }
        let made = RecordQueue(.datagram)
        queue = made
        return made
    }

    func complete() {
        hasCompleted = true
        if let alerts = engine?.alerts { log = alerts }
    }

    // MARK: What the engine says

    /// TLSA records that the server has to match, in place of those of the configuration; to be set before the handshake.
    public var tlsaRecords: [TLSARecord] {
        get { engine?.tlsaRecords ?? restoredRecords }
        set { if let engine { engine.tlsaRecords = newValue } else { restoredRecords = newValue } }
    }

    /// Offers a session to the server; a client's, before the first `handshake`.
    ///
    /// False where it is none that the library could take, and in an association that was restored.
    public func offer(_ session: Secret) -> Bool { engine?.offer(session) == true }

    /// Whether a client has a session that can be resumed and that `takeSession` has not given yet.
    public var hasNewSession: Bool { engine?.hasNewSession == true }

    /// The newest session of a client; nil where there is none that could be resumed.
    public func takeSession() -> EngineSession? { engine?.takeSession() }

    /// The connection ID of this end that is offered or agreed on; nil where there is none.
    var connectionID: [UInt8]? { protection?.connectionIDs.own ?? (isOwner ? engine?.connectionID : nil) }

    /// The connection ID that the peer asked for; nil where there is none.
    var peerConnectionID: [UInt8]? {
        if let protection { return protection.connectionIDs.peer }
        guard isOwner, case .agreed(let peer) = engine?.connectionIDAnswer else { return nil }
        return peer
    }

    /// The type of the newest handshake message that the library took up; nil before the first.
    public var lastHandshakeMessage: UInt8? { engine?.lastHandshakeMessage }

    /// What was asked when the peer's certificate was verified; nil where none was, and where the association was restored.
    public var peerQuestion: PeerQuestion? { engine?.peerQuestion }

    /// What was agreed on; nil before the handshake is complete.
    public var negotiated: Negotiated? {
        guard let protection else { return engine?.negotiated }
        var negotiated = content?.agreement.negotiated ?? engine?.negotiated
        negotiated?.connectionIDs = protection.connectionIDs
        return negotiated
    }

    /// Whether the handshake resumed a session; false before it is complete, and where there was none.
    public var isResumed: Bool { engine?.isResumed == true }

    /// Whether records have connection IDs, which is known once the handshake is complete.
    var hasConnectionIDs: Bool { hasCompleted && (isRestored || protection != nil) }

    /// The alerts so far that the library let through or that were sent.
    public var alerts: AlertLog { hasConnectionIDs ? log : engine?.alerts ?? log }

    /// The longest plaintext in bytes that fits one datagram, once the suite is known.
    public var maximumPlaintext: Int {
        guard let protection else { return engine?.maximumPlaintext ?? 0 }
        return max(0, min(maximumTransmissionUnit - protection.sealer.overhead, ProtectedRecord.longestContent))
    }
}

/// The keys of an association at work, in both directions.
final class RecordProtection<Cipher: RecordCipher> {
    let suite: CipherSuite
    let keys: RecordKeys
    let connectionIDs: ConnectionIDs
    let sealer: RecordSealer<Cipher>
    let opener: RecordOpener<Cipher>

    /// Of keys that a handshake has made; `makeCipher` makes the library's AEAD of a key.
    init(
        _ suite: CipherSuite,
        _ keys: RecordKeys,
        _ role: Role,
        _ connectionIDs: ConnectionIDs,
        nextNumber: UInt64 = 0,
        window: ReplayWindow = ReplayWindow(),
        _ makeCipher: @escaping (RecordAlgorithm, Secret) throws(TLSError) -> Cipher
    ) {
        self.suite = suite
        self.keys = keys
        self.connectionIDs = connectionIDs
        let (own, theirs) = (
            CipherSource(keys: keys, writer: role, make: makeCipher),
            CipherSource(keys: keys, writer: role.opposite, make: makeCipher)
        )
        sealer = RecordSealer(own, connectionID: connectionIDs.peer, nextNumber: nextNumber)
        opener = RecordOpener(theirs, connectionID: connectionIDs.own, window: window)
    }

    /// Of what was saved.
    convenience init(
        _ content: AssociationContent,
        _ makeCipher: @escaping (RecordAlgorithm, Secret) throws(TLSError) -> Cipher
    ) {
        self.init(
            content.suite,
            content.keys,
            content.role,
            content.connectionIDs,
            nextNumber: content.nextNumber,
            window: content.window,
            makeCipher
        )
    }
}
