internal import SecureSockets

/// What one end of an association came to.
struct DemoEnd: Sendable {
    /// What ended it; nil where nothing went wrong.
    var error: TLSError?
    var alerts = AlertLog()
    /// What was agreed on; nil where the handshake failed.
    var negotiated: Negotiated?

    /// The alerts but for the regular good-bye.
    var notableAlerts: [AlertRecord] {
        alerts.records.filter { $0.alert != .closeNotify }
    }
}

extension DemoEnd: Encodable {
    private enum Key: String, CodingKey {
        case alerts, error
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(alerts.records.map { DemoAlert($0) }, forKey: .alerts)
        try container.encodeIfPresent(error.map { DemoError($0) }, forKey: .error)
    }
}

/// An alert as JSON has it.
private struct DemoAlert: Encodable {
    let direction: String
    let level: String
    let levelNumber: UInt8
    let description: String
    let descriptionNumber: UInt8
    /// Category and code of avs_commons, as in `8572:560`.
    let avs: String
    let phase: String

    init(_ record: AlertRecord) {
        direction = record.direction.name
        level = record.alert.level.name
        levelNumber = record.alert.level.rawValue
        description = record.alert.description.name
        descriptionNumber = record.alert.description.rawValue
        avs = "\(TLSError.Category.alert.rawValue):\(record.alert.packed)"
        phase = record.phase.name
    }
}

/// An error as JSON has it.
private struct DemoError: Encodable {
    let avs: String
    let category: UInt16
    let categoryName: String
    let code: UInt16
    let reason: String
    let phase: String
    let text: String

    init(_ error: TLSError) {
        avs = error.avs
        category = error.category.rawValue
        categoryName = error.category.name
        code = error.code
        reason = error.reason.name
        phase = error.phase.name
        text = error.description
    }
}

extension TLSError {
    /// Category and code as avs_commons has them: `8572:560`.
    var avs: String { "\(category.rawValue):\(code)" }
}
