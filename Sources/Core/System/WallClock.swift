internal import CSystemCalls

/// The time of day.
package enum WallClock {
    /// Seconds since 1970-01-01 00:00 UTC, as the system has them.
    ///
    /// The corresponding C function is `time`.
    package static var now: Int64 { Int64(time(nil)) }
}
