internal import Foundation

/// Where the random inputs of a run begin.
public enum Seed {
    /// `TEST_SEED` of the environment, else another one each time; printed, so that a run can be repeated.
    public static let value: UInt64 = {
        let given = ProcessInfo.processInfo.environment["TEST_SEED"].flatMap { UInt32($0) }.map { UInt64($0) }
        let seed = given ?? UInt64.random(in: 1...1_000_000)
        print("The seed of the random inputs is \(seed); TEST_SEED=\(seed) repeats them.")
        return seed
    }()
}
