internal import CSystemCalls

/// A point in time until which something may take, on the monotonic clock.
///
/// Embedded Swift has no `ContinuousClock`, so Core reads CLOCK_MONOTONIC itself. `Duration` values of `now` count from an
/// arbitrary start and are only for differences.
public struct Deadline: Hashable, Sendable {
    /// The monotonic time that ends it; nil means never.
    public let instant: Duration?

    /// The deadline at a monotonic time.
    public init(at instant: Duration?) {
        self.instant = instant
    }

    /// No limit.
    public static let never = Deadline(at: nil)

    /// It has passed already: whoever waits for it does not wait at all.
    public static let immediate = Deadline(at: .zero)

    /// The deadline after this much time from now; nil means never, negative values count as none left.
    public static func after(_ duration: Duration?) -> Deadline {
        guard let duration else { return .never }
        // Beyond a century the sum might not be a number of seconds any more.
        return Deadline(at: duration <= .zero ? .zero : now + min(duration, .seconds(3_155_760_000)))
    }

    /// What CLOCK_MONOTONIC says.
    ///
    /// The corresponding C function is `clock_gettime`.
    public static var now: Duration {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    /// The earlier one of this deadline and a monotonic time.
    public func earlier(_ other: Duration?) -> Deadline {
        guard let other else { return self }
        guard let instant else { return Deadline(at: other) }
        return Deadline(at: min(instant, other))
    }

    /// Whether it is over.
    public var hasPassed: Bool {
        guard let instant else { return false }
        return instant == .zero || Deadline.now >= instant
    }

    /// The time left for `poll`: milliseconds, rounded up so that a wait never ends early, -1 without a limit.
    package var milliseconds: CInt {
        guard let instant else { return -1 }
        guard instant > .zero else { return 0 }
        let left = instant - Deadline.now
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        let total = min(seconds, 2_000_000) * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return CInt(total)
    }

    /// The same as an absolute time for `pthread_cond_timedwait`.
    var timespecValue: timespec {
        let (seconds, attoseconds) = (instant ?? .zero).components
        return timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    }
}
