/// Where the random inputs of a run begin.
public enum Seed {
    /// `TEST_SEED` of the environment, else that of every change, and another one for each long run.
    ///
    /// No change fails over what another one has broken. It is printed, so that a run can be repeated.
    public static let value: UInt64 = {
        let usual: UInt64 = TestLength.isLong ? .random(in: 1...1_000_000) : 109_619
        let seed = Environment.number("TEST_SEED").map { UInt64($0) } ?? usual
        print("The seed of the random inputs is \(seed); TEST_SEED=\(seed) repeats them.")
        return seed
    }()
}
