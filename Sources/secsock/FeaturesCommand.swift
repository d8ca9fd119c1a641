internal import ArgumentParser
internal import SecureSockets

/// `secsock features`: what each backend of this build can do.
struct FeaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Show what the TLS libraries of this build can do.",
        discussion: """
            One column a library that the tool was built with, with the version that runs. The first is the one that the \
            tool uses.

            Examples:
              secsock features
              secsock features --json
            """
    )

    @Flag(help: "One JSON object, for programs.")
    var json = false

    func run() {
        let console = Console(volume: .normal, isJSON: json)
        if json {
            console.result(object.text)
        } else {
            for line in table { console.result(line) }
        }
    }

    /// A backend of this build, as far as it is asked here.
    private struct Column {
        let name: String
        let version: String
        let features: FeatureSet

        init<Backend: TLSBackend>(_ backend: Backend.Type) {
            name = Backend.name
            version = Backend.runtimeVersion
            features = Backend.features
        }
    }

    private var columns: [Column] {
        var columns: [Column] = []
        #if GnuTLS
        columns.append(Column(GnuTLSBackend.self))
        #endif
        #if OpenSSL
        columns.append(Column(OpenSSLBackend.self))
        #endif
        return columns
    }

    private var table: [String] {
        let columns = columns
        let width = FeatureSet.all.map { $0.name.utf8.count }.max() ?? 0
        let titles = columns.map { $0.name + " " + $0.version }
        var lines = ["secsock " + Secsock.version]
        lines.append(Self.padded("", width) + titles.map { "  " + $0 }.joined())
        for (feature, name) in FeatureSet.all {
            var line = Self.padded(name, width)
            for (column, title) in zip(columns, titles) {
                line += "  " + Self.padded(column.features.contains(feature) ? "yes" : "no", title.utf8.count)
            }
            while line.last == " " { line.removeLast() }
            lines.append(line)
        }
        return lines
    }

    private var object: JSONValue {
        let backends = columns.map { column in
            JSONValue.object([
                ("name", .string(column.name)),
                ("version", .string(column.version)),
                (
                    "features",
                    .object(FeatureSet.all.map { ($0.name, .boolean(column.features.contains($0.feature))) })
                ),
            ])
        }
        return .object([("version", .string(Secsock.version)), ("backends", .array(backends))])
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }
}
