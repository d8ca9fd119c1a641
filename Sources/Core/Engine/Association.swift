/// Drives one engine: the DTLS timers and what the record headers tell are here, the time is the caller's.
///
/// No I/O, no clock. Not thread-safe; whoever owns it calls it from one thread at a time.
public final class Association<Engine: TLSEngine> {
    /// The engine that it drives, with the records of Core's around it where connection IDs are in use.
    public let engine: RecordLayer<Engine>
    /// The end that this is.
    public let role: Role
    /// Whether the handshake is complete.
    public var isEstablished: Bool { isComplete }
    /// The monotonic time at which `handshake(at:)` wants to be called if nothing arrives before; nil where there is none.
    public private(set) var timer: Duration?
    /// How often a flight was sent again.
    public private(set) var retransmissions = 0

    private let settings: AssociationSettings
    // Only what is private costs no check of exclusive access, and each record asks for it.
    private var isComplete = false
    private var wait: Duration
    private var incomingWatch = RecordWatch()
    private var outgoingWatch = RecordWatch()
    private var answeredFinished = 0

    /// Drives `engine` by what its backend's `settings` say.
    public init(_ engine: Engine, role: Role, settings: AssociationSettings) {
        self.engine = RecordLayer(engine, role: role)
        self.role = role
        self.settings = settings
        wait = settings.timeouts.minimum
    }

    /// Goes on with what another association has left, without a handshake.
    init(restored engine: RecordLayer<Engine>, settings: AssociationSettings) {
        self.engine = engine
        role = engine.role
        self.settings = settings
        wait = settings.timeouts.minimum
        isComplete = true
    }

    /// What the association is doing.
    public var phase: Phase { isEstablished ? .established : .handshake }

    /// Takes one datagram, or any piece of a stream.
    public func ingest(_ bytes: Span<UInt8>) {
        if !isEstablished {
            if settings.kind == .datagram {
                incomingWatch.observe(bytes, engine.connectionID?.count ?? 0)
            } else {
                incomingWatch.observeStream(bytes)
            }
        }
        engine.ingest(bytes)
    }

    /// Lends the oldest datagram to send, or all that waits of a stream, and removes it afterwards; `body` must not use the
    /// association.
    @discardableResult
    public func takeOutgoing(_ body: (Span<UInt8>) -> Void) -> Bool {
        guard settings.kind == .datagram, !isEstablished else { return engine.takeOutgoing(body) }
        return engine.takeOutgoing { datagram in
            outgoingWatch.observe(datagram, engine.peerConnectionID?.count ?? 0)
            body(datagram)
        }
    }

    /// Goes on with the handshake; after one or many `ingest`, and whenever `timer` is reached.
    ///
    /// Throws ETIMEDOUT when the waits are used up. What the engine queued, an alert included, is to be sent even when this throws.
    public func handshake(at now: Duration) throws(TLSError) -> HandshakeStatus {
        try takeUnprotectedAlert()
        try takeCloseNotify()
        let before = engine.lastHandshakeMessage
        guard try engine.handshake() != .complete else {
            isComplete = true
            timer = nil
            return .complete
        }
        try takeSwallowedAlert()
        try answerUnreadableFinished()
        guard settings.kind == .datagram else { return .wantsInput }
        if timer == nil || engine.lastHandshakeMessage != before {
            wait = settings.timeouts.minimum
            timer = now + wait
        } else {
            // Behind the input: two ends whose timers go off together would else read each other's repetitions for ever and
            // send nothing, since the library sends again only where nothing waits.
            try fireTimer(at: now)
        }
        return .wantsInput
    }

    /// The error of a handshake that no answer came to.
    public var timeoutError: TLSError {
        guard suspectsWrongKey else {
            return .system(.timedOut, .timedOut, phase: phase, detail: "no answer in the handshake")
        }
        let words =
            role == .client
            ? Self.unansweredFinished
            : "the client's Finished could not be opened: compare the pre-shared keys of both ends"
        return .system(.timedOut, .likelyWrongKey, phase: phase, detail: words)
    }

    private static var unansweredFinished: String {
        "the server never answered our Finished: compare the pre-shared keys of both ends"
    }

    private var suspectsWrongKey: Bool {
        guard settings.kind == .datagram, settings.usesPreSharedKey, !isEstablished else { return false }
        return role == .client ? isFinishedUnanswered : incomingWatch.finishedCount > 0
    }

    /// Whether a client of DTLS has sent its Finished and got nothing for it.
    private var isFinishedUnanswered: Bool {
        outgoingWatch.finishedCount > 0 && !incomingWatch.hasChangeCipherSpec
    }

    private func fireTimer(at now: Duration) throws(TLSError) {
        guard let due = timer, now >= due else { return }
        guard wait < settings.timeouts.maximum else { throw timeoutError }
        wait = min(wait * 2, settings.timeouts.maximum)
        timer = now + wait
        retransmissions += 1
        try engine.retransmit()
    }

    /// GnuTLS 3.7.9 drops an alert that answers the first ClientHello, and the client would run into its time-out.
    private func takeSwallowedAlert() throws(TLSError) {
        guard let alert = incomingWatch.plaintextAlert else { return }
        incomingWatch.plaintextAlert = nil
        guard role == .client, !incomingWatch.hasHandshakeMessage else { return }
        engine.noteReceived(alert)
        throw .alert(alert, phase: .handshake, usesPreSharedKey: settings.usesPreSharedKey)
    }

    /// A client of TLS 1.3 that refuses the server's certificate says so in the clear if it has no keys yet, as OpenSSL does.
    ///
    /// GnuTLS 3.7.9 takes that for a protected record that cannot be opened. Nothing of a client's follows a fatal alert.
    private func takeUnprotectedAlert() throws(TLSError) {
        guard settings.kind == .stream, role == .server, let alert = incomingWatch.plaintextAlert else { return }
        incomingWatch.plaintextAlert = nil
        engine.noteReceived(alert)
        throw .alert(alert, phase: .handshake, usesPreSharedKey: settings.usesPreSharedKey)
    }

    /// A server of DTLS that gives up says close_notify in the clear in place of its Finished, as libcoap's on GnuTLS does.
    ///
    /// GnuTLS 3.7.9 takes that for a message out of its turn, and would tell the server so. It ends the handshake as soon as a
    /// fatal alert in the clear does, and as GnuTLS lets close_notify end every earlier step: nobody who forges datagrams gains
    /// by it, since nothing in the clear is authentic.
    private func takeCloseNotify() throws(TLSError) {
        guard settings.kind == .datagram, role == .client else { return }
        guard incomingWatch.hasCloseNotify, isFinishedUnanswered else { return }
        engine.noteReceived(.closeNotify)
        throw TLSError(
            category: .alert,
            code: TLSAlert.closeNotify.packed,
            reason: suspectsWrongKey ? .likelyWrongKey : .connectionClosed,
            phase: .handshake,
            detail: suspectsWrongKey ? Self.unansweredFinished : "close_notify in the middle of the handshake"
        )
    }

    /// The client's key exchange was accepted and a Finished came behind it that did not complete the handshake.
    private func answerUnreadableFinished() throws(TLSError) {
        let clientKeyExchange: UInt8 = 16
        guard role == .server, settings.answersUnreadableFinished, settings.usesPreSharedKey else { return }
        guard engine.lastHandshakeMessage == clientKeyExchange, incomingWatch.finishedCount > answeredFinished else {
            return
        }
        answeredFinished = incomingWatch.finishedCount
        let alert = TLSAlert.fatal(.decryptError)
        engine.send(alert)
        let words = "the client's Finished could not be opened: compare the pre-shared keys of both ends"
        let error = TLSError.system(.protocolError, .likelyWrongKey, phase: .handshake, detail: words)
        throw error.sending(alert)
    }
}
