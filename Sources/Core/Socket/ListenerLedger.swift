/// Keeps the counters of one listener and says who may come in.
final class ListenerLedger: @unchecked Sendable {
    let limits: ListenerLimits
    private let lock = Lock()
    // Both guarded by `lock`.
    private var counters = ListenerCounters()
    private var byAddress: [SocketAddress: Int] = [:]

    init(_ limits: ListenerLimits) {
        self.limits = limits
    }

    var snapshot: ListenerCounters { lock.withLock { counters } }

    func count(_ change: (inout ListenerCounters) -> Void) {
        lock.withLock { change(&counters) }
    }

    /// A seat for a client of this address; nil where a limit is reached.
    ///
    /// A client that takes the place of its own former association gets in even where its address has reached the limit.
    func admit(_ address: SocketAddress, replacing: Bool) -> ListenerSeat? {
        lock.lock()
        defer { lock.unlock() }
        let source = address.with(port: 0)
        guard counters.halfOpen < limits.halfOpenHandshakes else {
            counters.refusedByHalfOpenHandshakes += 1
            return nil
        }
        guard replacing || counters.associations < limits.associations else {
            counters.refusedByAssociations += 1
            return nil
        }
        guard replacing || byAddress[source, default: 0] < limits.associationsPerAddress else {
            counters.refusedByAssociationsPerAddress += 1
            return nil
        }
        counters.accepted += 1
        if replacing { counters.replaced += 1 }
        counters.associations += 1
        counters.halfOpen += 1
        byAddress[source, default: 0] += 1
        return ListenerSeat(self, source)
    }

    fileprivate func move(_ source: SocketAddress, to other: SocketAddress) {
        lock.withLock {
            counters.moves += 1
            release(source)
            byAddress[other, default: 0] += 1
        }
    }

    /// With `lock` held.
    private func release(_ source: SocketAddress) {
        let left = byAddress[source, default: 1] - 1
        byAddress[source] = left > 0 ? left : nil
    }

    fileprivate func establish() {
        lock.withLock {
            counters.halfOpen -= 1
            counters.established += 1
        }
    }

    fileprivate func leave(_ source: SocketAddress, _ isEstablished: Bool, _ alerts: AlertLog) {
        lock.lock()
        defer { lock.unlock() }
        counters.associations -= 1
        if !isEstablished {
            counters.halfOpen -= 1
            counters.failedHandshakes += 1
        }
        release(source)
        for record in alerts.records {
            switch record.direction {
            case .received: counters.alertsReceived[record.alert.description, default: 0] += 1
            case .sent: counters.alertsSent[record.alert.description, default: 0] += 1
            }
        }
    }
}

/// The place of one accepted socket in the ledger; left once, at the latest when it goes.
///
/// Used with its socket's lock held.
final class ListenerSeat {
    let ledger: ListenerLedger
    /// When the client was accepted, on the monotonic clock.
    let start = Deadline.now
    private var source: SocketAddress
    private var isEstablished = false
    private var isLeft = false

    fileprivate init(_ ledger: ListenerLedger, _ source: SocketAddress) {
        self.ledger = ledger
        self.source = source
    }

    deinit { leave(AlertLog()) }

    /// The moment at which a handshake that is not complete ends.
    var handshakeDeadline: Duration { start + ledger.limits.handshakeTime }

    /// The client is behind another address.
    func move(to address: SocketAddress) {
        guard !isLeft else { return }
        let other = address.with(port: 0)
        ledger.move(source, to: other)
        source = other
    }

    func establish() {
        guard !isEstablished, !isLeft else { return }
        isEstablished = true
        ledger.establish()
    }

    func leave(_ alerts: AlertLog) {
        guard !isLeft else { return }
        isLeft = true
        ledger.leave(source, isEstablished, alerts)
    }
}

extension ListenerCounters {
    /// A hello that got no engine: it had no cookie or a wrong one, or the gate found that it is not whole.
    mutating func countRefusal(of hello: HelloRecord, isAnswered: Bool) {
        guard isAnswered else {
            droppedStrayDatagrams += 1
            return
        }
        cookiesSent += 1
        if hello.hasCookie { cookiesRejected += 1 }
    }
}
