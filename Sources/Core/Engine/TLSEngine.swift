/// One association without I/O, clock or descriptor: bytes that arrived go in, bytes to send come out.
///
/// Not thread-safe: whoever owns it calls it from one thread at a time. All calls return at once.
public protocol TLSEngine: AnyObject {
    /// The library's AEADs, for the records that Core makes.
    associatedtype Cipher: RecordCipher

    /// The longest datagram in bytes that it was made for.
    var maximumTransmissionUnit: Int { get }

    /// Queues what arrived: one datagram, or any piece of a stream. An empty datagram is ignored.
    func ingest(_ bytes: Span<UInt8>)
    /// Says that the stream has ended: no more will be ingested.
    func ingestEnd()

    /// Goes on with the handshake as far as the input allows. An error is final.
    func handshake() throws(TLSError) -> HandshakeStatus
    /// The type of the newest handshake message that the library took up, in its order; nil before the first.
    ///
    /// A message that came again, or before its turn, does not count.
    var lastHandshakeMessage: UInt8? { get }
    /// Sends the last flight again: Core's timer says so.
    func retransmit() throws(TLSError)

    /// Protects plaintext and queues the records. On datagrams one call is one datagram.
    func write(_ plaintext: Span<UInt8>) throws(TLSError)
    /// Hands over what was received: on datagrams one whole datagram, cut to the room there is.
    func read(into plaintext: inout OutputSpan<UInt8>) throws(TLSError) -> ReadStatus
    /// Whether `read` has application data without further input.
    var hasBufferedData: Bool { get }
    /// The longest plaintext in bytes that fits one datagram of the MTU that the engine was made with, once the suite is known.
    var maximumPlaintext: Int { get }

    /// Whether there is something to send.
    var hasOutgoing: Bool { get }
    /// Lends the oldest datagram, or all that waits of a stream, and removes it afterwards; false where there is none.
    @discardableResult func takeOutgoing(_ body: (Span<UInt8>) -> Void) -> Bool

    /// Queues an alert of Core's; false where the library cannot send one of the caller's choice at this point.
    @discardableResult func send(_ alert: TLSAlert) -> Bool
    /// Queues close_notify.
    func close()

    /// Makes a client's hello name just this one of the configured suites; before the first `handshake`.
    ///
    /// EINVAL for one that is not among those that can be offered.
    func restrictOffer(to suite: CipherSuite) throws(TLSError)
    /// Offers a session to the server, in the library's own form; a client's, before the first `handshake`.
    ///
    /// False where these bytes are no session that the library could take, and then the handshake is a full one. The bytes may be
    /// anything: what is not sound never reaches the library.
    func offer(_ session: Secret) -> Bool
    /// Whether a client has a session that can be resumed and that `takeSession` has not given yet: from the handshake, or
    /// from a ticket that came later.
    var hasNewSession: Bool { get }
    /// The newest session of a client, in the library's own form; nil where there is none that could be resumed.
    func takeSession() -> EngineSession?
    /// TLSA records that the server has to match, in place of those of the configuration; to be set before the handshake.
    var tlsaRecords: [TLSARecord] { get set }
    /// What was asked when the peer's certificate was verified; nil where none was, as with pre-shared keys.
    var peerQuestion: PeerQuestion? { get }

    /// The connection ID of this end that the hello carries (RFC 9146, 3); nil where none is configured.
    ///
    /// The engine begins with a random one. Another one may be set before the handshake.
    var connectionID: [UInt8]? { get set }
    /// What the peer's hello says to that.
    var connectionIDAnswer: ConnectionIDAnswer { get }
    /// Suite and keys of the records behind change_cipher_spec; nil as long as the handshake has not come to them.
    ///
    /// Asked only where connection IDs were agreed on.
    func recordKeyMaterial() throws(TLSError) -> RecordKeyMaterial?
    /// Makes the library's AEAD with a key.
    func makeCipher(_ algorithm: RecordAlgorithm, key: Secret) throws(TLSError) -> Cipher

    /// What was agreed on; nil before the handshake is complete, and the same from then on.
    var negotiated: Negotiated? { get }
    /// Whether an earlier session was resumed: as in `negotiated`, without all the rest of it.
    var isResumed: Bool { get }
    /// The alerts so far that the library let through or that were sent.
    var alerts: AlertLog { get }
    /// Notes an alert that the library swallowed.
    func noteReceived(_ alert: TLSAlert)
}

/// What became of the connection ID in the hellos.
public enum ConnectionIDAnswer: Hashable, Sendable {
    /// The peer's hello has not come.
    case pending
    /// There are none.
    case declined
    /// There are, and this is the peer's, which may be empty.
    case agreed([UInt8])
}

/// How far a handshake is.
public enum HandshakeStatus: Sendable {
    /// Done.
    case complete
    /// It goes on when more has arrived.
    case wantsInput
}

/// What a read found.
public enum ReadStatus: Sendable {
    /// Application data; on a datagram transport all of one datagram.
    case data
    /// The first bytes of a datagram that is longer than the room for it; the rest is gone.
    case truncated
    /// Nothing yet.
    case wantsInput
    /// close_notify came.
    case endOfStream
}

/// Answers the first hellos of DTLS clients and keeps nothing of a client that has not proved its address (RFC 6347, 4.2.1).
public protocol CookieGate: AnyObject {
    /// What it makes for an admitted client.
    associatedtype Engine: TLSEngine

    /// Looks at a hello. An engine: the cookie was right, and the engine has the hello. Nil: the datagram was dropped, or
    /// `takeOutgoing` has the HelloVerifyRequest for that address.
    func admit(_ hello: Span<UInt8>, from address: Span<UInt8>) throws(TLSError) -> Engine?

    /// Lends the oldest answer and removes it afterwards; false where there is none.
    @discardableResult func takeOutgoing(_ body: (Span<UInt8>) -> Void) -> Bool
}
