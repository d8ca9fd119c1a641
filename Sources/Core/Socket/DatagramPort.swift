/// The part of a hub that belongs to one peer.
final class DatagramPort: Transport, @unchecked Sendable {
    /// Datagrams beyond this many waiting bytes are dropped, as a full socket buffer drops them.
    private static let inboxLimit = 262_144

    let kind = TransportKind.datagram
    let address: SocketAddress
    let hub: DatagramHub
    /// The random of the hello that it was made for: another one of the same address is another association's.
    let helloRandom: [UInt8]
    // All guarded by the hub's lock.
    let inbox = RecordQueue(.datagram)
    var isCanceled = false
    var isReplaced = false
    /// There once it has waited.
    var waiter: WaitingLine.Waiter?

    init(_ hub: DatagramHub, _ address: SocketAddress, helloRandom: [UInt8]) {
        self.hub = hub
        self.address = address
        self.helloRandom = helloRandom
    }

    var descriptor: Int32? { nil }
    var maximumTransmissionUnit: Int { PacketSize.payload(isIPv4: address.isIPv4) }

    /// False where there is no room for it.
    func take(_ datagram: Span<UInt8>) -> Bool {
        guard inbox.waitingBytes + datagram.count <= Self.inboxLimit else { return false }
        inbox.append(datagram)
        return true
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
