internal import Foundation

/// Turns SIGINT and SIGTERM into a call, so that connections end with a good-bye.
///
/// A second signal ends the process.
enum SignalWatch {
    /// To be called before other threads are made: they inherit that the signals are blocked.
    static func start(_ body: @escaping @Sendable () -> Void) {
        // Whoever reads our output may go; that shows where it is written.
        signal(SIGPIPE, SIG_IGN)
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGINT)
        unsafe sigaddset(&signals, SIGTERM)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        let watched = signals
        Thread.detachNewThread {
            wait(for: watched)
            body()
            let number = wait(for: watched)
            exit(128 + number)
        }
    }

    @discardableResult
    private static func wait(for signals: sigset_t) -> Int32 {
        var signals = signals
        var number: Int32 = 0
        unsafe sigwait(&signals, &number)
        return number
    }
}
