internal import ArgumentParser
internal import Foundation
internal import SecureSockets

/// The named lists of cipher suites.
enum ProfileName: String, CaseIterable, ExpressibleByArgument {
    case `default`
    case lwm2m

    var profile: CipherSuiteProfile {
        switch self {
        case .default: .default
        case .lwm2m: .lwm2m
        }
    }
}

/// Which versions and suites may be negotiated; what `suites` needs to know.
struct SuiteOptions: ParsableArguments {
    @Option(
        name: .customLong("suite"),
        help: ArgumentHelp(
            "A cipher suite by IANA's name or number, such as TLS_PSK_WITH_AES_128_CCM_8 or 0xC0A8.",
            discussion: "Repeat it, or separate several by commas; the first is preferred.",
            valueName: "suite"
        ),
        transform: ArgumentReader.suites
    )
    var suiteLists: [[CipherSuite]] = []

    @Option(help: "A named list of cipher suites.")
    var profile: ProfileName?

    @Flag(name: .customLong("tls1.2"), help: "TLS 1.2 only.")
    var onlyTLS12 = false

    @Flag(name: .customLong("tls1.3"), help: "TLS 1.3 only.")
    var onlyTLS13 = false

    @Flag(name: [.customLong("dtls"), .customLong("udp")], help: "DTLS 1.2 over UDP.")
    var datagram = false

    mutating func validate() throws {
        if profile != nil, !suiteLists.isEmpty {
            throw ValidationError("Give --suite or --profile, not both.")
        }
        if onlyTLS12, onlyTLS13 {
            throw ValidationError("Give --tls1.2 or --tls1.3, not both; without them both versions are offered.")
        }
        if datagram, onlyTLS12 || onlyTLS13 {
            throw ValidationError("DTLS has the one version 1.2 here: leave out --tls1.2 and --tls1.3.")
        }
    }

    /// Writes the choice into a configuration.
    func apply(to configuration: inout TLSConfiguration) {
        if onlyTLS12 { configuration.versions = [.tls12] }
        if onlyTLS13 { configuration.versions = [.tls13] }
        if let profile { configuration.cipherSuites = profile.profile.suites }
        let named = suiteLists.flatMap { $0 }
        if !named.isEmpty { configuration.cipherSuites = named }
    }
}

/// The other parts of the protocol that both ends can decide.
struct ProtocolOptions: ParsableArguments {
    @Option(help: ArgumentHelp("An application protocol (ALPN); repeat it, the first is preferred.", valueName: "name"))
    var alpn: [String] = []

    @Option(
        help: ArgumentHelp(
            "The first and the longest wait of a DTLS handshake in seconds. Default 1,60.",
            discussion: "The waits double in between; when the longest one has passed unanswered, the handshake fails.",
            valueName: "min,max"
        ),
        transform: ArgumentReader.handshakeTimeouts
    )
    var handshakeTimeouts: HandshakeTimeouts?

    @Option(
        help: ArgumentHelp("The longest UDP payload that DTLS makes. Default what the path takes.", valueName: "bytes")
    )
    var mtu: Int?

    @Option(
        help: ArgumentHelp(
            "Append the secrets of the connections to a file, for Wireshark: who has it can read everything.",
            valueName: "file"
        )
    )
    var keylog: String?

    mutating func validate() throws {
        for name in alpn where name.utf8.isEmpty || name.utf8.count > 255 {
            throw ValidationError("A name for --alpn has 1 to 255 bytes.")
        }
        if let mtu, mtu < 128 || mtu > 65_507 {
            throw ValidationError("--mtu takes 128 to 65507 bytes.")
        }
    }

    /// Writes the choice into a configuration; opens the key log.
    func apply(to configuration: inout TLSConfiguration) throws(Failure) {
        configuration.applicationProtocols = alpn
        configuration.maximumTransmissionUnit = mtu
        if let handshakeTimeouts { configuration.handshakeTimeouts = handshakeTimeouts }
        guard let keylog else { return }
        let file = try KeyLogFile(keylog)
        configuration.keyLog = { line in file.append(line) }
    }
}

/// Reads arguments; what cannot be read is a failure of usage.
enum ArgumentReader {
    /// Suites, separated by commas.
    static func suites(_ text: String) throws -> [CipherSuite] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { try suite(String($0)) }
    }

    private static func suite(_ text: String) throws -> CipherSuite {
        if text.lowercased().hasPrefix("0x"), let number = UInt16(text.dropFirst(2), radix: 16) {
            return CipherSuite(rawValue: number)
        }
        if let suite = CipherSuite(name: text) { return suite }
        var words = "no cipher suite is called \"\(text)\": wanted a name of IANA's registry or a number such as 0xC0A8"
        let alike = resembling(text)
        if !alike.isEmpty { words += "; did you mean " + alike.joined(separator: ", ") + "?" }
        throw ValidationError(words + " (`secsock suites --all` lists all names)")
    }

    /// The names that are the same but for separators, as OpenSSL writes them: PSK-AES128-CCM8.
    private static func resembling(_ text: String) -> [String] {
        let wanted = squeezed(text)
        guard wanted.utf8.count > 2 else { return [] }
        let names = CipherSuite.known.compactMap { $0.name }.filter { squeezed($0).contains(wanted) }
        return Array(names.sorted { $0.utf8.count < $1.utf8.count }.prefix(3))
    }

    private static func squeezed(_ name: String) -> String {
        let words = name.uppercased().split { $0 == "-" || $0 == "_" || $0 == "." || $0 == " " }
        return words.filter { $0 != "TLS" && $0 != "WITH" }.joined()
    }

    /// A time in seconds, with decimals.
    static func seconds(_ text: String) throws -> Duration {
        guard let seconds = Double(text), seconds >= 0, seconds <= 1_000_000 else {
            throw ValidationError("wanted a number of seconds from 0 to 1000000, such as 2.5")
        }
        return .seconds(seconds)
    }

    /// Two times in seconds.
    static func handshakeTimeouts(_ text: String) throws -> HandshakeTimeouts {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw ValidationError("wanted two numbers of seconds, such as 1,60") }
        let (minimum, maximum) = (try seconds(String(parts[0])), try seconds(String(parts[1])))
        do throws(TLSError) {
            return try HandshakeTimeouts(minimum: minimum, maximum: maximum)
        } catch {
            throw ValidationError(error.detail)
        }
    }
}

/// What people and programs are told.
struct OutputOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Only failures on standard error.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "More on standard error.")
    var verbose = false

    @Flag(help: "One JSON object a line on standard output, for programs.")
    var json = false

    mutating func validate() throws {
        if quiet, verbose { throw ValidationError("Give --quiet or --verbose, not both.") }
    }

    /// The console that the options ask for.
    var console: Console { Console(volume: quiet ? .quiet : verbose ? .verbose : .normal, isJSON: json) }
}
