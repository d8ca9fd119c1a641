internal import SecureSockets
internal import TestSupport
internal import Testing

typealias Rule = (LossyNetwork.Direction, Int, Span<UInt8>) -> Fate?

/// One handshake over one network.
struct Trial {
    var conditions = NetworkConditions()
    var seed: UInt64 = 0
    var maximumTransmissionUnit = 1400
    var usesCookies = false
    var datagramsAtOnce = 16
    var rule: Rule = { _, _, _ in nil }
}

/// What became of a trial; without the types of the backends.
struct Report {
    var client: End
    var server: End
    /// The datagrams of the handshake.
    var passages: [Passage]
    /// Whether both ends say that they resumed a session.
    var isResumed: Bool
    /// Whether both ends say that they have connection IDs.
    var hasConnectionIDs: Bool
    /// Whether data passed in both directions, once the network was perfect again.
    var exchangesData: Bool
    /// For the comment of an expectation.
    var words: String

    struct End {
        var failure: TLSError?
        var endedAt: Duration?
        /// When the last message of the peer's came that brought the handshake on; zero before the first.
        var progressedAt: Duration = .zero
    }

    var isComplete: Bool { client.failure == nil && server.failure == nil }

    func count(_ direction: LossyNetwork.Direction) -> Int {
        passages.count { $0.direction == direction }
    }
}

/// The backends of a pair, made once for many trials.
struct Trials {
    let timeouts: HandshakeTimeouts
    let pair: Pair
    private let kind: HandshakeKind
    private let perform: (Trial) throws -> Report

    init(
        _ combination: Combination,
        timeouts: HandshakeTimeouts = .default,
        server change: (inout TLSConfiguration) -> Void = { _ in }
    ) throws {
        self.timeouts = timeouts
        pair = combination.pair
        kind = combination.kind
        var configurations = try combination.kind.configurations(timeouts)
        change(&configurations.server)
        let (client, server) = (combination.pair.client.backend, combination.pair.server.backend)
        perform = try Self.open(client, server, configurations, resumes: combination.kind.isResumed)
    }

    func run(_ trial: Trial = Trial()) throws -> Report {
        let report = try perform(trial)
        #expect(!report.isComplete || report.isResumed == kind.isResumed, "\(report.words)")
        #expect(!report.isComplete || report.hasConnectionIDs == kind.hasConnectionIDs, "\(report.words)")
        return report
    }

    /// How long an end waits without an answer until it gives up.
    var wholeWait: Duration {
        var (wait, sum) = (timeouts.minimum, Duration.zero)
        while wait < timeouts.maximum {
            sum += wait
            wait *= 2
        }
        return sum + timeouts.maximum
    }

    private static func open<Client: TLSBackend, Server: TLSBackend>(
        _: Client.Type,
        _: Server.Type,
        _ configurations: (client: TLSConfiguration, server: TLSConfiguration),
        resumes: Bool
    ) throws -> (Trial) throws -> Report {
        let client = try Client(configurations.client)
        let server = try Server(configurations.server)
        let session = resumes ? try session(client, server) : nil
        return { trial in
            var conditions = trial.conditions
            conditions.maximumTransmissionUnit = trial.maximumTransmissionUnit
            let link = try Link(
                client,
                server,
                maximumTransmissionUnit: trial.maximumTransmissionUnit,
                usesCookies: trial.usesCookies,
                conditions: conditions,
                seed: trial.seed
            )
            link.network.rule = trial.rule
            link.datagramsAtOnce = trial.datagramsAtOnce
            if let session { #expect(link.client.engine.offer(session.content)) }
            return report(link)
        }
    }

    /// The session of a handshake that nothing disturbs.
    private static func session<Client: TLSBackend, Server: TLSBackend>(
        _ client: Client,
        _ server: Server
    ) throws -> EngineSession {
        let link = try Link(client, server)
        #expect(link.handshake().isComplete)
        return try #require(link.client.engine.takeSession())
    }

    private static func report<Client, Server>(_ link: Link<Client, Server>) -> Report {
        var watch = (client: ProgressWatch(), server: ProgressWatch())
        // Beyond the longest handshake that can be: nothing happens on its own behind it.
        link.run(until: .seconds(100_000)) {
            watch.client.note(link.client.engine.lastHandshakeMessage, link.now)
            watch.server.note(link.server.engine.lastHandshakeMessage, link.now)
            return false
        }
        let outcome = link.handshake()
        let words = "\(link)"
        let passages = link.network.passages
        return Report(
            client: Report.End(
                failure: outcome.client,
                endedAt: outcome.clientTime,
                progressedAt: watch.client.time
            ),
            server: Report.End(
                failure: outcome.server,
                endedAt: outcome.serverTime,
                progressedAt: watch.server.time
            ),
            passages: passages,
            isResumed: link.client.engine.negotiated?.isResumed == true
                && link.server.engine.negotiated?.isResumed == true,
            hasConnectionIDs: link.client.engine.negotiated?.connectionIDs != nil
                && link.server.engine.negotiated?.connectionIDs != nil,
            exchangesData: outcome.isComplete && exchangesData(link),
            words: words
        )
    }

    private static func exchangesData<Client, Server>(_ link: Link<Client, Server>) -> Bool {
        link.network.conditions = NetworkConditions()
        link.network.rule = { _, _, _ in nil }
        do {
            try link.send([1, 2, 3], from: .client)
            guard try link.receive(by: .server) == [[1, 2, 3]] else { return false }
            try link.send([4, 5], from: .server)
            return try link.receive(by: .client) == [[4, 5]]
        } catch {
            return false
        }
    }
}

/// Notes when a handshake was last brought on, without asking the timers that are under test.
private struct ProgressWatch {
    var time = Duration.zero
    private var message: UInt8?

    mutating func note(_ newest: UInt8?, _ now: Duration) {
        guard newest != message else { return }
        message = newest
        time = now
    }
}
