internal import SecureSockets
internal import TestSupport
internal import Testing

/// The handshake completed at both ends, and data passes.
func expectComplete(_ report: Report, _ comment: String, _ location: SourceLocation = #_sourceLocation) {
    let words = comment + "; " + report.words
    #expect(report.client.failure == nil, "\(words)", sourceLocation: location)
    #expect(report.server.failure == nil, "\(words)", sourceLocation: location)
    #expect(!report.isComplete || report.exchangesData, "\(words)", sourceLocation: location)
}

/// It completed, or an end failed with the time-out and exactly when its waits were over.
func expectCompleteOrTimedOut(
    _ report: Report,
    _ trials: Trials,
    _ comment: String,
    _ location: SourceLocation = #_sourceLocation
) {
    let words = comment + "; " + report.words
    for (end, library) in [(report.client, trials.pair.client), (report.server, trials.pair.server)] {
        guard let failure = end.failure else { continue }
        #expect(failure.systemCode == .timedOut, "\(failure), \(words)", sourceLocation: location)
        guard let endedAt = end.endedAt else { continue }
        let waited = endedAt - end.progressedAt
        let mayEndBefore = !library.features.contains(.unlimitedRepetition) && waited < trials.wholeWait
        #expect(waited == trials.wholeWait || mayEndBefore, "\(words)", sourceLocation: location)
    }
    #expect(!report.isComplete || report.exchangesData, "\(words)", sourceLocation: location)
}
