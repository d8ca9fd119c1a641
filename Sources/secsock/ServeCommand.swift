internal import ArgumentParser
internal import SecureSockets

/// `secsock serve`: a server that sends back what it gets.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve clients: send back what they send, and say what became of each.",
        discussion: """
            The first line of standard output is "listening on ADDRESS:PORT"; port 0 takes any free one. Each client has one line on \
            standard output when it is done: what was negotiated and how it ended. SIGINT and SIGTERM close all connections \
            with close_notify and end the server with 0. SIGHUP reads all files and tokens of the options anew: clients that come \
            from then on get the new certificates, keys and lists, and connections go on. If one cannot be used, the server says \
            so and goes on with what it had.

            With --json each line is an object whose "event" is listening, client, reloaded, notReloaded or error.

            Examples:
              secsock serve 4433 --cert server.pem --key server.key
              secsock serve 5684 --dtls --psk-file devices.psk --answer-unreadable-finished
              secsock serve [::1]:0 --cert server.pem --key server.key --once --json
              secsock serve 4433 --cert server.pem --key server.key --ticket-key-file tickets.key

            The exit code is that of the first client that failed where --once or --count ends the server, 0 otherwise.
            \(ExitStatus.discussion)
            """
    )

    @Argument(help: "PORT or HOST:PORT; default all hosts.", transform: ListeningAddress.init(reading:))
    var address: ListeningAddress

    @Flag(help: "What to do with what comes: send it back, or nothing.")
    var answer: Answer = .echo

    @Flag(help: "End after one client.")
    var once = false

    @Option(help: ArgumentHelp("End after this many clients.", valueName: "number"))
    var count: Int?

    @Option(help: ArgumentHelp("How many clients are served at a time; others wait.", valueName: "number"))
    var maxClients: Int = 256

    @Option(
        help: ArgumentHelp(
            "Close a connection on which nothing came for this long. Default 300.",
            valueName: "seconds"
        ),
        transform: ArgumentReader.seconds
    )
    var idleTimeout: Duration = .seconds(300)

    @Option(
        help: ArgumentHelp("The whole time for a handshake. Default 30.", valueName: "seconds"),
        transform: ArgumentReader.seconds
    )
    var handshakeLimit: Duration = .seconds(30)

    @Option(help: ArgumentHelp("The hint that clients may choose their identity by.", valueName: "text"))
    var pskHint: String?

    @Flag(help: "Tell a DTLS client at once that its pre-shared key is wrong, with the alert decrypt_error.")
    var answerUnreadableFinished = false

    @OptionGroup(title: "Credentials") var credentials: CredentialOptions
    @OptionGroup(title: "Verification of clients") var trust: ClientTrustOptions
    @OptionGroup(title: "Versions and cipher suites") var suites: SuiteOptions
    @OptionGroup(title: "Protocol") var parameters: ProtocolOptions
    @OptionGroup(title: "Resumption") var resumption: ServerResumptionOptions
    @OptionGroup(title: "Connection IDs") var connectionIDs: ServerConnectionIDFlags
    @OptionGroup(title: "Network") var network: NetworkOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws {
        guard !credentials.isEmpty else {
            throw ValidationError(
                "A server needs credentials: --cert and --key, --raw-public-key and --key, or --psk-file."
            )
        }
        if once, count != nil { throw ValidationError("Give --once or --count, not both.") }
        if let count, count < 1 { throw ValidationError("--count is at least 1.") }
        guard maxClients >= 1 else { throw ValidationError("--max-clients is at least 1.") }
        if pskHint != nil, !credentials.usesPreSharedKey {
            throw ValidationError("--psk-hint goes with pre-shared keys.")
        }
        if credentials.usesPreSharedKey, trust.requireClientCertificate || trust.requestClientCertificate {
            throw ValidationError("With pre-shared keys no client has a certificate: leave out the options for that.")
        }
        if answerUnreadableFinished, !suites.datagram || !credentials.usesPreSharedKey {
            throw ValidationError("--answer-unreadable-finished goes with --dtls and pre-shared keys.")
        }
    }

    func run() throws {
        let console = output.console
        try reportingFailure(to: console) { () throws(Failure) in try serve(console) }
    }

    private func serve(_ console: Console) throws(Failure) -> ExitStatus {
        credentials.warn(console)
        let backend = try backend()
        let address = address
        let listener = try library { () throws(TLSError) in
            try TLSListener(backend: backend, host: address.host, port: address.port, options: network.options)
        }
        let server = EchoServer(
            listener,
            console,
            limits: .init(
                clients: once ? 1 : count,
                clientsAtOnce: maxClients,
                idle: idleTimeout,
                handshake: handshakeLimit
            ),
            answer: answer
        )
        let command = self
        SignalWatch.start(reload: { command.reload(listener, console) }, stop: { server.stop() })
        announce(listener.localAddress, backend.configuration.kind, console)
        return server.run()
    }

    /// Reads everything anew that the options name; what cannot be used changes nothing.
    private func reload(_ listener: TLSListener, _ console: Console) {
        do throws(Failure) {
            let backend = try backend()
            try library { () throws(TLSError) in try listener.reload(backend: backend) }
        } catch {
            console.note("not reloaded: the server goes on with what it had")
            guard console.isJSON else { return console.report(error) }
            return console.event("notReloaded", FailureReport(error).pairs)
        }
        guard console.isJSON else { return console.result("reloaded") }
        console.event("reloaded", [])
    }

    /// What the options come to.
    func backend(writingKeyLog: Bool = true) throws(Failure) -> DefaultBackend {
        let own = try credentials.server(hint: pskHint)
        var configuration = TLSConfiguration(suites.datagram ? .datagram : .stream, credentials: own)
        suites.apply(to: &configuration)
        try parameters.apply(to: &configuration, writingKeyLog: writingKeyLog)
        configuration.connectionIDs = connectionIDs.options
        trust.apply(to: &configuration)
        try resumption.apply(to: &configuration)
        configuration.answersUnreadableFinished = answerUnreadableFinished
        return try library { () throws(TLSError) in try DefaultBackend(configuration) }
    }

    private func announce(_ address: SocketAddress, _ kind: TransportKind, _ console: Console) {
        guard console.isJSON else { return console.result("listening on " + address.text) }
        console.event(
            "listening",
            [
                ("address", .string(address.text)),
                ("host", .string(address.host)),
                ("port", .integer(Int64(address.port))),
                ("protocol", kind == .datagram ? "DTLS" : "TLS"),
            ]
        )
    }
}

/// What the server does with what comes.
enum Answer: String, EnumerableFlag {
    case echo
    case discard
}
