internal import ArgumentParser
internal import Foundation
internal import SecureSockets

/// What a client does to come back for less.
struct SessionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Resume the session that this file has, and keep the newest one there. It is as secret as a key.",
            discussion: """
                A file that is missing, damaged, too old, or of another server, configuration or TLS library leads to a full \
                handshake, and the output says why. The file is replaced as a whole, for its owner only. One file is for one \
                server.
                """,
            valueName: "file"
        )
    )
    var sessionFile: String?

    /// Writes the choice into a socket.
    func apply(to socket: TLSSocket) {
        socket.sessionStorage = sessionFile.map { .file($0) }
    }

    /// What people are told once the handshake is complete; nil where no file was given.
    func clause(_ report: ResumptionReport?) -> String? {
        guard let sessionFile, let report else { return nil }
        return report.isResumed ? "resumed the session in " + sessionFile : "not resumed: " + report.text
    }

    /// What programs are told once the handshake is complete.
    func pairs(_ report: ResumptionReport?) -> [(key: String, value: JSONValue)] {
        guard sessionFile != nil, let report else { return [] }
        return [
            ("notResumed", JSONValue(report.whyNot?.name)),
            ("notResumedDetail", JSONValue(report.whyNot == nil ? nil : report.text)),
        ]
    }

    /// What programs are told at the end.
    func savedPairs(_ report: ResumptionReport?) -> [(key: String, value: JSONValue)] {
        guard sessionFile != nil, let report else { return [] }
        return [
            ("sessionSize", JSONValue(report.size)),
            ("savingFailure", JSONValue(report.savingFailure?.description)),
        ]
    }

    /// Says what became of the newest session, which a ticket may have brought at any time.
    func reportSaved(_ report: ResumptionReport?, _ console: Console) {
        guard let sessionFile, let report else { return }
        if let failure = report.savingFailure { return console.note("the session was not saved: \(failure)") }
        guard let size = report.size else { return }
        console.detail("saved a session of \(size) bytes in " + sessionFile)
    }
}

/// How a server lets clients come back for less.
struct ServerResumptionOptions: ParsableArguments {
    @Flag(help: "Give tickets, which clients resume their sessions with, under a key of this process.")
    var tickets = false

    @Option(
        help: ArgumentHelp(
            "Give tickets under the key in this file: 32 to 512 random bytes. Servers that share it resume each other's sessions.",
            discussion: """
                Where there is no such file, one with a new key is made, for its owner only. Who has it can read what \
                is sent in sessions of TLS 1.2 and DTLS 1.2 whose tickets it protects.
                """,
            valueName: "file"
        )
    )
    var ticketKeyFile: String?

    @Option(
        help: ArgumentHelp(
            "Keep so many sessions of TLS 1.2 and DTLS 1.2 for clients that come back with the id. Default 0.",
            valueName: "number"
        )
    )
    var sessionCache: Int = 0

    @Option(
        help: ArgumentHelp(
            "How long a session can be resumed, 1 to 604800. Default 21600, which is 6 hours.",
            valueName: "seconds"
        ),
        transform: ArgumentReader.seconds
    )
    var sessionLifetime: Duration?

    mutating func validate() throws {
        if tickets, ticketKeyFile != nil { throw ValidationError("Give --tickets or --ticket-key-file, not both.") }
        var checked = ServerResumption.cache(sessionCache)
        if let sessionLifetime { checked.lifetime = sessionLifetime }
        do throws(TLSError) {
            try checked.validate()
        } catch {
            throw ValidationError(error.detail)
        }
        guard sessionLifetime == nil || tickets || ticketKeyFile != nil || sessionCache > 0 else {
            throw ValidationError("--session-lifetime goes with --tickets, --ticket-key-file or --session-cache.")
        }
    }

    /// Writes the choice into a configuration.
    func apply(to configuration: inout TLSConfiguration) throws(Failure) {
        configuration.resumption.cachedSessions = sessionCache
        if let sessionLifetime { configuration.resumption.lifetime = sessionLifetime }
        configuration.resumption.ticketKey = try ticketKey()
    }

    private func ticketKey() throws(Failure) -> TicketKey? {
        guard let ticketKeyFile else {
            return tickets ? try library { () throws(TLSError) in try .random() } : nil
        }
        if let key = try makeFile(ticketKeyFile) { return key }
        let bytes = try InputFile.contents(ticketKeyFile)
        do throws(TLSError) {
            return try TicketKey(bytes)
        } catch {
            throw .input(ticketKeyFile + ": " + error.detail)
        }
    }

    /// A new key in a new file; nil where there is one.
    private func makeFile(_ path: String) throws(Failure) -> TicketKey? {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let key = try library { () throws(TLSError) in try TicketKey.random() }
        let written = key.withBytes { bytes in
            unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) == $0.count }
        }
        guard written else { throw .input(path + ": the key could not be written") }
        return key
    }
}
