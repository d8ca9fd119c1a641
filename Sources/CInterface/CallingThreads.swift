internal import SecureSocketCore

/// Knows which threads are in a call of one socket.
///
/// A callback that calls its own socket would wait for a lock that its own thread holds, and is refused. Other sockets it may use.
final class CallingThreads: @unchecked Sendable {
    private let lock = Lock()
    /// Guarded by `lock`; two or three at most.
    private var threads: [UInt] = []

    /// Whether this thread was not in a call, and is from now on.
    func enter() -> Bool {
        let thread = ThreadIdentity.current
        return lock.withLock {
            guard !threads.contains(thread) else { return false }
            threads.append(thread)
            return true
        }
    }

    /// The call of this thread ends.
    func leave() {
        let thread = ThreadIdentity.current
        lock.withLock {
            guard let place = threads.firstIndex(of: thread) else { return }
            threads.swapAt(place, threads.count - 1)
            threads.removeLast()
        }
    }
}
