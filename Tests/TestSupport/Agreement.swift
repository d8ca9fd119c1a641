internal import Foundation
internal import SecureSockets
internal import Synchronization
internal import Testing

/// What came of each test on each pair of libraries: docs/backends.md has it as a table.
///
/// Written where the environment variable `AGREEMENT` names a file, a line of JSON for each test case and pair.
final class Agreement: Sendable {
    /// That of the test that runs.
    @TaskLocal static var current: Agreement?

    private static let file = ProcessInfo.processInfo.environment["AGREEMENT"]
    private static let lock = Mutex(())

    private let issues = Atomic(0)
    private let lacking = Mutex<Set<String>>([])

    /// Notes that an expectation failed.
    func noteIssue() {
        issues.add(1, ordering: .relaxed)
    }

    /// Notes that a part of the test needs a feature that a library has not.
    func note(lacking feature: FeatureSet, of library: Library) {
        let names = FeatureSet.all.filter { feature.contains($0.feature) && !library.features.contains($0.feature) }
        lacking.withLock { lacking in for name in names { lacking.insert(library.rawValue + ": " + name.name) } }
    }

    /// Writes what came of a test on a pair.
    func write(_ test: Test, _ pair: Pair) {
        guard let file = Self.file else { return }
        let line = Line(
            test: String(describing: test.id),
            pair: pair.description,
            hasPassed: issues.load(ordering: .relaxed) == 0,
            lacks: lacking.withLock { $0.sorted() }
        )
        Self.lock.withLock { _ in
            guard let json = try? JSONEncoder().encode(line) else { return }
            guard let stream = OutputStream(toFileAtPath: file, append: true) else { return }
            stream.open()
            let bytes = Array(json) + [UInt8(ascii: "\n")]
            _ = unsafe stream.write(bytes, maxLength: bytes.count)
            stream.close()
        }
    }

    private struct Line: Encodable {
        let test: String
        let pair: String
        let hasPassed: Bool
        let lacks: [String]
    }
}
