internal import ArgumentParser
internal import SecureSockets

/// `secsock suites`: what a configuration offers, without a connection.
struct SuitesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suites",
        abstract: "Show which cipher suites a configuration offers, and which it leaves out and why.",
        discussion: """
            The options are those of `secsock connect`. Without any, it is TLS 1.2 and 1.3 with certificates.

            Examples:
              secsock suites
              secsock suites --dtls --psk --profile lwm2m
              secsock suites --tls1.3 --suite TLS_AES_128_CCM_SHA256,0x1301
              secsock suites --all --json
            """
    )

    @Flag(name: .customLong("psk"), help: "With a pre-shared key, which need not be given here.")
    var preSharedKey = false

    @Flag(help: "With certificates (the default).")
    var certificate = false

    @Flag(help: "List all suites that are known, whether anybody offers them or not.")
    var all = false

    @OptionGroup(title: "Versions and cipher suites") var suites: SuiteOptions
    @OptionGroup(title: "Credentials") var credentials: CredentialOptions

    @Flag(help: "One JSON object, for programs.")
    var json = false

    mutating func validate() throws {
        let isPreShared = preSharedKey || credentials.usesPreSharedKey
        if isPreShared, certificate || credentials.key != nil {
            throw ValidationError("It is certificates or a pre-shared key, not both.")
        }
    }

    func run() throws {
        let console = Console(volume: .normal, isJSON: json)
        try reportingFailure(to: console) { () throws(Failure) in
            if all { list(console) } else { try select(console) }
            return .success
        }
    }

    private func select(_ console: Console) throws(Failure) {
        let configuration = try configuration()
        let selection = try library { () throws(TLSError) in try DefaultBackend(configuration).suites }
        guard !json else { return console.result(Self.object(selection).text) }
        for suite in selection.offered { console.result(Self.line(suite)) }
        guard !selection.refused.isEmpty else { return }
        console.result("Not offered:")
        for refusal in selection.refused { console.result(Self.line(refusal.suite) + ": " + refusal.why) }
    }

    private func configuration() throws(Failure) -> TLSConfiguration {
        var own = try credentials.client()
        if preSharedKey, !credentials.usesPreSharedKey {
            // Which suites are offered does not depend on the key.
            own = .preSharedKey(PreSharedKey(identity: "any", key: Secret([UInt8](repeating: 0, count: 16))))
        }
        var configuration = TLSConfiguration(suites.datagram ? .datagram : .stream, credentials: own)
        suites.apply(to: &configuration)
        return configuration
    }

    private func list(_ console: Console) {
        guard !json else {
            let known = CipherSuite.known.map { Self.description($0) }
            return console.result(JSONValue.object([("known", .array(known))]).text)
        }
        for suite in CipherSuite.known {
            console.result(Self.line(suite) + "  " + Self.properties(suite).joined(separator: ", "))
        }
    }

    private static func line(_ suite: CipherSuite) -> String {
        number(suite) + "  " + (suite.name ?? "(unknown)")
    }

    private static func number(_ suite: CipherSuite) -> String {
        let digits = String(suite.rawValue, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }

    private static func properties(_ suite: CipherSuite) -> [String] {
        var words: [String] = [suite.isTLS13 ? "TLS 1.3" : "TLS 1.2"]
        if suite.usesPreSharedKey { words.append("pre-shared key") }
        if suite.usesServerCertificate { words.append("certificate") }
        if suite.isAnonymous { words.append("anonymous") }
        if suite.isAEAD { words.append("AEAD") }
        if suite.usesCBC { words.append("CBC") }
        if suite.isNull { words.append("no encryption") }
        return words
    }

    private static func identity(_ suite: CipherSuite) -> [(key: String, value: JSONValue)] {
        [("id", .string(number(suite))), ("number", .integer(Int64(suite.rawValue))), ("name", JSONValue(suite.name))]
    }

    private static func description(_ suite: CipherSuite) -> JSONValue {
        .object(identity(suite) + [("properties", JSONValue(properties(suite)))])
    }

    private static func object(_ selection: SuiteSelection) -> JSONValue {
        .object([
            ("offered", .array(selection.offered.map { .object(identity($0)) })),
            ("refused", .array(selection.refused.map { .object(identity($0.suite) + [("why", .string($0.why))]) })),
        ])
    }
}
