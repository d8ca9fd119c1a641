internal import CSystemCalls

/// What threads wait for that share a lock with others: those that wait for something else are not woken.
@safe final class Condition: @unchecked Sendable {
    let pointer = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(pointer, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit { unsafe destroy() }

    @unsafe private func destroy() {
        unsafe pthread_cond_destroy(pointer)
        unsafe pointer.deallocate()
    }

    func broadcast() {
        unsafe pthread_cond_broadcast(pointer)
    }
}
