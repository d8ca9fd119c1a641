/// One UDP socket that many associations share: each has a port of the hub, chosen by the peer's address.
///
/// There is no thread behind it. Whoever waits for a datagram waits on the socket for all, one at a time, and hands out what came;
/// the others wait for that one.
final class DatagramHub: @unchecked Sendable {
    /// First hellos that wait for `accept`; more are dropped, and their senders try again.
    private static let unclaimedLimit = 128
    /// Datagrams taken from the system in one go.
    private static let batch = 64
    /// No more than this is put into one IP packet.
    private static let largestPacket = 1500
    private static let headersIPv4 = 28
    private static let headersIPv6 = 48

    let socket: Descriptor
    private let lock = Lock()
    private let nudge: WakeSignal
    // All that follows is guarded by `lock`.
    private var ports: [SocketAddress: DatagramPort] = [:]
    private var unclaimed: [(address: SocketAddress, datagram: [UInt8])] = []
    private var input = InputBuffer()
    private var hasLeader = false
    private var isCanceled = false

    init(_ socket: Descriptor) throws(TLSError) {
        self.socket = socket
        nudge = try WakeSignal()
    }

    /// The longest datagram in bytes that fits one packet to a client of this family.
    static func maximumTransmissionUnit(isIPv4: Bool) -> Int {
        largestPacket - (isIPv4 ? headersIPv4 : headersIPv6)
    }

    /// Waits for a datagram of an address that has no port.
    func nextUnclaimed(before deadline: Deadline) throws(TLSError) -> (address: SocketAddress, datagram: [UInt8]) {
        lock.lock()
        defer { lock.unlock() }
        while true {
            guard !isCanceled else { throw .system(.canceled, .canceled) }
            guard unclaimed.isEmpty else { break }
            let isOver = deadline.hasPassed
            try waitForDatagrams(before: deadline)
            if isOver, unclaimed.isEmpty { throw .system(.timedOut, .timedOut) }
        }
        return unclaimed.removeFirst()
    }

    /// Makes the port of an address; nil where it has one, which gets the datagram then.
    func makePort(for address: SocketAddress, with datagram: [UInt8]) -> DatagramPort? {
        lock.withLock {
            if let port = ports[address] {
                port.inbox.append(datagram.span)
                wakeAll()
                return nil
            }
            let port = DatagramPort(self, address)
            ports[address] = port
            return port
        }
    }

    /// Ends the waits of `nextUnclaimed`; ports go on.
    func cancel() {
        lock.withLock {
            isCanceled = true
            wakeAll()
        }
    }

    func receive(_ port: DatagramPort, into bytes: inout OutputSpan<UInt8>) throws(TLSError) -> TransportStatus {
        lock.lock()
        defer { lock.unlock() }
        if port.inbox.takeFirst(into: &bytes) { return .data }
        try handOut(asking: port)
        return port.inbox.takeFirst(into: &bytes) ? .data : .wouldBlock
    }

    func wait(_ port: DatagramPort, before deadline: Deadline) throws(TLSError) {
        lock.lock()
        defer { lock.unlock() }
        while port.inbox.isEmpty {
            guard !port.isCanceled else { throw .system(.canceled, .canceled) }
            let isOver = deadline.hasPassed
            try waitForDatagrams(before: deadline)
            if isOver, port.inbox.isEmpty { throw .system(.timedOut, .timedOut) }
        }
    }

    func waitUntilWritable(before deadline: Deadline) throws(TLSError) {
        // A nudge is for those who wait to receive, and the system's buffer empties by itself.
        try socket.wait(for: .writable, before: deadline, wake: nil)
    }

    func cancel(_ port: DatagramPort) {
        lock.withLock {
            port.isCanceled = true
            wakeAll()
        }
    }

    func remove(_ port: DatagramPort) {
        lock.withLock {
            if ports[port.address] === port { ports[port.address] = nil }
        }
    }

    /// With `lock` held, which it gives up while it waits.
    ///
    /// Returns when there may be something new.
    private func waitForDatagrams(before deadline: Deadline) throws(TLSError) {
        guard !deadline.hasPassed else { return try handOut() }
        guard !hasLeader else {
            lock.wait(before: deadline)
            return
        }
        hasLeader = true
        lock.unlock()
        var failure: TLSError?
        do throws(TLSError) {
            try socket.wait(for: .readable, before: deadline, wake: nudge)
        } catch {
            failure = error
        }
        lock.lock()
        hasLeader = false
        nudge.reset()
        // Whoever waits beside must look for itself, and one of them leads on.
        defer { lock.broadcast() }
        // The time, or a nudge, may be somebody else's: callers look again.
        if let failure, failure.reason != .timedOut, failure.reason != .canceled { throw failure }
        try handOut()
    }

    /// With `lock` held.
    ///
    /// Gives what has come to the ports of the senders. Whoever waits beside cannot see on the socket any more what was
    /// taken from it here for somebody else than the port that asks.
    private func handOut(asking port: DatagramPort? = nil) throws(TLSError) {
        var isForOthers = false
        defer { if isForOthers { wakeAll() } }
        for _ in 0..<Self.batch {
            var sender: SocketAddress?
            let socket = socket
            let status = try input.fill(
                .datagram,
                from: { (bytes) throws(TLSError) in
                    sender = try socket.receiveFrom(into: &bytes)
                    return sender == nil ? .wouldBlock : .data
                },
                { datagram in
                    guard let sender else { return }
                    deliver(datagram, from: sender)
                    if sender != port?.address { isForOthers = true }
                }
            )
            guard status == .data else { return }
        }
    }

    private func deliver(_ datagram: Span<UInt8>, from sender: SocketAddress) {
        guard !datagram.isEmpty else { return }
        if let port = ports[sender] {
            port.take(datagram)
        } else if unclaimed.count < Self.unclaimedLimit {
            unclaimed.append((sender, datagram.copied))
        }
    }

    private func wakeAll() {
        if hasLeader { nudge.raise() }
        lock.broadcast()
    }
}

/// The part of a hub that belongs to one peer.
final class DatagramPort: Transport, @unchecked Sendable {
    /// Datagrams beyond this many waiting bytes are dropped, as a full socket buffer drops them.
    private static let inboxLimit = 262_144

    let kind = TransportKind.datagram
    let address: SocketAddress
    let hub: DatagramHub
    // Both guarded by the hub's lock.
    let inbox = RecordQueue(.datagram)
    var isCanceled = false

    init(_ hub: DatagramHub, _ address: SocketAddress) {
        self.hub = hub
        self.address = address
    }

    var descriptor: Int32? { nil }
    var maximumTransmissionUnit: Int { DatagramHub.maximumTransmissionUnit(isIPv4: address.isIPv4) }

    func take(_ datagram: Span<UInt8>) {
        if inbox.waitingBytes + datagram.count <= Self.inboxLimit { inbox.append(datagram) }
    }

    func send(_ bytes: Span<UInt8>) throws(TLSError) -> Int {
        try hub.socket.send(bytes, to: address)
    }

    func receive(into bytes: inout OutputSpan<UInt8>) throws(TLSError) -> TransportStatus {
        try hub.receive(self, into: &bytes)
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
