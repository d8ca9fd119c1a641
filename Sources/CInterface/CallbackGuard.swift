internal import SecureSocketCore

/// Knows which threads are inside callbacks.
///
/// A call from there would wait for a lock that its own thread holds, and is refused.
final class CallbackGuard: @unchecked Sendable {
    private let lock = Lock()
    /// Guarded by `lock`.
    private var threads: [UInt] = []

    /// Whether this thread is inside a callback.
    var isInside: Bool {
        let thread = ThreadIdentity.current
        return lock.withLock { threads.contains(thread) }
    }

    /// Runs a callback.
    func run<Result>(_ callback: () -> Result) -> Result {
        let thread = ThreadIdentity.current
        lock.withLock { threads.append(thread) }
        defer { lock.withLock { leave(thread) } }
        return callback()
    }

    /// With `lock` held.
    private func leave(_ thread: UInt) {
        guard let place = threads.lastIndex(of: thread) else { return }
        threads.remove(at: place)
    }
}
