internal import CSystemCalls

/// A mutex with one condition.
///
/// Embedded Swift has no `Mutex`, and the in-memory transport must wait.
@safe package final class Lock: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init() {
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit { unsafe destroy() }

    @unsafe private func destroy() {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    package func lock() {
        unsafe pthread_mutex_lock(mutex)
    }

    package func unlock() {
        unsafe pthread_mutex_unlock(mutex)
    }

    /// Runs `body` with the lock held.
    package func withLock<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        lock()
        defer { unlock() }
        return try body()
    }

    /// Gives the lock up until the condition's `broadcast` or the deadline, and holds it again afterwards.
    func wait(for other: Condition, before deadline: Deadline) {
        guard deadline.instant != nil else {
            unsafe pthread_cond_wait(other.pointer, mutex)
            return
        }
        var end = deadline.timespecValue
        unsafe pthread_cond_timedwait(other.pointer, mutex, &end)
    }

    /// Gives the lock up until `broadcast` or the deadline, and holds it again afterwards.
    package func wait(before deadline: Deadline) {
        guard deadline.instant != nil else {
            unsafe pthread_cond_wait(condition, mutex)
            return
        }
        var end = deadline.timespecValue
        unsafe pthread_cond_timedwait(condition, mutex, &end)
    }

    package func broadcast() {
        unsafe pthread_cond_broadcast(condition)
    }
}
