/// A TLS or DTLS socket that blocks, on any backend.
///
/// One thread may send while another receives; `cancel` may come from any thread; every other overlap fails with EBUSY.
/// Waits hold no lock.
public final class SecureSocket<Backend: TLSBackend>: @unchecked Sendable {
    /// The configuration with all that was read from it; sockets may share one.
    public let backend: Backend

    // All that follows is guarded by `lock`.
    let lock = Lock()
    var association: Association<Backend.Engine>?
    var transport: TransportReference?
    var wake: WakeSignal?
    var boundSocket: Descriptor?
    var boundAddress: SocketAddress?
    var condition = SocketState.closed
    let users = SocketUsers()
    /// What is left of a stream's records that the transport took a part of, or a datagram that it did not take.
    var unsent: [UInt8] = []
    /// Data that was read in search of an alert and that `receive` has still to give; replaced as a whole, since a change in
    /// place would be checked at run time for exclusive access, and with it each receive.
    var readAhead: [[UInt8]] = []
    /// What ended the association; each later call ends with it too.
    var failure: TLSError?
    var lastAlerts = AlertLog()
    var isCanceled = false
    /// The place at the listener that accepted the socket; nil for all others.
    var seat: ListenerSeat?
    /// When something came last, on the monotonic clock; kept where a listener limits idle time.
    var lastInput: Duration = .zero
    var receiveLimit: Duration? = .seconds(30)
    var sendLimit: Duration? = .seconds(30)
    var socketOptions = SocketOptions()
    var preferred: SocketAddress?
    var records: [TLSARecord]?
    var onlySuite: CipherSuite?
    var waits: HandshakeTimeouts?
    var source = AddressSource.system
    var storage: SessionStorage?
    /// Of a client's association; kept for its report until the next one begins.
    var keeper: SessionKeeper<Backend>?
    /// What `suspend` has kept, where there is no storage.
    var suspended: SuspendedSession?
    let kept = KeptAssociation()

    /// A socket with a configuration of its own; throws where the configuration cannot be used.
    ///
    /// Nothing is sent yet.
    public convenience init(_ configuration: TLSConfiguration) throws(TLSError) {
        self.init(backend: try Backend(configuration))
    }

    /// A socket that shares a configuration that was read before.
    public init(backend: Backend) {
        self.backend = backend
    }

    deinit { transport?.calls.close() }

    /// The server's end of a transport with an engine that may have the client's hello already.
    init(
        backend: Backend,
        accepted transport: TransportOperations,
        engine: Backend.Engine,
        from peer: SocketAddress,
        seat: ListenerSeat,
        localAddress: @escaping () -> SocketAddress?
    ) {
        self.backend = backend
        self.seat = seat
        localAddressOf = localAddress
        self.transport = TransportReference(transport)
        peerAddress = peer
        association = Association(engine, role: .server, settings: backend.settings)
        condition = .accepted
        bindAssociations(.server, nil)
    }

    /// The server's end of an association that goes on without a handshake.
    init(
        backend: Backend,
        restored transport: TransportOperations,
        from peer: SocketAddress,
        seat: ListenerSeat,
        localAddress: @escaping () -> SocketAddress?
    ) {
        self.backend = backend
        self.seat = seat
        localAddressOf = localAddress
        self.transport = TransportReference(transport)
        peerAddress = peer
        condition = .accepted
    }

    /// Where the socket is in its life.
    public var state: SocketState { lock.withLock { condition } }

    /// What the handshake agreed on; nil before it is complete and after `close`.
    public var negotiated: Negotiated? {
        lock.withLock { association?.isEstablished == true ? association?.engine.negotiated : nil }
    }

    /// The alerts of the association, or of the last one where there is none now.
    public var alerts: AlertLog { lock.withLock { association?.engine.alerts ?? lastAlerts } }

    /// How long `receive` waits; default 30 seconds.
    ///
    /// Zero takes what is there without waiting, nil waits for ever.
    public var receiveTimeout: Duration? {
        get { lock.withLock { receiveLimit } }
        set { lock.withLock { receiveLimit = newValue } }
    }

    /// How long `send` waits for a transport that takes no more; default 30 seconds, nil for ever.
    public var sendTimeout: Duration? {
        get { lock.withLock { sendLimit } }
        set { lock.withLock { sendLimit = newValue } }
    }

    /// What the socket of the system is told; default nothing.
    ///
    /// Used by the next `bind` and `connect`, which throw where a value cannot be used. They stay after `close`.
    public var options: SocketOptions {
        get { lock.withLock { socketOptions } }
        set { lock.withLock { socketOptions = newValue } }
    }

    /// The address that `connect` tries first where the host has it among others; default nil.
    ///
    /// A `connect` that succeeded has put its address here, so the next one comes back to the server that knows the session, even
    /// where the name server changes the order of its answers. An address that the host does not have any more is not
    /// tried. It goes before `options.preferredFamily`. To keep it over a restart, keep its text and make it of that
    /// again. It stays after `close`.
    public var preferredEndpoint: SocketAddress? {
        get { lock.withLock { preferred } }
        set { lock.withLock { preferred = newValue } }
    }

    /// Where a client keeps its session, to resume it when it connects the next time; default nil.
    ///
    /// Used by the next `connect`, and by `upgrade` as a client. It stays after `close`, and so does what is in it. Without one the
    /// session of an association that was suspended is resumed by the next `connect`, and no other.
    public var sessionStorage: SessionStorage? {
        get { lock.withLock { storage } }
        set { lock.withLock { storage = newValue } }
    }

    /// What became of resumption in the last handshake as a client, and of saving its session; nil before the first, and as
    /// long as there is an association that was restored, without a handshake.
    public var resumption: ResumptionReport? {
        lock.withLock { association?.engine.isRestored == true ? nil : keeper?.report }
    }

    /// TLSA records (DANE) that the server of the next `connect` or `upgrade` has to match; nil, the default, takes those of the
    /// configuration.
    ///
    /// Copied, and free to be replaced until then, as by a look-up that ends late. They stay after `close`. With verification off, and not
    /// opportunistic, those two fail with EINVAL where there are any: nothing would look at them.
    public var tlsaRecords: [TLSARecord]? {
        get { lock.withLock { records } }
        set { lock.withLock { records = newValue } }
    }

    /// What was looked at when the peer's certificate was verified, made anew of the certificates that it presented and as of the time
    /// of the handshake.
    ///
    /// Nil before the handshake is complete, and where no certificate was asked for, as with pre-shared keys and in a resumed session. That of a handshake that failed
    /// is in its error.
    public var verificationReport: VerificationReport? {
        let (question, certificates) = lock.withLock {
            let engine = association?.isEstablished == true ? association?.engine : nil
            return (engine?.peerQuestion, engine?.negotiated?.peerCertificates ?? [])
        }
        guard let question else { return nil }
        return try? backend.report(on: certificates, question)
    }

    /// The waits of a DTLS handshake that `connect` or `upgrade` begins; nil, the default, takes those of the configuration.
    ///
    /// They stay after `close`. Without effect on streams.
    public var handshakeTimeouts: HandshakeTimeouts? {
        get { lock.withLock { waits } }
        set { lock.withLock { waits = newValue } }
    }

    /// The only one of the configured suites that the next `connect` or `upgrade` as a client offers; default nil: all of them.
    ///
    /// A GnuTLS client's hello may name suites besides those that were configured, and fails with `noCommonSuite` where the server
    /// takes one of these. With one suite it is exact: who tries one after the other gets what both ends have. It stays after
    /// `close`. EINVAL from `connect` for a suite that `backend.suites` does not offer.
    public var offeredSuite: CipherSuite? {
        get { lock.withLock { onlySuite } }
        set { lock.withLock { onlySuite = newValue } }
    }

    /// Where the addresses of names come from.
    package var addressSource: AddressSource {
        get { lock.withLock { source } }
        set { lock.withLock { source = newValue } }
    }

    /// Whether `receive` has data to give without anything more arriving: what `poll` on the descriptor cannot know.
    public var hasBufferedData: Bool {
        lock.withLock {
            guard let association, association.isEstablished else { return false }
            return !readAhead.isEmpty || association.engine.hasBufferedData
        }
    }

    /// The most bytes that one `send` makes one datagram of, at most 16384; on a stream what fits one record.
    ///
    /// Nil unless connected.
    public var innerMaximumTransmissionUnit: Int? {
        lock.withLock {
            guard let association, association.isEstablished else { return nil }
            return innerMaximumTransmissionUnit(of: association)
        }
    }

    /// The descriptor, to be polled only; it stays the socket's.
    ///
    /// Nil where there is none.
    public var descriptor: Int32? { lock.withLock { transport?.calls.descriptor() ?? boundSocket?.number } }

    /// The address of this end; nil without one, as with a transport of the caller's.
    ///
    /// On datagrams that of a socket that a listener accepted is the listener's, which may be any.
    public var localAddress: SocketAddress? { lock.withLock { localAddressOf?() ?? boundSocket?.localAddress } }

    /// The address of the peer; nil without one, as with a transport of the caller's.
    public var remoteAddress: SocketAddress? { lock.withLock { peerAddress } }

    /// Ends what waits, and all that would wait from now on until `close`, with ECANCELED.
    ///
    /// From any thread.
    public func cancel() {
        lock.withLock {
            isCanceled = true
            wake?.raise()
            transport?.calls.cancel()
        }
    }

    var localAddressOf: (() -> SocketAddress?)?
    var peerAddress: SocketAddress?

    static var largestRecord: Int { 16_384 }

    func innerMaximumTransmissionUnit(of association: Association<Backend.Engine>) -> Int {
        guard backend.settings.kind == .datagram else { return Self.largestRecord }
        return min(association.engine.maximumPlaintext, Self.largestRecord)
    }

    var outerMaximumTransmissionUnit: Int {
        let carried = transport?.calls.maximumTransmissionUnit() ?? 0
        return min(carried, backend.settings.maximumTransmissionUnit ?? carried)
    }
}

/// Who is in a call right now.
///
/// A class of its own with nothing but private parts: a change in place of what the socket holds would be checked at run
/// time for exclusive access, in each call.
final class SocketUsers {
    enum Use {
        case sending
        case receiving
        /// Connecting, closing: nothing goes beside it.
        case exclusive
    }

    private var isSending = false
    private var isReceiving = false
    private var isExclusive = false

    func begin(_ use: Use) throws(TLSError) {
        let isTaken =
            switch use {
            case .sending: isSending || isExclusive
            case .receiving: isReceiving || isExclusive
            case .exclusive: isSending || isReceiving || isExclusive
            }
        guard !isTaken else { throw .system(.busy, .busy) }
        set(use, true)
    }

    func end(_ use: Use) {
        set(use, false)
    }

    private func set(_ use: Use, _ value: Bool) {
        switch use {
        case .sending: isSending = value
        case .receiving: isReceiving = value
        case .exclusive: isExclusive = value
        }
    }
}
