/// The part of a hub that belongs to one peer.
final class DatagramPort: Transport, @unchecked Sendable {
    /// Datagrams beyond this many waiting bytes are dropped, as a full socket buffer drops them.
    private static let inboxLimit = 262_144

    let kind = TransportKind.datagram
    let hub: DatagramHub
    /// The random of the hello that it was made for: another one of the same address is another association's; empty where
    /// the association was restored.
    let helloRandom: [UInt8]
    /// What the datagrams of the association begin with, wherever they come from; nil where they have none.
    let connectionID: [UInt8]?
    // All guarded by the hub's lock.
    /// Whether the peer sends it in its datagrams.
    var hasAgreed = false
    var address: SocketAddress
    /// Who sent the datagram that was lent last.
    private(set) var sender: SocketAddress
    private var senders = SenderQueue()
    let inbox = RecordQueue(.datagram)
    var isCanceled = false
    var isReplaced = false
    /// There once it has waited.
    var waiter: WaitingLine.Waiter?

    init(_ hub: DatagramHub, _ address: SocketAddress, helloRandom: [UInt8], connectionID: [UInt8]?) {
        self.hub = hub
        self.address = address
        sender = address
        self.helloRandom = helloRandom
        self.connectionID = connectionID
    }

    var descriptor: Int32? { nil }
    var maximumTransmissionUnit: Int { PacketSize.payload(isIPv4: hub.address(of: self).isIPv4) }

    /// False where there is no room for it.
    func take(_ datagram: Span<UInt8>, from source: SocketAddress) -> Bool {
        guard inbox.waitingBytes + datagram.count <= Self.inboxLimit else { return false }
        inbox.append(datagram)
        if connectionID != nil { senders.append(source) }
        return true
    }

    /// Lends the oldest datagram; false where none waits.
    func lendFirst(_ body: (Span<UInt8>) -> Void) -> Bool {
        guard inbox.takeFirst(body) else { return false }
        if connectionID != nil, let source = senders.takeFirst() { sender = source }
        return true
    }

    /// Where the datagram that was lent last came from, if that is not where the peer is known to be; nil otherwise.
    var newAddress: SocketAddress? { hub.newAddress(of: self) }

    /// The ends have agreed on connection IDs, or not.
    func agree(_ hasAgreed: Bool) {
        hub.agree(self, hasAgreed)
    }

    /// The peer is somewhere else.
    func move(to address: SocketAddress) {
        hub.move(self, to: address)
    }

    func send(_ bytes: Span<UInt8>) throws(TLSError) -> Int {
        try hub.send(bytes, self)
    }

    func receive(into bytes: inout OutputSpan<UInt8>) throws(TLSError) -> TransportStatus {
        var copy: [UInt8] = []
        let status = try lend { copy = $0.copied }
        for byte in copy.prefix(bytes.freeCapacity) { bytes.append(byte) }
        return status
    }

    /// Lends the oldest datagram, so that none of many idle associations needs a buffer of its own.
    func lend(_ body: (Span<UInt8>) -> Void) throws(TLSError) -> TransportStatus {
        try hub.lend(self, body)
    }

    func wait(for interest: TransportInterest, before deadline: Deadline) throws(TLSError) {
        guard !interest.contains(.writable) else { return try hub.waitUntilWritable(before: deadline) }
        try hub.wait(self, before: deadline)
    }

    func cancel() {
        hub.cancel(self)
    }

    func shutdown() {
        cancel()
    }

    func close() {
        hub.remove(self)
    }
}
