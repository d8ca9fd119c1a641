internal import Foundation
internal import SecureSockets

/// Everything that the demo found, in the shape of its JSON document.
struct DemoReport: Encodable {
    /// The TLS library below.
    let backend: String
    var exchange: DemoExchange?
    var download: DemoDownload?
    var failures: [DemoTrialResult] = []
    /// What was not as it should be, for people; empty where all was.
    private(set) var differences: [String] = []
    private(set) var isAsExpected = false

    init(backend: String) {
        self.backend = backend
    }

    /// Runs a part of the demo; where it cannot be done at all, that is a difference.
    mutating func attempt<Result>(_ part: String, _ body: () throws(TLSError) -> Result) -> Result? {
        do throws(TLSError) {
            return try body()
        } catch {
            differences.append("\(part) failed: \(error)")
            return nil
        }
    }

    /// Gathers the differences of all parts.
    mutating func conclude() {
        differences += exchange?.differences ?? []
        differences += download?.differences ?? []
        differences += failures.flatMap { $0.differences }
        isAsExpected = differences.isEmpty
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
