public import Testing

/// Runs each test of a suite on pairs of libraries, one after the other, and names the pair in each issue.
public struct PairTrait: SuiteTrait, TestTrait, TestScoping {
    let pairs: [Pair]

    /// Each test by itself, so that one can be run alone.
    public var isRecursive: Bool { true }

    /// Runs a test case on each pair.
    public func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        for pair in pairs {
            let agreement = Agreement()
            let naming = IssueHandlingTrait.compactMapIssues { issue in
                agreement.noteIssue()
                var named = issue
                named.comments.append("on: \(pair)")
                return named
            }
            try await Pair.$current.withValue(pair) {
                try await Agreement.$current.withValue(agreement) {
                    try await naming.provideScope(for: test, testCase: testCase) { await Self.record(function) }
                }
            }
            agreement.write(test, pair)
        }
    }

    /// What one pair throws must not keep the next from its turn.
    private static func record(_ function: @Sendable () async throws -> Void) async {
        do {
            try await function()
        } catch is ExpectationFailedError {
            // It was recorded where it failed.
        } catch {
            Issue.record(error)
        }
    }
}

extension Trait where Self == PairTrait {
    /// On every client's library with every server's.
    public static var everyPair: PairTrait { PairTrait(pairs: Pair.all) }
    /// On every library with itself: for what concerns one end only, or is slow.
    public static var everyLibrary: PairTrait { PairTrait(pairs: Pair.same) }
}
