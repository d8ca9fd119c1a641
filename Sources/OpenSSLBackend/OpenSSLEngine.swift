#if OpenSSL
internal import COpenSSL
public import SecureSocketCore

/// One association on an OpenSSL session, without I/O: records go through two queues.
///
/// OpenSSL's own DTLS timers are kept still: it retransmits when Core says so, and only then.
@safe public final class OpenSSLEngine: TLSEngine {
    let shared: OpenSSLShared
    let ssl: OpaquePointer
    let role: Role
    let serverName: ServerName?
    /// The longest datagram in bytes that it was made for.
    public let maximumTransmissionUnit: Int
    let incoming: RecordQueue
    let outgoing: RecordQueue

    /// What a callback found wrong: better known than what the library makes of it.
    var failure: TLSError?
    /// The library is to stop where it is: its callback for messages cannot end a handshake itself.
    var isRefusingInput = false
    var hasStreamEnded = false
    /// close_notify came.
    var hasPeerClosed = false
    var isEstablished = false
    var lastIncomingMessage: UInt8?
    /// The peer's hello came.
    var hasHello = false
    /// The server's name in the newest hello of a client; the library has that of the session where one is resumed.
    var helloName: String?
    /// What the peer's hello asks to be sent.
    var peerConnectionID: [UInt8]?
    /// The connection ID of this end; nil where none is configured.
    public var connectionID: [UInt8]?
    /// How many bytes of handshake messages came.
    var handshakeLength = 0
    var pskIdentity: [UInt8]?
    /// The identity of the client's key exchange in (D)TLS 1.2, whole: the library cuts it at a byte of value 0.
    var exchangedIdentity: [UInt8]?
    /// The key that a client of TLS 1.3 offers, looked up when its hello was read.
    var offeredKey: (identity: [UInt8], key: Secret)?
    /// The alert that answers the hello; nil for one that is served.
    var helloAlert: TLSAlert?
    /// The fatal alerts of each direction, the newest of each.
    var fatalReceived: TLSAlert?
    var fatalSent: TLSAlert?
    /// What the cookie of this client was made of.
    var cookie: OpenSSLCookie?
    /// A gate looks at a hello whose cookie is not known to be right: nothing is done for it.
    var isListening = false
    /// What is left of a stream's record that the library took the begin of.
    var recordRest = 0
    var clearWatch = ClearRecordWatch()
    var assembly: HandshakeAssembly
    /// The library's own deadline, in its memory; nil before the first flight.
    private var deadline: UnsafeMutablePointer<timeval>?
    /// The session that a client offers.
    var offeredSession: OpenSSLSession?
    /// For how long the server keeps the newest ticket, in seconds; nil as long as none came.
    var ticketLifetime: UInt32?
    /// A server has given the library the key that a client of TLS 1.3 offers.
    var hasGivenKey = false

    /// Whether there is a session that was not taken yet.
    public internal(set) var hasNewSession = false
    /// TLSA records that the server has to match, the configuration's unless others are set before the handshake.
    public var tlsaRecords: [TLSARecord]
    /// What was asked when the peer's certificate was verified.
    public internal(set) var peerQuestion: PeerQuestion?
    /// The alerts so far.
    public internal(set) var alerts = AlertLog()
    /// What was agreed on.
    public internal(set) var negotiated: Negotiated?

    init(
        _ shared: OpenSSLShared,
        _ role: Role,
        _ serverName: ServerName?,
        _ maximumTransmissionUnit: Int
    ) throws(TLSError) {
        let kind = shared.settings.kind
        guard let ssl = unsafe SSL_new(shared.context.handle) else { throw OpenSSLFailure.takeError(phase: .setup) }
        unsafe self.ssl = unsafe ssl
        unsafe deadline = nil
        self.shared = shared
        self.role = role
        self.serverName = serverName
        self.maximumTransmissionUnit = maximumTransmissionUnit
        tlsaRecords = shared.configuration.verification.tlsaRecords
        assembly = HandshakeAssembly(limit: shared.configuration.limits.handshakeLength)
        incoming = RecordQueue(kind)
        outgoing = RecordQueue(kind)
        unsafe SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(self).toOpaque())
        try unsafe OpenSSLTransport.connect(ssl, to: self)
        if kind == .datagram { setDatagramOptions() }
        switch role {
        case .client: unsafe SSL_set_connect_state(ssl)
        case .server: unsafe SSL_set_accept_state(ssl)
        }
        try shared.credentials.set(in: self)
        try setServerName()
        try setResumption()
        if let length = shared.settings.connectionIDLength { connectionID = try ConnectionIDs.random(length: length) }
    }

    deinit { unsafe SSL_free(ssl) }

    /// Queues what arrived.
    ///
    /// What is no whole record is dropped (RFC 6347, 4.1.2.7), and so is a protected record that is too short to be one: OpenSSL 3.0 ends
    /// the association over it, though anybody can forge it.
    public func ingest(_ bytes: Span<UInt8>) {
        guard shared.settings.kind == .datagram else { return incoming.append(bytes) }
        var offset = 0
        while let length = RecordHeader.firstRecordLength(bytes.extracting(offset...), .datagram) {
            let record = bytes.extracting(offset..<offset + length)
            offset += length
            guard isLongEnough(record) else { continue }
            guard !isEstablished, HandshakeAssembly.isFragment(record) else {
                incoming.append(record)
                continue
            }
            assembly.take(record) { incoming.append($0) }
        }
    }

    private func isLongEnough(_ record: Span<UInt8>) -> Bool {
        let (header, explicitNonce) = (13, 8)
        guard record[3] != 0 || record[4] != 0 else { return record.count > header }
        return record.count >= header + explicitNonce + shortestTag
    }

    /// In bytes; that of most suites as long as none is chosen, since the library keeps what comes early and opens it later.
    private var shortestTag: Int {
        guard let cipher = unsafe SSL_get_current_cipher(ssl) else { return 16 }
        switch unsafe CipherSuite(rawValue: SSL_CIPHER_get_protocol_id(cipher)).cipher {
        case .aes128CCM8, .aes256CCM8, .chacha20Poly1305: return 8
        default: return 16
        }
    }

    /// The stream has ended.
    public func ingestEnd() {
        hasStreamEnded = true
    }

    /// The type of the newest handshake message that the library took up; nil before the first.
    public var lastHandshakeMessage: UInt8? { lastIncomingMessage }

    /// Whether there is something to send.
    public var hasOutgoing: Bool { !outgoing.isEmpty }

    /// Lends the oldest datagram, or all that waits of a stream.
    @discardableResult
    public func takeOutgoing(_ body: (Span<UInt8>) -> Void) -> Bool {
        outgoing.takeFirst(body)
    }

    var phase: Phase { isEstablished ? .established : .handshake }

    /// Where the library keeps its deadline, which it tells whenever it starts its timer.
    @unsafe func noteDeadline(_ pointer: UnsafeMutablePointer<timeval>?) -> CLong {
        unsafe deadline = unsafe pointer
        return 1
    }

    /// Makes the library's deadline one that has passed.
    func expireDeadline() -> Bool {
        guard let deadline = unsafe deadline else { return false }
        unsafe deadline.pointee = timeval(tv_sec: 1, tv_usec: 0)
        return true
    }

    /// What a link's header is said to take, in bytes: the library refuses links under 256, and so takes datagrams of 128.
    static let linkOverhead = 152
    /// What an AEAD adds to a record, in bytes: OpenSSL 3.0 leaves it out where it cuts messages to datagrams.
    static let protectionReserve = 24

    private func setDatagramOptions() {
        let largest = 16_384
        let length = min(maximumTransmissionUnit, largest) - Self.protectionReserve
        unsafe secsock_openssl_set_link_mtu(ssl, length + Self.linkOverhead)
        unsafe DTLS_set_timer_cb(ssl, waitForCore)
    }

    private func setServerName() throws(TLSError) {
        guard role == .client, let indication = serverName?.indication else { return }
        let status = unsafe secsock_openssl_set_server_name(ssl, indication)
        try check(status, "server name")
    }
}
#endif
