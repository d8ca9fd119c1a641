internal import Foundation
public import SecureSockets

/// A server on loopback with a thread for each client, that stops by itself when it goes.
public final class LoopbackServer: Sendable {
    /// What the server's end of one client came to.
    public enum Outcome: Sendable {
        case served(Negotiated, AlertLog)
        case failed(TLSError, AlertLog)
    }

    /// The port on 127.0.0.1.
    public var port: UInt16 { listener.localAddress.port }

    /// What the listener has seen.
    public var counters: ListenerCounters { listener.counters }

    private let listener: ServerListener
    private let outcomes = Mailbox<Outcome>()

    /// Listens on a free port; `serve` runs after each handshake, by default an echo until the end.
    public init(
        _ configuration: TLSConfiguration,
        within limit: Duration = .seconds(20),
        serve: @escaping @Sendable (ServerSocket) throws(TLSError) -> Void = { (socket) throws(TLSError) in
            try LoopbackServer.echo(socket)
        }
    ) throws(TLSError) {
        let listener = try ServerListener(configuration, host: "127.0.0.1", port: 0)
        self.listener = listener
        let outcomes = outcomes
        Thread.detachNewThread {
            while let socket = try? listener.accept() {
                Thread.detachNewThread { outcomes.put(Self.run(socket, limit, serve)) }
            }
        }
    }

    deinit { listener.cancel() }

    /// Serves the clients that come from now on with another configuration.
    public func reload(_ configuration: TLSConfiguration) throws(TLSError) {
        try listener.reload(configuration)
    }

    /// Whether a client is done whose outcome was not asked for.
    public var hasOutcome: Bool { outcomes.count > 0 }

    /// What the next client that is done came to; nil where none is within 30 seconds.
    public func nextOutcome() -> Outcome? { outcomes.take() }

    /// Sends back what comes until close_notify.
    public static func echo(_ socket: ServerSocket) throws(TLSError) {
        while true {
            let bytes = try socket.receive(atMost: 16_384)
            if bytes.isEmpty { return }
            try socket.send(bytes)
        }
    }

    private static func run(
        _ socket: ServerSocket,
        _ limit: Duration,
        _ serve: (ServerSocket) throws(TLSError) -> Void
    ) -> Outcome {
        var negotiated: Negotiated?
        do throws(TLSError) {
            try socket.handshake(within: limit)
            negotiated = socket.negotiated
            try serve(socket)
        } catch {
            let alerts = socket.alerts
            try? socket.close()
            return .failed(error, alerts)
        }
        let alerts = socket.alerts
        try? socket.close()
        guard let negotiated else { return .failed(.configuration("nothing negotiated"), alerts) }
        return .served(negotiated, alerts)
    }
}

/// Hands values from one thread to another, with a bound on the wait.
public final class Mailbox<Value: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private var values: [Value] = []

    /// An empty one.
    public init() {}

    /// Hands a value over.
    public func put(_ value: Value) {
        condition.withLock {
            values.append(value)
            condition.broadcast()
        }
    }

    /// How many values wait.
    public var count: Int { condition.withLock { values.count } }

    /// The oldest value; nil where none comes within the limit.
    public func take(within seconds: Double = 30) -> Value? {
        let end = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while values.isEmpty {
            guard condition.wait(until: end) else { return nil }
        }
        return values.removeFirst()
    }
}
