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

extension DemoEnd {
    /// As JSON has it.
    var object: JSONValue {
        .object([
            ("alerts", .array(alerts.records.map { Self.object($0) })),
            ("error", error.map { Self.object($0) } ?? .null),
        ])
    }

    private static func object(_ record: AlertRecord) -> JSONValue {
        .object([
            ("direction", .string(record.direction.name)),
            ("level", .string(record.alert.level.name)),
            ("levelNumber", .integer(Int64(record.alert.level.rawValue))),
            ("description", .string(record.alert.description.name)),
            ("descriptionNumber", .integer(Int64(record.alert.description.rawValue))),
            // Category and code of avs_commons, as in `8572:560`.
            ("avs", .string("\(TLSError.Category.alert.rawValue):\(record.alert.packed)")),
            ("phase", .string(record.phase.name)),
        ])
    }

    private static func object(_ error: TLSError) -> JSONValue {
        .object([
            ("avs", .string(error.avs)),
            ("category", .integer(Int64(error.category.rawValue))),
            ("categoryName", .string(error.category.name)),
            ("code", .integer(Int64(error.code))),
            ("reason", .string(error.reason.name)),
            ("phase", .string(error.phase.name)),
            ("text", .string(error.description)),
        ])
    }
}

extension TLSError {
    /// Category and code as avs_commons has them: `8572:560`.
    var avs: String { "\(category.rawValue):\(code)" }
}
