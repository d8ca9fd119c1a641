internal import ArgumentParser
internal import SecureSockets

/// `secsock explain`: what the options of `connect` or `serve` come to, without a connection.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what a configuration comes to, and what is weak or unusual about it, without a connection.",
        discussion: """
            Put `explain` in front of `connect` or `serve` with all their options: nothing is sent, bound or written. Told are \
            the versions, the cipher suites in their order, groups and signature schemes, how the peer is verified, and what \
            this build or the system's policy makes impossible.

            Each finding has a name for programs, a severity and a sentence. A note may well be meant; a warning gives away \
            what TLS is used for.

            Examples:
              secsock explain connect coaps://server.example --psk-identity device --psk-file device.psk
              secsock explain serve 5684 --dtls --cert server.pem --key server.key --strict
              secsock explain connect example.org:443 --insecure --json

            Exit codes: 0 the configuration can be used, 1 it cannot, or with --strict there are warnings, 64 wrong arguments.
            """,
        subcommands: [ExplainConnectCommand.self, ExplainServeCommand.self]
    )
}

/// `secsock explain connect`.
struct ExplainConnectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connect",
        abstract: "Say what `secsock connect` with these options comes to."
    )

    @OptionGroup var command: ConnectCommand
    @OptionGroup var explanation: ExplanationOptions

    func run() throws {
        // What it would warn of is among the findings.
        let silent = Console(volume: .quiet, isJSON: command.output.json)
        try reportingFailure(to: command.output.console) { () throws(Failure) in
            let backend = try command.backend(silent, writingKeyLog: false)
            return explanation.show(Explanation(backend, .client), command.output.json)
        }
    }
}

/// `secsock explain serve`.
struct ExplainServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Say what `secsock serve` with these options comes to."
    )

    @OptionGroup var command: ServeCommand
    @OptionGroup var explanation: ExplanationOptions

    func run() throws {
        try reportingFailure(to: command.output.console) { () throws(Failure) in
            let backend = try command.backend(writingKeyLog: false)
            return explanation.show(Explanation(backend, .server), command.output.json)
        }
    }
}

/// What `explain` is told besides.
struct ExplanationOptions: ParsableArguments {
    @Flag(help: "Exit with 1 where there are warnings.")
    var strict = false

    /// Prints an explanation.
    fileprivate func show(_ explanation: Explanation, _ isJSON: Bool) -> ExitStatus {
        let console = Console(volume: .normal, isJSON: isJSON)
        if isJSON {
            console.result(explanation.object.text)
        } else {
            for line in explanation.lines { console.result(line) }
        }
        return strict && explanation.hasWarnings ? .other : .success
    }
}
