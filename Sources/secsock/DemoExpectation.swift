internal import SecureSockets

/// What one end should come to in a failure.
struct DemoExpectation: Sendable {
    private let alert: AlertRecord?
    private let reason: Reason
    private let phase: Phase
    /// Category and code as in `8572:560`; nil where the code is the TLS library's own.
    private let avs: String?

    /// The peer refuses with a fatal alert.
    static func receives(
        _ description: TLSAlert.Description,
        _ reason: Reason,
        in phase: Phase = .handshake
    ) -> DemoExpectation {
        let alert = TLSAlert.fatal(description)
        let avs = "\(TLSError.Category.alert.rawValue):\(alert.packed)"
        let record = AlertRecord(direction: .received, alert: alert, phase: phase)
        return DemoExpectation(alert: record, reason: reason, phase: phase, avs: avs)
    }

    /// This end refuses with a fatal alert.
    static func sends(_ description: TLSAlert.Description, _ reason: Reason) -> DemoExpectation {
        let record = AlertRecord(direction: .sent, alert: .fatal(description), phase: .handshake)
        return DemoExpectation(alert: record, reason: reason, phase: .handshake, avs: nil)
    }

    /// No word comes or goes, and the time-outs of the handshake are used up.
    static func timesOut(_ reason: Reason) -> DemoExpectation {
        let avs = "\(TLSError.Category.system.rawValue):\(SystemErrorCode.timedOut.rawValue)"
        return DemoExpectation(alert: nil, reason: reason, phase: .handshake, avs: avs)
    }

    /// What is not as expected.
    func differences(from end: DemoEnd, _ subject: String) -> [String] {
        guard let error = end.error else {
            return ["\(subject): wanted a failure with the reason \(reason.name), got none"]
        }
        var check = DemoCheck(subject)
        check.same("alerts", end.alertText, alert.map { $0.text } ?? "none")
        check.same(
            "sent about the failure",
            error.sentAlert?.text,
            alert?.direction == .sent ? alert?.alert.text : nil
        )
        check.same("reason", error.reason.name, reason.name)
        check.same("phase", error.phase.name, phase.name)
        if let avs { check.same("error", error.avs, avs) }
        return check.differences
    }
}

extension DemoEnd {
    /// All alerts but the regular good-bye, as a table shows them.
    var alertText: String {
        notableAlerts.isEmpty ? "none" : notableAlerts.map { $0.text }.joined(separator: ", ")
    }
}
