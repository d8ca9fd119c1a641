internal import ArgumentParser
internal import SecureSockets

/// `secsock demo`: what works, and how failures are told apart, shown against servers of its own.
struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show on this machine alone what works and how failures are told apart.",
        discussion: """
            Starts servers of its own on 127.0.0.1, talks DTLS with a pre-shared key to one, downloads firmware by HTTPS \
            from another, and then provokes failures one by one. Every outcome is compared with what it should be: the \
            exit status is 1, and what differed is said, unless all are as they should be.
            """
    )

    @Option(help: ArgumentHelp("The folder with the test certificates; by default the project's.", valueName: "folder"))
    var certs: String?

    @Flag(help: "Print one JSON document and nothing else.")
    var json = false

    func run() throws {
        let certificates = try DemoCertificates(folder: certs)
        let screen = DemoScreen(isSilent: json)
        screen.title()
        var report = DemoReport(backend: DefaultBackend.name)
        report.exchange = report.attempt("The DTLS exchange") { () throws(TLSError) in
            try DemoExchange.show(on: screen)
        }
        report.download = report.attempt("The firmware download") { () throws(TLSError) in
            try DemoDownload.show(on: screen, with: certificates)
        }
        let failures = report.attempt("The provoked failures") { () throws(TLSError) in
            try DemoTrial.showAll(on: screen, with: certificates)
        }
        report.failures = failures ?? []
        report.conclude()
        screen.verdict(of: report)
        if json { print(report.object.indentedText) }
        guard report.isAsExpected else { throw ExitCode.failure }
    }
}
