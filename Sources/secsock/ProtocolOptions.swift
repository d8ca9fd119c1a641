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

    @Flag(
        name: .customLong("old-versions"),
        help: "TLS 1.0 and 1.1, or DTLS 1.0, besides: broken (RFC 8996), and only with suites of that age by --suite."
    )
    var withOldVersions = false

    @Option(
        name: .customLong("group"),
        help: ArgumentHelp(
            "A group of the key exchange by IANA's name or number, such as secp256r1 or 0x001D. Default the library's.",
            discussion: "Repeat it, or separate several by commas; the first is preferred.",
            valueName: "group"
        ),
        transform: ArgumentReader.groups
    )
    var groupLists: [[NamedGroup]] = []

    @Option(
        name: .customLong("signature"),
        help: ArgumentHelp(
            "A signature scheme by IANA's name or number, such as ecdsa_secp256r1_sha256. Default the library's.",
            discussion: "Repeat it, or separate several by commas; the first is preferred.",
            valueName: "scheme"
        ),
        transform: ArgumentReader.signatureSchemes
    )
    var signatureLists: [[SignatureScheme]] = []

    mutating func validate() throws {
        if profile != nil, !suiteLists.isEmpty {
            throw ValidationError("Give --suite or --profile, not both.")
        }
        if onlyTLS12, onlyTLS13 {
            throw ValidationError("Give --tls1.2 or --tls1.3, not both; without them both versions are offered.")
        }
        if withOldVersions, onlyTLS12 || onlyTLS13 {
            throw ValidationError("Give --old-versions, or --tls1.2 or --tls1.3 for that one only.")
        }
        if datagram, onlyTLS12 || onlyTLS13 {
            throw ValidationError("DTLS has the one version 1.2 here: leave out --tls1.2 and --tls1.3.")
        }
    }

    /// Writes the choice into a configuration.
    func apply(to configuration: inout TLSConfiguration) {
        if onlyTLS12 { configuration.versions = [.tls12] }
        if onlyTLS13 { configuration.versions = [.tls13] }
        if withOldVersions { configuration.versions += configuration.kind == .datagram ? [.dtls10] : [.tls10, .tls11] }
        configuration.groups = groupLists.flatMap { $0 }
        configuration.signatureSchemes = signatureLists.flatMap { $0 }
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
        help: ArgumentHelp("The most certificates that the peer may present, 1 to 16. Default 10.", valueName: "number")
    )
    var maxCertificates: Int?

    @Option(
        help: ArgumentHelp(
            "The most bytes of handshake messages that are taken, 1024 to 16777215. Default 131072.",
            valueName: "bytes"
        )
    )
    var maxHandshake: Int?

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
        do throws(TLSError) {
            try limits.validate()
        } catch {
            throw ValidationError(error.detail)
        }
        if let mtu, mtu < 128 || mtu > 65_507 {
            throw ValidationError("--mtu takes 128 to 65507 bytes.")
        }
    }

    private var limits: HandshakeLimits {
        var limits = HandshakeLimits()
        if let maxCertificates { limits.certificates = maxCertificates }
        if let maxHandshake { limits.handshakeLength = maxHandshake }
        return limits
    }

    /// Writes the choice into a configuration; opens the key log, unless nothing is to be written.
    func apply(to configuration: inout TLSConfiguration, writingKeyLog: Bool = true) throws(Failure) {
        configuration.applicationProtocols = alpn
        configuration.maximumTransmissionUnit = mtu
        configuration.limits = limits
        if let handshakeTimeouts { configuration.handshakeTimeouts = handshakeTimeouts }
        guard let keylog else { return }
        guard writingKeyLog else {
            configuration.keyLog = { _ in }
            return
        }
        let file = try KeyLogFile(keylog)
        configuration.keyLog = { line in file.append(line) }
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
