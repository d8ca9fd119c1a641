/// One UDP socket that many associations share: each has a port of the hub, chosen by the peer's address.
///
/// There is no thread behind it. Whoever waits for a datagram waits on the socket for all, one at a time, and hands out what came;
/// the others wait for that one, which wakes those whose datagrams came and, when it goes, the next one to wait on the socket.
final class DatagramHub: @unchecked Sendable {
    /// First hellos that wait for `accept`; more are dropped, and their senders try again.
    private static let unclaimedLimit = 128
    /// Datagrams taken from the system in one go.
    private static let batch = 64

    let socket: Descriptor
    private let lock = Lock()
    private let nudge: WakeSignal
    // All that follows is guarded by `lock`.
    private let input = InputBuffer(.datagram)
    private var ports: [SocketAddress: DatagramPort] = [:]
    private var portsByID: [[UInt8]: DatagramPort] = [:]
    private var unclaimed: [(address: SocketAddress, datagram: [UInt8])] = []
    /// Who waits on the socket.
    private var leader: WaitingLine.Waiter?
    private var line = WaitingLine()
    private let acceptor = WaitingLine.Waiter()
    private var isNudged = false
    private var isCanceled = false
    private let ledger: ListenerLedger
    /// How long the connection IDs of its ports are; 0 where they have none.
    private let connectionIDLength: Int

    init(_ socket: Descriptor, _ ledger: ListenerLedger, connectionIDLength: Int) throws(TLSError) {
        self.socket = socket
        self.connectionIDLength = connectionIDLength
        self.ledger = ledger
        nudge = try WakeSignal()
    }

    /// Waits for a datagram of an address that has no port.
    func nextUnclaimed(before deadline: Deadline) throws(TLSError) -> (address: SocketAddress, datagram: [UInt8]) {
        lock.lock()
        defer { leave() }
        while true {
            guard !isCanceled else { throw .system(.canceled, .canceled) }
            guard unclaimed.isEmpty else { break }
            let isOver = deadline.hasPassed
            try waitForDatagrams(acceptor, before: deadline)
            if isOver, unclaimed.isEmpty { throw .system(.timedOut, .timedOut) }
        }
        return unclaimed.removeFirst()
    }

    /// What a hello with a good cookie means for the address that it came from.
    enum Claim {
        /// The address has no association.
        case new
        /// It is the hello of the association that the address has, once more.
        case repeated
        /// The client has lost the association that the address has (RFC 6347, 4.2.8).
        case anew
    }

    func claim(_ address: SocketAddress, _ hello: HelloRecord) -> Claim {
        lock.withLock {
            guard let port = ports[address] else { return .new }
            guard port.helloRandom != hello.random else { return .repeated }
            return port.hasAgreed ? .new : .anew
        }
    }

    /// Makes the port of an address, in the place of one that it may have; nil where the connection ID is in use.
    ///
    /// One that has agreed on a connection ID is not replaced: its client may be behind another address by now.
    func makePort(for address: SocketAddress, _ hello: HelloRecord, _ connectionID: [UInt8]?) -> DatagramPort? {
        lock.withLock {
            let connectionID = connectionID?.isEmpty == true ? nil : connectionID
            if let connectionID, portsByID[connectionID] != nil { return nil }
            if let former = ports[address], !former.hasAgreed {
                former.isReplaced = true
                wake(former.waiter)
            }
            let port = DatagramPort(self, address, helloRandom: hello.random, connectionID: connectionID)
            ports[address] = port
            if let connectionID { portsByID[connectionID] = port }
            return port
        }
    }

    func isFree(_ connectionID: [UInt8]) -> Bool {
        lock.withLock { portsByID[connectionID] == nil }
    }

    /// Makes the port of an association that was restored; nil where its connection ID is in use.
    func restorePort(for address: SocketAddress, _ connectionID: [UInt8]) -> DatagramPort? {
        lock.withLock {
            guard portsByID[connectionID] == nil else { return nil }
            let port = DatagramPort(self, address, helloRandom: [], connectionID: connectionID)
            port.hasAgreed = true
            if ports[address] == nil { ports[address] = port }
            portsByID[connectionID] = port
            return port
        }
    }

    /// The connection ID of a port is in use, or it is free again.
    func agree(_ port: DatagramPort, _ hasAgreed: Bool) {
        lock.withLock {
            port.hasAgreed = hasAgreed
            if !hasAgreed { freeConnectionID(of: port) }
        }
    }

    /// With `lock` held.
    private func freeConnectionID(of port: DatagramPort) {
        guard let connectionID = port.connectionID, portsByID[connectionID] === port else { return }
        portsByID[connectionID] = nil
    }

    func address(of port: DatagramPort) -> SocketAddress {
        lock.withLock { port.address }
    }

    func newAddress(of port: DatagramPort) -> SocketAddress? {
        lock.withLock { port.sender == port.address ? nil : port.sender }
    }

    /// Sends to another address from now on, and finds the port there unless another one is: what a client says of its
    /// own address must not cut others off.
    func move(_ port: DatagramPort, to address: SocketAddress) {
        lock.withLock {
            if ports[port.address] === port { ports[port.address] = nil }
            port.address = address
            if ports[address] == nil { ports[address] = port }
        }
    }

    /// Ends the waits of `nextUnclaimed`; ports go on.
    func cancel() {
        lock.withLock {
            isCanceled = true
            wake(acceptor)
        }
    }

    func lend(_ port: DatagramPort, _ body: (Span<UInt8>) -> Void) throws(TLSError) -> TransportStatus {
        lock.lock()
        defer { lock.unlock() }
        if port.lendFirst(body) { return .data }
        guard !port.isReplaced else { throw Self.replaced }
        try handOut()
        return port.lendFirst(body) ? .data : .wouldBlock
    }

    func send(_ bytes: Span<UInt8>, _ port: DatagramPort) throws(TLSError) -> Int {
        let address = try lock.withLock { () throws(TLSError) in
            guard !port.isReplaced else { throw Self.replaced }
            return port.address
        }
        return try socket.send(bytes, to: address)
    }

    private static var replaced: TLSError {
        .system(.connectionReset, .replaced, detail: "the client has begun a new association from the same address")
    }

    func wait(_ port: DatagramPort, before deadline: Deadline) throws(TLSError) {
        lock.lock()
        defer { leave() }
        while port.inbox.isEmpty {
            guard !port.isCanceled else { throw .system(.canceled, .canceled) }
            guard !port.isReplaced else { throw Self.replaced }
            let isOver = deadline.hasPassed
            let waiter = port.waiter ?? WaitingLine.Waiter()
            port.waiter = waiter
            try waitForDatagrams(waiter, before: deadline)
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
            wake(port.waiter)
        }
    }

    func remove(_ port: DatagramPort) {
        lock.withLock {
            if ports[port.address] === port { ports[port.address] = nil }
            freeConnectionID(of: port)
        }
    }

    /// With `lock` held, which it gives up while it waits.
    ///
    /// Returns when there may be something new.
    private func waitForDatagrams(_ waiter: WaitingLine.Waiter, before deadline: Deadline) throws(TLSError) {
        guard !deadline.hasPassed else { return try handOut() }
        guard leader == nil else {
            line.enter(waiter)
            lock.wait(for: waiter.condition, before: deadline)
            line.leave(waiter)
            return
        }
        leader = waiter
        lock.unlock()
        var failure: TLSError?
        do throws(TLSError) {
            try socket.wait(for: .readable, before: deadline, wake: nudge)
        } catch {
            failure = error
        }
        lock.lock()
        leader = nil
        if isNudged { nudge.reset() }
        isNudged = false
        // The time, or a nudge, may be somebody else's: callers look again.
        if let failure, failure.reason != .timedOut, failure.reason != .canceled { throw failure }
        try handOut()
    }

    /// Gives the lock up.
    ///
    /// Whoever stops waiting sees to it that another one that waits leads on.
    private func leave() {
        if leader == nil { line.wakeOne() }
        lock.unlock()
    }

    /// With `lock` held.
    ///
    /// Gives what has come to the ports of the senders.
    private func handOut() throws(TLSError) {
        for _ in 0..<Self.batch {
            var sender: SocketAddress?
            let socket = socket
            let status = try input.fill(
                from: { (bytes) throws(TLSError) in
                    sender = try socket.receiveFrom(into: &bytes)
                    return sender == nil ? .wouldBlock : .data
                },
                { datagram in
                    if let sender { deliver(datagram, from: sender) }
                }
            )
            guard status == .data else { return }
        }
    }

    private func deliver(_ datagram: Span<UInt8>, from sender: SocketAddress) {
        guard !datagram.isEmpty else { return }
        if let port = port(of: datagram, from: sender), !Self.beginsAnew(datagram, port) {
            guard port.take(datagram, from: sender) else { return ledger.count { $0.droppedByFullInbox += 1 } }
            wake(port.waiter)
        } else if hasConnectionID(datagram) {
            ledger.count { $0.droppedForeignConnectionIDs += 1 }
        } else if !HelloRecord.isHello(datagram) {
            ledger.count { $0.droppedStrayDatagrams += 1 }
        } else if unclaimed.count < Self.unclaimedLimit {
            unclaimed.append((sender, datagram.copied))
            wake(acceptor)
        } else {
            ledger.count { $0.droppedHellos += 1 }
        }
    }

    private func hasConnectionID(_ datagram: Span<UInt8>) -> Bool {
        connectionIDLength > 0 && datagram[0] == ProtectedRecord.withConnectionID
    }

    /// With `lock` held: whose connection ID it has, or else whose address it comes from (RFC 9146, 6).
    private func port(of datagram: Span<UInt8>, from sender: SocketAddress) -> DatagramPort? {
        let known = ports[sender]
        guard hasConnectionID(datagram) else { return known }
        let place = ProtectedRecord.connectionIDPlace
        guard datagram.count >= place + connectionIDLength else { return nil }
        let connectionID = datagram.extracting(place..<place + connectionIDLength)
        if let known, let own = known.connectionID, own.span.hasSameElements(as: connectionID) { return known }
        return portsByID[connectionID.copied]
    }

    /// A hello of another association than the one that the address has: the gate decides, and the old one lives until then.
    private static func beginsAnew(_ datagram: Span<UInt8>, _ port: DatagramPort) -> Bool {
        guard let hello = HelloRecord(datagram) else { return false }
        return !hello.hasCookie || hello.random != port.helloRandom
    }

    /// With `lock` held: one that waits looks at what there is for it, on the socket or beside.
    private func wake(_ waiter: WaitingLine.Waiter?) {
        guard let waiter else { return }
        if waiter === leader, !isNudged {
            isNudged = true
            nudge.raise()
        }
        line.wake(waiter)
    }
}
