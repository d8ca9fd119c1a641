internal import ArgumentParser
internal import SecureSockets

/// `secsock features`: what each backend of this build can do.
struct FeaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Show what the TLS libraries of this build can do.",
        discussion: """
            One column a library that the tool was built with, with the version that runs. The first is the one that the \
            tool uses. "forbidden" is a version that the library has and the system's policy for it (/etc/gnutls/config, \
            openssl.cnf) leaves no cipher suite of; `secsock suites` tells of each suite.

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
        /// What the library can do and the system's policy for it leaves nothing of.
        let forbidden: FeatureSet

        init<Backend: TLSBackend>(_ backend: Backend.Type) {
            name = Backend.name
            version = Backend.runtimeVersion
            features = Backend.features
            forbidden = FeatureSet(
                Self.versions.filter { Backend.features.contains($0.feature) && Self.forbids($0.version, backend) }
                    .map { $0.feature }
            )
        }

        private static let versions: [(feature: FeatureSet, version: TLSVersion)] = [
            (.dtls12, .dtls12), (.tls12, .tls12), (.tls13, .tls13), (.dtls10, .dtls10), (.tls10, .tls10),
            (.tls11, .tls11),
        ]

        /// Whether no suite is left of all that there are with certificates.
        private static func forbids<Backend: TLSBackend>(_ version: TLSVersion, _ backend: Backend.Type) -> Bool {
            var configuration = TLSConfiguration(version.isDatagram ? .datagram : .stream)
            configuration.versions = [version]
            configuration.cipherSuites = CipherSuite.known
            configuration.verification = .disabled
            do throws(TLSError) {
                _ = try Backend(configuration)
                return false
            } catch {
                return error.reason == .noUsableCipherSuite
            }
        }

        func word(for feature: FeatureSet) -> String {
            if forbidden.contains(feature) { return "forbidden" }
            return features.contains(feature) ? "yes" : "no"
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
                line += "  " + Self.padded(column.word(for: feature), title.utf8.count)
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
                    "forbidden",
                    .array(FeatureSet.all.filter { column.forbidden.contains($0.feature) }.map { .string($0.name) })
                ),
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
