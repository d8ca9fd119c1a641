internal import Foundation

/// How much of what could be tried without end a run tries: `TEST_LONG=1` in the environment, as `make test-long` sets it,
/// is for the night.
public enum TestLength {
    /// Whether the run is a long one.
    public static let isLong = ProcessInfo.processInfo.environment["TEST_LONG"] == "1"

    /// The count for a run of this length.
    public static func count(_ short: Int, long: Int) -> Int {
        isLong ? long : short
    }
}
