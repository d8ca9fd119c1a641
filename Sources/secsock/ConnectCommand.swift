internal import ArgumentParser
internal import Foundation
internal import SecureSockets

/// `secsock connect`: a client joined to standard input and output.
struct ConnectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connect",
        abstract: "Connect to a server: standard input goes there, and what comes goes to standard output.",
        discussion: """
            TARGET is coaps://HOST[:PORT] (DTLS), coaps+tcp://HOST[:PORT] or https://HOST[:PORT] (TLS), dtls://HOST:PORT, \
            tls://HOST:PORT, or HOST:PORT, which is TLS unless --dtls is given. An IPv6 address is in brackets.

            With DTLS each piece read from standard input is one datagram: a line where it is a terminal. When the input has \
            ended, the connection is closed after the peer has been silent for the time of --linger. SIGINT and SIGTERM close \
            it with close_notify.

            With --json each line of standard output is an object whose "event" is connected, received (data in base64), alert, \
            closed or error.

            Examples:
              secsock connect coaps://server.example --psk-file device.psk
              printf 'GET / HTTP/1.0\\r\\n\\r\\n' | secsock connect https://example.org
              secsock connect localhost:4433 --ca ca.pem --send hello
              secsock connect https://example.org --tlsa "3 1 1 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
              secsock connect [::1]:4433 --ca ca.pem --cert me.pem --key me.key --json
              secsock connect coaps://server.example --psk-file device.psk --session-file device.session

            \(ExitStatus.discussion)
            """
    )

    @Argument(help: "The server: a URL or HOST:PORT.", transform: Target.init(reading:))
    var target: Target

    @Option(
        help: ArgumentHelp("Send this text instead of standard input.", valueName: "text")
    )
    var send: String?

    @Option(
        help: ArgumentHelp("The whole time for connecting and the handshake.", valueName: "seconds"),
        transform: ArgumentReader.seconds
    )
    var timeout: Duration?

    @Option(
        help: ArgumentHelp(
            "How long the peer must be silent after the end of the input before the connection is closed. Default 2.",
            valueName: "seconds"
        ),
        transform: ArgumentReader.seconds
    )
    var linger: Duration = .seconds(2)

    @OptionGroup(title: "Credentials") var credentials: CredentialOptions
    @OptionGroup(title: "Verification of the server") var trust: ServerTrustOptions
    @OptionGroup(title: "Versions and cipher suites") var suites: SuiteOptions
    @OptionGroup(title: "Protocol") var parameters: ProtocolOptions
    @OptionGroup(title: "Resumption") var session: SessionOptions
    @OptionGroup(title: "Connection IDs") var connectionIDs: ClientConnectionIDFlags
    @OptionGroup(title: "Network") var network: ClientNetworkOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws {
        guard target.port != 0 else { throw ValidationError("The port of the target is 1 to 65535.") }
        if target.kind == .stream, suites.datagram {
            throw ValidationError("The scheme of the target means TLS, --dtls means DTLS: leave one out.")
        }
        if target.kind == .datagram, suites.onlyTLS12 || suites.onlyTLS13 {
            throw ValidationError("DTLS has the one version 1.2 here: leave out --tls1.2 and --tls1.3.")
        }
        if credentials.usesPreSharedKey, !trust.isEmpty {
            throw ValidationError("With a pre-shared key no certificate is verified: leave out the options for that.")
        }
    }

    func run() throws {
        let console = output.console
        try reportingFailure(to: console) { () throws(Failure) in try connect(console) }
    }

    private func connect(_ console: Console) throws(Failure) -> ExitStatus {
        credentials.warn(console)
        let socket = TLSSocket(backend: try backend(console))
        try network.apply(to: socket, port: target.port)
        session.apply(to: socket)
        connectionIDs.apply(to: socket)
        let interruption = Interruption()
        SignalWatch.start(stop: {
            interruption.set()
            socket.cancel()
        })
        console.detail("offering " + socket.backend.suites.offered.map { $0.description }.joined(separator: ", "))
        reportLeftOut(socket.backend, console)
        let start = Deadline.now
        do throws(TLSError) {
            try socket.connect(to: target.host, port: target.port, within: timeout)
        } catch {
            reportAlerts(of: socket, console)
            throw .tls(error)
        }
        let duration = Deadline.now - start
        reportConnected(socket, console, after: duration)
        return try talk(over: socket, console, interruption)
    }

    /// What the options come to.
    func backend(_ console: Console, writingKeyLog: Bool = true) throws(Failure) -> DefaultBackend {
        let kind = target.kind ?? (suites.datagram ? .datagram : .stream)
        var configuration = TLSConfiguration(kind, credentials: try credentials.client())
        suites.apply(to: &configuration)
        try parameters.apply(to: &configuration, writingKeyLog: writingKeyLog)
        configuration.connectionIDs = connectionIDs.options
        trust.apply(to: &configuration, console)
        return try library { () throws(TLSError) in try DefaultBackend(configuration) }
    }

    private func reportLeftOut(_ backend: DefaultBackend, _ console: Console) {
        for refusal in backend.groups.refused { console.note("\(refusal.value) is not offered: \(refusal.why)") }
        for refusal in backend.signatureSchemes.refused {
            console.note("\(refusal.value) is not offered: \(refusal.why)")
        }
    }

    private func reportConnected(_ socket: TLSSocket, _ console: Console, after duration: Duration) {
        guard let negotiated = socket.negotiated else { return }
        let report = NegotiatedReport(negotiated: negotiated)
        let peer = socket.remoteAddress?.text ?? target.host
        let milliseconds = Int(duration / .milliseconds(1))
        let size = socket.innerMaximumTransmissionUnit
        let circumstances: [(key: String, value: JSONValue)] = [
            ("peer", .string(peer)),
            ("milliseconds", JSONValue(milliseconds)),
            ("innerMTU", JSONValue(size)),
            ("connectionIDResumed", .boolean(socket.connectionIDResumed)),
        ]
        let verification = socket.verificationReport
        let verified: [(key: String, value: JSONValue)] = [("verification", verification?.object ?? .null)]
        let resumed = connectionIDs.pairs(socket) + session.pairs(socket.resumption)
        console.event("connected", circumstances + report.pairs + verified + resumed)
        console.note("connected to \(peer): \(report.clause)")
        for line in report.peer { console.note("  " + line) }
        for line in verification?.recordLines ?? [] { console.note("  " + line) }
        if verification?.isAuthenticated == false { console.note("  nobody knows who the server is") }
        if let clause = session.clause(socket.resumption) { console.note("  " + clause) }
        if socket.connectionIDResumed { console.note("  without a handshake, as it was left") }
        if connectionIDs.associationFile != nil, let why = socket.whyNotRestored { console.detail("  " + why.text) }
        let unit = negotiated.version.isDatagram ? "datagram" : "record"
        console.detail("  in \(milliseconds) ms, at most \(size ?? 0) bytes a \(unit)")
    }

    private func talk(
        over socket: TLSSocket,
        _ console: Console,
        _ interruption: Interruption
    ) throws(Failure) -> ExitStatus {
        let connection = Connection(socket, console, linger: linger)
        let ending: Connection.Ending
        do throws(TLSError) {
            ending = try connection.run(sending: send) { interruption.isSet }
        } catch {
            reportAlerts(of: socket, console)
            try? socket.close()
            throw .tls(error)
        }
        // Nobody waits for the sending thread: it may be waiting for a terminal. Where it is sending right now, nothing is lost but
        // the good-bye.
        try? end(socket, ending)
        reportAlerts(of: socket, console)
        let (sent, received) = connection.counts
        console.event(
            "closed",
            [("by", .string(ending.rawValue)), ("sent", JSONValue(sent)), ("received", JSONValue(received))]
                + session.savedPairs(socket.resumption)
        )
        session.reportSaved(socket.resumption, console)
        console.detail("closed (\(ending.rawValue)): \(sent) bytes sent, \(received) received")
        return .success
    }

    /// What is kept in a file goes on another time, unless the server has ended it.
    private func end(_ socket: TLSSocket, _ ending: Connection.Ending) throws(TLSError) {
        let isKept = connectionIDs.associationFile != nil && ending != .peer
        if isKept { try socket.suspend() } else { try socket.close() }
    }

    private func reportAlerts(of socket: TLSSocket, _ console: Console) {
        for record in socket.alerts.records {
            console.event("alert", record.pairs)
            console.detail("alert " + record.text)
        }
    }
}

/// Whether a signal came; shared by threads.
final class Interruption: @unchecked Sendable {
    private let lock = NSLock()
    private var happened = false

    var isSet: Bool { lock.withLock { happened } }

    func set() {
        lock.withLock { happened = true }
    }
}
