/// Where the random inputs of a run begin.
public enum Seed {
    /// `TEST_SEED` of the environment, else another one each time; printed, so that a run can be repeated.
    public static let value: UInt64 = {
        let seed = Environment.number("TEST_SEED").map { UInt64($0) } ?? UInt64.random(in: 1...1_000_000)
        print("The seed of the random inputs is \(seed); TEST_SEED=\(seed) repeats them.")
        return seed
    }()
}
