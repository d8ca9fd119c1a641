internal import ArgumentParser

@main
struct Secsock: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secsock",
        abstract: "TLS and DTLS sockets that say why.",
        subcommands: [Demo.self]
    )
}
