internal import ArgumentParser

@main
struct Secsock: ParsableCommand {
    /// The version of the tool and of the library with it.
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "secsock",
        abstract: "TLS and DTLS sockets that say why.",
        discussion: """
            Examples:
              secsock serve 4433 --cert server.pem --key server.key
              secsock connect localhost:4433 --ca ca.pem
              secsock verify --chain server.pem --trusted ca.pem --name server.example
              secsock suites --dtls --psk --profile lwm2m
            """,
        version: version,
        subcommands: [
            ConnectCommand.self, ServeCommand.self, VerifyCommand.self, ExplainCommand.self, SuitesCommand.self,
            FeaturesCommand.self,
            Demo.self,
        ]
    )
}
