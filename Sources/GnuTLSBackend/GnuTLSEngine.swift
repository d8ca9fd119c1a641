#if GnuTLS
internal import CGnuTLS
public import SecureSocketCore

/// One association on a GnuTLS session, without I/O: records go through two queues.
///
/// GnuTLS's own DTLS timers are kept still: it retransmits when Core says so, and only then.
@safe public final class GnuTLSEngine: TLSEngine {
    /// The type of a record of application data (RFC 5246, 6.2.1).
    static var applicationData: UInt8 { 23 }

    let shared: GnuTLSShared
    let session: gnutls_session_t
    let role: Role
    let serverName: ServerName?
    let incoming: RecordQueue
    var assembly: HandshakeAssembly
    let outgoing: RecordQueue

    /// What a callback found wrong: better known than what the library makes of it.
    var failure: TLSError?
    /// Core asks for a retransmission: the library is told that its time has come.
    var isRetransmitting = false
    var hasStreamEnded = false
    /// The library has asked for more than there was when the stream ended.
    var hasReportedEnd = false
    /// close_notify came.
    var hasPeerClosed = false
    var isEstablished = false
    var lastIncomingMessage: UInt8?
    /// How many handshake messages the library took up.
    var takenMessages = 0
    var pskIdentity: [UInt8]?
    /// A certificate or a raw public key has come in this handshake.
    var hasPeerPresented = false
    /// The certificate that a server chose by the client's hello.
    var certificate: GnuTLSCertificateCredentials?
    /// TLSA records that the server has to match, the configuration's unless others are set before the handshake.
    public var tlsaRecords: [TLSARecord]
    /// What was asked when the peer's certificate was verified.
    public internal(set) var peerQuestion: PeerQuestion?
    /// The suite of the ServerHello that was sent or accepted.
    var chosenSuite: CipherSuite?
    /// For how long the server keeps the newest ticket, in seconds; nil as long as none came.
    var ticketLifetime: UInt32?
    /// What the peer's hello asks to be sent.
    var peerConnectionID: [UInt8]?
    /// The key exchange is done.
    var hasMasterSecret = false

    /// The longest datagram in bytes that it was made for.
    public let maximumTransmissionUnit: Int
    /// The connection ID of this end; nil where none is configured.
    public var connectionID: [UInt8]?

    /// Whether there is a session that was not taken yet.
    public internal(set) var hasNewSession = false
    /// The alerts so far.
    public internal(set) var alerts = AlertLog()

    init(
        _ shared: GnuTLSShared,
        _ role: Role,
        _ serverName: ServerName?,
        _ maximumTransmissionUnit: Int
    ) throws(TLSError) {
        let kind = shared.settings.kind
        var session: gnutls_session_t?
        try unsafe check(gnutls_init(&session, shared.flags(role)))
        guard let session = unsafe session else { throw .system(.outOfMemory, .unspecified) }
        unsafe self.session = unsafe session
        self.shared = shared
        self.role = role
        self.serverName = serverName
        self.maximumTransmissionUnit = maximumTransmissionUnit
        tlsaRecords = shared.tlsaRecords
        incoming = RecordQueue(kind)
        assembly = HandshakeAssembly(limit: shared.handshakeLength)
        outgoing = RecordQueue(kind)
        try unsafe check(gnutls_priority_set(session, shared.priorities.union(for: role).handle))
        try unsafe shared.credentials.set(in: session, role)
        connectCallbacks()
        if kind == .datagram { setDatagramOptions(maximumTransmissionUnit) }
        try setExtensions()
        if role == .server { try setResumption() }
        try registerConnectionID()
    }

    deinit { unsafe gnutls_deinit(session) }

    /// Queues what arrived.
    ///
    /// An empty datagram is ignored: GnuTLS 3.7.9 would end the session over it (-110).
    public func ingest(_ bytes: Span<UInt8>) {
        guard shared.settings.kind == .datagram else { return incoming.append(bytes) }
        // Record by record: what the library keeps of a datagram behind the first record cannot be asked for.
        var offset = 0
        while let length = RecordHeader.firstRecordLength(bytes.extracting(offset...), .datagram) {
            let record = bytes.extracting(offset..<offset + length)
            offset += length
            guard !isEstablished, HandshakeAssembly.isFragment(record) else {
                incoming.append(record)
                continue
            }
            assembly.take(record) { incoming.append($0) }
        }
        // What is no whole record is dropped (RFC 6347, 4.1.2.7): GnuTLS 3.7.9 would lose the next datagram with it.
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

    /// Hands the library the next of what has come: of a stream as much as fits, of datagrams one record that it has a use for.
    func pull(into output: inout OutputSpan<UInt8>) -> Bool {
        guard incoming.takeFirst(into: &output) else { return false }
        while shared.settings.kind == .datagram, isUnwanted(output.span) {
            output.removeAll()
            guard incoming.takeFirst(into: &output) else { return false }
        }
        return true
    }

    /// Whether the library would keep a record that nothing comes to fetch, or that it has no room for.
    ///
    /// GnuTLS 3.7.9 keeps each change_cipher_spec until it is that message's turn, with a buffer of 16.8 KB, and
    /// `gnutls_record_recv_packet` loses the buffers of those that are left. One in the clear is enough; a protected one would
    /// begin what renegotiation ends, which is refused. With a seventh message ahead of those that come it ends the handshake.
    private func isUnwanted(_ record: Span<UInt8>) -> Bool {
        let (changeCipherSpec, handshake): (UInt8, UInt8) = (20, 22)
        let mostAhead = 5
        let isProtected = record[3] != 0 || record[4] != 0
        switch record[0] {
        case changeCipherSpec:
            return unsafe isProtected || gnutls_record_check_pending(session) > 0
        case handshake where !isProtected && record.count > 18:
            return Int(record[17]) << 8 | Int(record[18]) >= takenMessages + mostAhead
        default:
            return false
        }
    }

    /// Queues a record of the library's that is not application data, which has datagrams of its own.
    ///
    /// The records of a flight share datagrams as far as they fit (RFC 6347, 4.2.3): GnuTLS gives each one of its own, of
    /// which any that is lost costs the handshake a wait.
    func pushMessage(_ record: Span<UInt8>) {
        let isShared = outgoing.extend(record, atMost: maximumTransmissionUnit) { newest in
            newest[0] != Self.applicationData
        }
        if !isShared { outgoing.append(record) }
    }

    var phase: Phase { isEstablished ? .established : .handshake }

    private func connectCallbacks() {
        let pointer = unsafe Unmanaged.passUnretained(self).toOpaque()
        // GNUTLS_HANDSHAKE_ANY is a cast, which Swift does not import.
        let anyMessage = CUnsignedInt.max
        unsafe gnutls_session_set_ptr(session, pointer)
        unsafe gnutls_transport_set_ptr(session, pointer)
        unsafe gnutls_transport_set_push_function(session, pushRecord)
        unsafe gnutls_transport_set_pull_function(session, pullRecord)
        unsafe gnutls_transport_set_pull_timeout_function(session, pullTimeout)
        unsafe gnutls_transport_set_errno_function(session, wouldBlock)
        unsafe gnutls_handshake_set_hook_function(session, anyMessage, GNUTLS_HOOK_PRE, inspectMessage)
        // With neither one of its own nor nil GnuTLS obeys SSLKEYLOGFILE. Connection IDs need to know when there are keys.
        unsafe gnutls_session_set_keylog_function(session, shared.wantsKeys ? writeKeyLog : nil)
    }

    private func setDatagramOptions(_ maximumTransmissionUnit: Int) {
        let largest = 16_384
        unsafe gnutls_dtls_set_mtu(session, CUnsignedInt(min(maximumTransmissionUnit, largest)))
        // Waits are Core's; these make the library ask `pullTimeout` whether its time has come.
        unsafe gnutls_dtls_set_timeouts(session, 0, 3_600_000)
    }

    private func setExtensions() throws(TLSError) {
        if role == .client, let indication = serverName?.indication {
            let length = indication.utf8.count
            try unsafe check(gnutls_server_name_set(session, GNUTLS_NAME_DNS, indication, length), "server name")
        }
        unsafe gnutls_handshake_set_max_packet_length(session, shared.handshakeLength)
        try setApplicationProtocols(shared.applicationProtocols)
    }

    private func setApplicationProtocols(_ names: [String]) throws(TLSError) {
        guard !names.isEmpty else { return }
        let bytes = names.map { Array($0.utf8) }
        var joined = bytes.flatMap { $0 }
        let status = unsafe joined.withUnsafeMutableBufferPointer { buffer in
            var offset = 0
            var list: [gnutls_datum_t] = unsafe []
            for name in bytes {
                let start = unsafe buffer.baseAddress.map { unsafe $0 + offset }
                unsafe list.append(gnutls_datum_t(data: start, size: CUnsignedInt(name.count)))
                offset += name.count
            }
            let flags = GNUTLS_ALPN_MANDATORY.rawValue
            return unsafe gnutls_alpn_set_protocols(session, list, CUnsignedInt(names.count), flags)
        }
        try check(status, "application protocols")
    }
}
#endif
