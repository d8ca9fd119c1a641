/// Those who wait at a hub while another one polls for all: each is woken for itself, since waking all of a thousand for each
/// datagram would cost more than the datagram.
///
/// Guarded by the hub's lock.
struct WaitingLine {
    /// Who waits: a port, or `accept`.
    final class Waiter: @unchecked Sendable {
        let condition = Condition()
        /// How many threads wait here, mostly one.
        fileprivate var threads = 0
        fileprivate var place = 0
    }

    private var waiters: [Waiter] = []

    /// Before this one waits.
    mutating func enter(_ waiter: Waiter) {
        waiter.threads += 1
        guard waiter.threads == 1 else { return }
        waiter.place = waiters.count
        waiters.append(waiter)
    }

    /// After it has waited.
    mutating func leave(_ waiter: Waiter) {
        waiter.threads -= 1
        guard waiter.threads == 0 else { return }
        // The last one takes the place of the one that leaves.
        let last = waiters.removeLast()
        guard last !== waiter else { return }
        waiters[waiter.place] = last
        last.place = waiter.place
    }

    /// Wakes one that waits; no harm where it does not.
    func wake(_ waiter: Waiter) {
        if waiter.threads > 0 { waiter.condition.broadcast() }
    }

    /// Wakes the one that came last, to poll for all.
    func wakeOne() {
        waiters.last?.condition.broadcast()
    }
}
