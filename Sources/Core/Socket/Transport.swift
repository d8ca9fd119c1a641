/// Something that carries datagrams or a stream: a UDP or TCP socket, memory, or whatever a caller wraps.
///
/// No call but `wait` may wait, `cancel` and `close` included. A socket calls `send` and `receive` from one thread at a time, `wait` from
/// up to two at once, and `cancel` from any.
public protocol Transport: AnyObject {
    /// Datagrams or a stream.
    var kind: TransportKind { get }
    /// The longest datagram in bytes that it carries; without meaning on a stream.
    var maximumTransmissionUnit: Int { get }
    /// The descriptor, for callers that poll it themselves; nil where there is none.
    var descriptor: Int32? { get }

    /// Sends a datagram, or as much of a stream as is taken now. Returns how many bytes were taken, 0 for none now; a datagram
    /// is taken whole or not at all.
    func send(_ bytes: Span<UInt8>) throws(TLSError) -> Int
    /// Appends one datagram, or what has come of a stream, to `bytes`.
    func receive(into bytes: inout OutputSpan<UInt8>) throws(TLSError) -> TransportStatus
    /// Waits until one of `interest` may be done; throws ETIMEDOUT at the deadline and ECANCELED after `cancel`.
    func wait(for interest: TransportInterest, before deadline: Deadline) throws(TLSError)

    /// Ends all waits, now and from now on, with ECANCELED.
    func cancel()
    /// Ends both directions and keeps the descriptor.
    func shutdown()
    /// Ends the use; nothing is called afterwards.
    func close()
}

/// What a transport's `receive` found.
public enum TransportStatus: Hashable, Sendable {
    /// A datagram, or some of a stream.
    case data
    /// Nothing now.
    case wouldBlock
    /// The stream has ended.
    case endOfStream
}

/// What a wait is for.
public struct TransportInterest: OptionSet, Hashable, Sendable {
    /// One bit each.
    public let rawValue: UInt8

    /// The set of these bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Until `receive` finds something.
    public static let readable = TransportInterest(rawValue: 1)
    /// Until `send` takes something.
    public static let writable = TransportInterest(rawValue: 2)
}

/// The calls of one transport as closures, so that the socket need not be generic over transports, nor use existentials.
struct TransportOperations {
    let kind: TransportKind
    let maximumTransmissionUnit: () -> Int
    let descriptor: () -> Int32?
    let send: (Span<UInt8>) throws(TLSError) -> Int
    let receive: (inout OutputSpan<UInt8>) throws(TLSError) -> TransportStatus
    let wait: (TransportInterest, Deadline) throws(TLSError) -> Void
    let cancel: () -> Void
    let shutdown: () -> Void
    let close: () -> Void
    /// Where a peer with a connection ID is.
    let peerAddress: PeerAddressOperations?
    /// In place of `receive` where a transport has the bytes in memory already.
    let lend: (((Span<UInt8>) -> Void) throws(TLSError) -> TransportStatus)?

    init(_ port: DatagramPort) {
        let peerAddress = PeerAddressOperations(
            newAddress: { port.newAddress },
            move: { address in port.move(to: address) },
            agree: { hasAgreed in port.agree(hasAgreed) }
        )
        self.init(port, port.connectionID == nil ? nil : peerAddress) { (body) throws(TLSError) in try port.lend(body) }
    }

    init<Wrapped: Transport>(_ transport: Wrapped) {
        self.init(transport, nil, lend: nil)
    }

    private init<Wrapped: Transport>(
        _ transport: Wrapped,
        _ peerAddress: PeerAddressOperations?,
        lend: (((Span<UInt8>) -> Void) throws(TLSError) -> TransportStatus)?
    ) {
        self.lend = lend
        self.peerAddress = peerAddress
        kind = transport.kind
        maximumTransmissionUnit = { transport.maximumTransmissionUnit }
        descriptor = { transport.descriptor }
        send = { (bytes) throws(TLSError) in try transport.send(bytes) }
        receive = { (bytes) throws(TLSError) in try transport.receive(into: &bytes) }
        wait = { (interest, deadline) throws(TLSError) in try transport.wait(for: interest, before: deadline) }
        cancel = { transport.cancel() }
        shutdown = { transport.shutdown() }
        close = { transport.close() }
    }
}

/// Where a port of many peers sends to, and where its datagrams come from.
struct PeerAddressOperations {
    /// Where the newest datagram came from, if that is another address; nil otherwise.
    let newAddress: () -> SocketAddress?
    let move: (SocketAddress) -> Void
    /// The handshake is done, and its ends have agreed on connection IDs or not.
    let agree: (Bool) -> Void
}

/// One reference to all the calls of a transport: a socket takes it up in each call, and would count one for each closure.
final class TransportReference {
    let calls: TransportOperations

    init(_ calls: TransportOperations) {
        self.calls = calls
    }
}
