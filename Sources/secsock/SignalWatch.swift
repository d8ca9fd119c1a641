internal import Foundation

/// Turns SIGINT and SIGTERM into a call, so that connections end with a good-bye, and SIGHUP into another one.
///
/// A second SIGINT or SIGTERM ends the process.
enum SignalWatch {
    /// To be called before other threads are made: they inherit that the signals are blocked.
    ///
    /// Without `reload` SIGHUP ends the process as it always does.
    static func start(reload: (@Sendable () -> Void)? = nil, _ stop: @escaping @Sendable () -> Void) {
        // Whoever reads our output may go; that shows where it is written.
        signal(SIGPIPE, SIG_IGN)
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGINT)
        unsafe sigaddset(&signals, SIGTERM)
        if reload != nil { unsafe sigaddset(&signals, SIGHUP) }
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        let watched = signals
        Thread.detachNewThread {
            waitForEnd(watched, reload)
            stop()
            exit(128 + waitForEnd(watched, nil))
        }
    }

    @discardableResult
    private static func waitForEnd(_ signals: sigset_t, _ reload: (@Sendable () -> Void)?) -> Int32 {
        while true {
            let number = wait(for: signals)
            guard number == SIGHUP else { return number }
            reload?()
        }
    }

    private static func wait(for signals: sigset_t) -> Int32 {
        var signals = signals
        var number: Int32 = 0
        unsafe sigwait(&signals, &number)
        return number
    }
}
