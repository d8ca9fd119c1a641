internal import Foundation
internal import SecureSockets

/// Accepts clients and serves each on a thread of its own; one that fails ends nothing but itself.
final class EchoServer: @unchecked Sendable {
    /// What bounds the server.
    struct Limits {
        /// After how many clients it ends; nil for never.
        let clients: Int?
        let clientsAtOnce: Int
        let idle: Duration
        let handshake: Duration
    }

    private let listener: SecureListener<DefaultBackend>
    private let console: Console
    private let limits: Limits
    private let answer: Answer
    // What follows is guarded by `condition`, which is signaled when a client is done and when the server is to stop.
    private let condition = NSCondition()
    private var clients: [Int: TLSSocket] = [:]
    private var accepted = 0
    private var isStopping = false
    private var firstFailure = ExitStatus.success

    init(_ listener: SecureListener<DefaultBackend>, _ console: Console, limits: Limits, answer: Answer) {
        self.listener = listener
        self.console = console
        self.limits = limits
        self.answer = answer
    }

    /// Ends everything with good-byes; from any thread.
    func stop() {
        condition.withLock {
            isStopping = true
            for client in clients.values { client.cancel() }
            condition.broadcast()
        }
        listener.cancel()
    }

    /// Serves until it is stopped or has served as many clients as it should; all are done when it returns.
    func run() -> ExitStatus {
        while waitForRoom() {
            do throws(TLSError) {
                start(try listener.accept())
            } catch {
                guard error.reason != .canceled else { break }
                console.report(.tls(error))
                // The system lacks descriptors or memory: a moment for clients to go.
                pause()
            }
        }
        return condition.withLock {
            while !clients.isEmpty { condition.wait() }
            return limits.clients == nil ? .success : firstFailure
        }
    }

    /// Waits until another client may come; false where none may any more.
    private func waitForRoom() -> Bool {
        condition.withLock {
            while clients.count >= limits.clientsAtOnce, !isStopping { condition.wait() }
            return !isStopping && accepted < limits.clients ?? .max
        }
    }

    private func pause() {
        condition.withLock { _ = condition.wait(until: Date(timeIntervalSinceNow: 0.1)) }
    }

    private func start(_ socket: TLSSocket) {
        let number = condition.withLock {
            accepted += 1
            clients[accepted] = socket
            if isStopping { socket.cancel() }
            return accepted
        }
        Thread.detachNewThread { [self] in
            let status = Client(socket, console, limits, answer).serve { self.condition.withLock { self.isStopping } }
            condition.withLock {
                clients[number] = nil
                if firstFailure == .success { firstFailure = status }
                condition.broadcast()
            }
        }
    }
}

/// One client of the server, from its handshake to its line of outcome.
private final class Client {
    private let socket: TLSSocket
    private let console: Console
    private let limits: EchoServer.Limits
    private let answer: Answer
    private var received = 0
    private var sent = 0
    private var report: NegotiatedReport?

    init(_ socket: TLSSocket, _ console: Console, _ limits: EchoServer.Limits, _ answer: Answer) {
        self.socket = socket
        self.console = console
        self.limits = limits
        self.answer = answer
    }

    func serve(isStopping: () -> Bool) -> ExitStatus {
        let peer = socket.remoteAddress?.text ?? "?"
        var status = ExitStatus.success
        var outcome = "closed"
        var failure: TLSError?
        do throws(TLSError) {
            try talk()
        } catch {
            if isStopping(), error.reason == .canceled {
                outcome = "stopped"
            } else if error.reason == .timedOut, report != nil {
                outcome = "idle"
            } else {
                outcome = "failed"
                failure = error
                status = ExitStatus(error)
            }
        }
        try? socket.close()
        tell(peer, outcome, failure)
        return status
    }

    private func talk() throws(TLSError) {
        try socket.handshake(within: limits.handshake)
        if let negotiated = socket.negotiated { report = NegotiatedReport(negotiated: negotiated) }
        socket.receiveTimeout = limits.idle
        while true {
            let bytes = try socket.receive(atMost: 65_536)
            guard !bytes.isEmpty else { return }
            received += bytes.count
            guard answer == .echo else { continue }
            try socket.send(bytes)
            sent += bytes.count
        }
    }

    private func tell(_ peer: String, _ outcome: String, _ failure: TLSError?) {
        guard !console.isJSON else { return event(peer, outcome, failure) }
        var line = "client \(peer): "
        if let report {
            line += ([report.clause] + report.peer).joined(separator: ", ")
            line += ": \(received) bytes received, \(sent) sent, "
        }
        line += failure.map { "failed " + FailureReport(.tls($0)).clause } ?? outcome
        console.result(line)
        for record in socket.alerts.records { console.detail("  alert " + record.text) }
    }

    private func event(_ peer: String, _ outcome: String, _ failure: TLSError?) {
        var pairs: [(key: String, value: JSONValue)] = [
            ("peer", .string(peer)),
            ("outcome", .string(outcome)),
            ("received", JSONValue(received)),
            ("sent", JSONValue(sent)),
            ("negotiated", report.map { .object($0.pairs) } ?? .null),
            ("alerts", .array(socket.alerts.records.map { .object($0.pairs) })),
        ]
        pairs.append(("error", failure.map { .object(FailureReport(.tls($0)).pairs) } ?? .null))
        console.event("client", pairs)
    }
}
