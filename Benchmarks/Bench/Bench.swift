internal import ArgumentParser
internal import Foundation
internal import SecureSockets

/// `bench`: the library on each of its backends beside plain C on the same.
@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure each backend of the build beside plain C on the same library, in turns in one run.",
        discussion: """
            Without --memory, --loopback or --idle it measures all three, the last one with 10000 associations. A rate \
            is work by processor time of both ends together, a ratio is the library's figure by that of C. \
            docs/how-fast-is-it.md explains each line.

            Examples:
              bench
              bench --loopback --only handshakes --rounds 21
              bench --json > figures.json
            """
    )

    @Option(help: "How often each rate is measured in turns.")
    var rounds = 11

    @Flag(help: "Measure two engines in memory, in one thread.")
    var memory = false

    @Flag(help: "Measure sockets on the loopback interface.")
    var loopback = false

    @Option(help: ArgumentHelp("Measure a server with this many idle associations of DTLS.", valueName: "count"))
    var idle: Int?

    @Option(help: ArgumentHelp("Measure only what has this in its name.", valueName: "text"))
    var only = ""

    @Option(help: ArgumentHelp("The folder with the project's test certificates.", valueName: "folder"))
    var certs = "certs"

    @Flag(help: "One JSON object, for programs.")
    var json = false

    @Option(help: .hidden)
    var idleServer: IdleServer.Side?

    @Option(help: .hidden)
    var library: String?

    mutating func validate() throws {
        guard rounds > 0, idle ?? 1 > 0 else { throw ValidationError("Rounds and associations are at least 1.") }
        guard idle ?? 1 <= IdleTrial.mostAssociations else {
            throw ValidationError("At most \(IdleTrial.mostAssociations) associations have an address of their own.")
        }
    }

    func run() throws {
        if let idleServer {
            let served = libraries.first { $0.name == library }
            guard let served else { throw ValidationError("--library names no library of this build.") }
            return try served.serveIdle(idleServer, idle ?? 1)
        }
        let wanted = trials().filter { only.isEmpty || $0.title.contains(only) }
        guard !wanted.isEmpty else { throw ValidationError("Nothing has \"\(only)\" in its name.") }
        var report = Report(libraries, rounds: rounds)
        for (index, trial) in wanted.enumerated() {
            Report.progress("[\(index + 1)/\(wanted.count)] \(trial.title)")
            report.measurements += try trial.run()
        }
        try print(json ? report.json : report.text)
    }

    private var libraries: [Library] { Library.all(certificates: certs) }

    private func trials() -> [Trial] {
        let isAll = !memory && !loopback && idle == nil
        var trials: [Trial] = []
        if isAll || memory { trials += Kind.allCases.flatMap { Trials.inMemory($0, libraries, rounds: rounds).all } }
        if isAll || memory { trials += ConnectionIDTrials(libraries: libraries, rounds: rounds).all }
        if isAll || loopback {
            trials += Kind.allCases.flatMap { Trials.onLoopback($0, libraries, rounds: rounds).all }
        }
        if isAll || idle != nil { trials.append(IdleTrial(libraries: libraries, count: idle ?? 10_000).trial) }
        return trials
    }
}

/// Something to measure, which gives one figure or some that belong together.
struct Trial {
    let title: String
    let run: () throws -> [Measurement]
}

enum BenchError: Error, CustomStringConvertible {
    case baselineFailed(String)
    case serverFailed(String)
    case shortTransfer
    case notResumed

    var description: String {
        switch self {
        case .baselineFailed(let what): "the C baseline failed: \(what)"
        case .serverFailed(let what): "the server of idle associations failed: \(what)"
        case .notResumed: "a session was not resumed"
        case .shortTransfer: "fewer bytes came than were sent"
        }
    }
}
