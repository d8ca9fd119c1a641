internal import SecureSockets

/// Everything that the demo found.
struct DemoReport {
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

    /// As JSON has it.
    var object: JSONValue {
        .object([
            ("backend", .string(backend)),
            ("isAsExpected", .boolean(isAsExpected)),
            ("differences", JSONValue(differences)),
            ("exchange", exchange?.object ?? .null),
            ("download", download?.object ?? .null),
            ("failures", .array(failures.map { $0.object })),
        ])
    }
}
