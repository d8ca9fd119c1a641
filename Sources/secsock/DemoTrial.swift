internal import SecureSockets

/// One failure: how it is provoked, and what each end should make of it.
struct DemoTrial: Sendable {
    let title: String
    let client: TLSConfiguration
    let server: TLSConfiguration
    let clientExpectation: DemoExpectation
    let serverExpectation: DemoExpectation

    static func showAll(
        on screen: DemoScreen,
        with certificates: DemoCertificates
    ) throws(TLSError) -> [DemoTrialResult] {
        screen.heading(
            "3. What can go wrong, and what each end is told",
            """
            Whoever operates devices needs the reason and not just that it failed: every alert, sent and received, arrives \
            as a number, ready for LwM2M's resource 1/0/11 (TLS-DTLS Alert Code of the server object, the last alert that \
            a client received). Error is category:code as avs_commons has it: 8572 with level << 8 | description for a \
            received alert, 37766 with the errno, 8573 with the TLS library's own number.
            """
        )
        let table = DemoTrialTable(screen)
        var results: [DemoTrialResult] = []
        for trial in try DemoTrial.all(with: certificates) {
            let result = try trial.run()
            table.show(result)
            results.append(result)
        }
        return results
    }

    private func run() throws(TLSError) -> DemoTrialResult {
        let clock = ContinuousClock()
        let start = clock.now
        let listening = try DemoServer(server)
        let socket = try TLSSocket(client)
        let end = DemoServer.end(of: socket) { () throws(TLSError) in
            try socket.connect(to: DemoServer.host, port: listening.port, within: DemoServer.limit)
        } then: { () throws(TLSError) in
            // A client of TLS 1.3 is done before the server has seen its certificate: a refusal comes with the first read.
            _ = try socket.receive(atMost: 1)
        }
        return DemoTrialResult(self, end, listening.wait(), clock.now - start)
    }
}

/// What came of a trial.
struct DemoTrialResult {
    let title: String
    let client: DemoEnd
    let server: DemoEnd
    /// LwM2M's resource 1/0/11: the description of the last alert that the client received; nil where there was none.
    let alertCode: UInt8?
    let time: Duration
    let differences: [String]

    init(_ trial: DemoTrial, _ client: DemoEnd, _ server: DemoEnd, _ time: Duration) {
        title = trial.title
        self.client = client
        self.server = server
        alertCode = client.notableAlerts.last { $0.direction == .received }?.alert.description.rawValue
        self.time = time
        differences =
            trial.clientExpectation.differences(from: client, "\(title), client")
            + trial.serverExpectation.differences(from: server, "\(title), server")
    }

    /// As JSON has it.
    var object: JSONValue {
        .object([
            ("title", .string(title)),
            ("client", client.object),
            ("server", server.object),
            ("alertCode", alertCode.map { .integer(Int64($0)) } ?? .null),
            ("microseconds", JSONValue(time.microseconds)),
            ("differences", JSONValue(differences)),
        ])
    }
}

/// The table of the trials, written row by row as they come.
private struct DemoTrialTable {
    private let screen: DemoScreen
    private let table: DemoTable

    init(_ screen: DemoScreen) {
        self.screen = screen
        let columns: [DemoTable.Column] = [
            .init(title: "What was done", width: 11, share: 8),
            .init(title: "End", width: 6),
            .init(title: "Alert", width: 20, share: 21),
            .init(title: "Reason", width: 19),
            .init(title: "Error", width: 9),
            .init(title: "1/0/11", width: 6),
        ]
        table = DemoTable(columns, width: screen.width)
        for line in table.header { screen.line(line) }
    }

    /// Two rows, the client's and the server's, with the title beside both.
    func show(_ result: DemoTrialResult) {
        let mark = result.differences.isEmpty ? "" : " (NOT AS EXPECTED)"
        let code = result.alertCode.map { "\($0)" } ?? "-"
        let rows = [["client"] + cells(result.client) + [code], ["server"] + cells(result.server) + [""]]
        for line in table.lines(result.title + mark, beside: rows) { screen.line(line) }
        screen.line(table.rule)
    }

    private func cells(_ end: DemoEnd) -> [String] {
        [end.alertText, end.error?.reason.name ?? "none", end.error?.avs ?? "-"]
    }
}
