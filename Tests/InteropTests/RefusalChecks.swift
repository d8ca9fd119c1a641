internal import SecureSockets
internal import TestSupport
internal import Testing

/// How a program shows the alerts that it sent or received.
typealias AlertReader = @Sendable (AlertRecord.Direction, String) -> [TLSAlert]

extension Program {
    /// The first alert of a direction, as soon as it is printed.
    func firstAlert(_ direction: AlertRecord.Direction, _ read: AlertReader) throws -> TLSAlert {
        try wait(for: "an alert that was \(direction)") { read(direction, $0.text).first }
    }
}

/// Our client, against a program that serves.
struct ClientRefusal {
    let error: TLSError
    let alerts: AlertLog

    /// Connects and receives, since an alert may come behind a handshake that succeeded; throws where both succeed.
    init(_ configuration: TLSConfiguration, to program: Program) throws {
        let socket = try ClientSocket(configuration)
        socket.receiveTimeout = .seconds(20)
        var failure: TLSError?
        do throws(TLSError) {
            try socket.connect(to: "127.0.0.1", port: program.port, within: .seconds(20))
            _ = try socket.receive(atMost: 1)
        } catch {
            failure = error
        }
        error = try #require(failure, "connected and received: \(program.printed.text.suffix(2_000))")
        alerts = socket.alerts
        try socket.close()
    }
}

/// We refuse: the error says why and has the alert that we sent.
func expect(_ error: TLSError, _ alerts: AlertLog, refuses refusal: Refusal) {
    #expect(error.reason.name == refusal.reason.name, "\(error)")
    #expect(error.sentAlert?.packed == refusal.alert.packed, "\(error)")
    #expect(error.alert == nil)
    #expect(alerts.lastSent?.packed == refusal.alert.packed)
}

/// We are refused: the error's code is the alert.
func expect(_ error: TLSError, _ alerts: AlertLog, isRefusedBy refusal: Refusal) {
    // In TLS 1.3 a client is done before the server has seen its certificate, and learns of it with the first read.
    let isLate = refusal.client.version == .tls13 && refusal.server.requiresClientCertificate
    #expect(error.phase == (isLate ? .established : .handshake))
    #expect(error.category.name == "alert", "\(error)")
    #expect(error.code == refusal.alert.packed, "\(error)")
    #expect(error.reason.name == refusal.reasonGiven.name, "\(error)")
    #expect(alerts.lastReceived?.packed == refusal.alert.packed)
}

/// What the server's end of the next client failed with.
func nextFailure(of server: LoopbackServer, _ program: Program) throws -> (TLSError, AlertLog) {
    guard case .failed(let error, let alerts) = server.nextOutcome() else {
        throw Program.Failure(description: "the client was served: \(program.printed.text.suffix(2_000))")
    }
    return (error, alerts)
}
