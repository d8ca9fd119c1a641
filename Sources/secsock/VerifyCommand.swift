internal import ArgumentParser
internal import Foundation
internal import SecureSockets

/// `secsock verify`: what a handshake would make of certificates, without a network.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify certificates as a handshake would, and say which rule one of them breaks.",
        discussion: """
            Certificates are PEM or DER; - is standard input. The first one of --chain is the peer's own, and the others may \
            stand in any order and be more than are needed. Without --trusted the system's certificates are trusted.

            With --batch each line of FILE is one case in JSON, and each line of standard output its result, in the same \
            order. Every key of a case but "id" and "chain" may be left out:
              {"id": any, "usage": "server" or "client", "chain": [PEM, the peer's own first], "intermediates": [PEM],
               "trusted": [PEM], "crls": [PEM], "name": {"kind": "dns" or "ip", "value": text}, "time": RFC 3339,
               "maxDepth": number, "tlsa": [{"usage": n, "selector": n, "matching": n, "data": hex}],
               "opportunistic": bool, "daneEENameChecks": bool}
            A result has "id", "verdict" ("verified", "refused" or "unusable"), "authenticated", "rule", "depth", "tlsaIndex", \
            "tlsaDepth", "alert" and "reason". In a batch nothing is trusted but what the case names.

            Exit codes: 0 verified, 2 refused, 1 input that cannot be used, 64 wrong arguments. Of a batch it is 0 as soon as \
            each line got its result, whatever that is, and 1 where the file cannot be read.

            Examples:
              secsock verify --chain server.pem --trusted ca.pem --name server.example
              secsock verify --chain chain.pem --name server.example --tlsa "3 1 1 9f86d081884c7d659a2feaa0c55ad015..."
              secsock verify --chain client.pem --usage client --trusted ca.pem --crl ca.crl --time 2026-11-25T12:00:00Z
              secsock verify --batch cases.jsonl --backend openssl
            """
    )

    @Option(help: ArgumentHelp("The certificates that the peer presents; repeatable.", valueName: "file"))
    var chain: [String] = []

    @Option(help: ArgumentHelp("Certificates to trust: a file or a directory; repeatable.", valueName: "place"))
    var trusted: [String] = []

    @Flag(help: "Trust the system's certificates besides those of --trusted.")
    var systemTrust = false

    @Option(help: ArgumentHelp("Revocation lists to enforce: a file or a directory; repeatable.", valueName: "place"))
    var crl: [String] = []

    @Option(
        help: ArgumentHelp("The DNS name or address that the certificate has to be for.", valueName: "name"),
        transform: Self.name
    )
    var name: ServerName?

    @Option(
        help: ArgumentHelp(
            "A TLSA record (DANE): usage, selector, matching type and data; repeatable.",
            valueName: "record"
        ),
        transform: Self.record
    )
    var tlsa: [TLSARecord] = []

    @Option(
        help: ArgumentHelp("The time to verify at, in the form of RFC 3339. Default now.", valueName: "time"),
        transform: TimeArgument.seconds
    )
    var time: Int64?

    @Option(help: "Whether the certificate is that of a server or a client.")
    var usage: PeerUsage = .server

    @Option(help: ArgumentHelp("The most CAs between the certificate and the trust anchor.", valueName: "number"))
    var maxDepth: Int?

    @Flag(help: "Verify by TLSA records of usage 2 and 3 only; without one that can be used anything is accepted.")
    var opportunistic = false

    @Flag(help: "Check the name too where a TLSA record of usage 3 matches.")
    var daneEeNameChecks = false

    @Flag(help: "Let the common name stand for the host where there is no other name.")
    var allowCommonName = false

    @Option(
        help: ArgumentHelp("The TLS library: gnutls or openssl, as far as this build has them.", valueName: "library")
    )
    var backend = LibraryChoice.standard

    @Option(help: ArgumentHelp("Verify the cases of this file, or of - for standard input.", valueName: "file"))
    var batch: String?

    @Flag(help: "One JSON object, for programs.")
    var json = false

    mutating func validate() throws {
        guard batch == nil else {
            let isAlone = chain.isEmpty && trusted.isEmpty && crl.isEmpty && name == nil && tlsa.isEmpty && time == nil
            guard isAlone else {
                throw ValidationError("With --batch each case says what it is about: leave out the rest.")
            }
            return
        }
        guard !chain.isEmpty else { throw ValidationError("Nothing to verify: give --chain or --batch.") }
        if let maxDepth, maxDepth < 0 { throw ValidationError("The depth is 0 or more.") }
        if (chain + trusted + crl).filter({ $0 == "-" }).count > 1 {
            throw ValidationError("Standard input can be read once: give - for one file only.")
        }
    }

    func run() throws {
        let console = Console(volume: .normal, isJSON: json)
        try reportingFailure(to: console) { () throws(Failure) in
            if let batch { return try VerifyBatch(batch, backend.library).run(console) }
            return try verify(console)
        }
    }

    private func verify(_ console: Console) throws(Failure) -> ExitStatus {
        let verification = verification()
        let presented = Self.source(chain)
        let question = PeerQuestion(peerRole: usage.role, name: name, records: tlsa, time: time)
        let report = try library { () throws(TLSError) in
            try Verification.report(backend.library, verification, presented, question)
        }
        console.result(json ? report.json : report.text)
        return report.verdict == .verified ? .success : .verification
    }

    private func verification() -> PeerVerification {
        var verification = PeerVerification()
        verification.isEnabled = !opportunistic
        verification.isOpportunistic = opportunistic
        verification.trustAnchors = Self.source(trusted)
        verification.usesSystemTrustStore = systemTrust || trusted.isEmpty
        verification.revocationLists = Self.source(crl)
        verification.maximumDepth = maxDepth
        verification.checksNameOfDomainIssuedCertificate = daneEeNameChecks
        verification.allowsCommonName = allowCommonName
        return verification
    }

    private static func source(_ paths: [String]) -> CertificateSource {
        .list(paths.map { $0 == "-" ? .file("/dev/stdin") : .path($0) })
    }

    private static func name(_ text: String) throws -> ServerName {
        do throws(TLSError) {
            return try ServerName(text)
        } catch {
            throw ValidationError(error.detail)
        }
    }

    private static func record(_ text: String) throws -> TLSARecord {
        do throws(TLSError) {
            return try TLSARecord(text)
        } catch {
            throw ValidationError(error.detail)
        }
    }
}

/// Whose certificate it is.
enum PeerUsage: String, CaseIterable, ExpressibleByArgument {
    case server
    case client

    /// The end that presents it.
    var role: Role { self == .server ? .server : .client }
}

/// Verifies with a library that is chosen at run time.
enum Verification {
    /// Reads all, verifies, and says what was looked at; throws where something cannot be read.
    static func report(
        _ library: any CertificateLibrary.Type,
        _ verification: PeerVerification,
        _ presented: CertificateSource,
        _ question: PeerQuestion
    ) throws(TLSError) -> VerificationReport {
        try report(on: library, verification, presented, question)
    }

    private static func report<Library: CertificateLibrary>(
        on library: Library.Type,
        _ verification: PeerVerification,
        _ presented: CertificateSource,
        _ question: PeerQuestion
    ) throws(TLSError) -> VerificationReport {
        let verifier = try PeerVerifier<Library>(verification)
        let certificates = try presented.decoded(as: .certificate) { (block) throws(TLSError) in
            try Library.certificate(block)
        }
        return verifier.report(on: certificates, question)
    }
}

/// Reads moments.
enum TimeArgument {
    /// Seconds since 1970 of a time in the form of RFC 3339; fractions are dropped.
    static func seconds(_ text: String) throws -> Int64 {
        guard let seconds = moment(text) else {
            throw ValidationError("wanted a time such as 2026-11-25T12:00:00Z")
        }
        return seconds
    }

    /// The same; nil for another text.
    static func moment(_ text: String) -> Int64? {
        let formatter = ISO8601DateFormatter()
        for options: ISO8601DateFormatter.Options in [
            [.withInternetDateTime], [.withInternetDateTime, .withFractionalSeconds],
        ] {
            formatter.formatOptions = options
            guard let date = formatter.date(from: text) else { continue }
            return Int64(date.timeIntervalSince1970.rounded(.down))
        }
        return nil
    }
}
