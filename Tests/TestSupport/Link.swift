public import SecureSockets

/// Two associations joined in memory, with a clock that only the test moves.
///
/// Datagrams are handed over whole and in order; a predicate can lose some of them.
public final class Link<Client: TLSBackend, Server: TLSBackend> {
    /// The end that says hello.
    public let client: Association<Client.Engine>
    /// The other end.
    public let server: Association<Server.Engine>
    /// The monotonic time of both ends.
    public var now: Duration = .zero
    /// Called with the direction and the number of each datagram; true loses it.
    public var loses: (_ fromClient: Bool, _ number: Int) -> Bool = { _, _ in false }
    /// When the client sent something.
    public private(set) var clientSends: [Duration] = []
    private var sent = (client: 0, server: 0)

    /// Joins an engine of each backend.
    public init(
        _ client: Client,
        _ server: Server,
        host: String? = "localhost",
        maximumTransmissionUnit: Int = 1400
    ) throws(TLSError) {
        let mtu = maximumTransmissionUnit
        let near = try client.makeEngine(.client, host: host, maximumTransmissionUnit: mtu)
        let far = try server.makeEngine(.server, host: nil, maximumTransmissionUnit: mtu)
        self.client = Association(near, role: .client, settings: client.settings)
        self.server = Association(far, role: .server, settings: server.settings)
    }

    /// What became of the handshake of both ends.
    public struct Outcome {
        /// What ended the handshake of the client; nil where it completed.
        public var client: TLSError?
        /// What ended the handshake of the server; nil where it completed.
        public var server: TLSError?

        /// Both completed but for what is given.
        public init(client: TLSError? = nil, server: TLSError? = nil) {
            self.client = client
            self.server = server
        }
    }

    /// Runs both handshakes to their ends, which are bounded by the time-outs of the configurations.
    public func handshake() -> Outcome {
        var outcome = Outcome()
        var steps = 0
        while steps < 10_000 {
            steps += 1
            let clientIsDone = client.isEstablished || outcome.client != nil
            let serverIsDone = server.isEstablished || outcome.server != nil
            if !clientIsDone { outcome.client = Self.step(client, now) }
            deliverFromClient()
            if !serverIsDone { outcome.server = Self.step(server, now) }
            deliverFromServer()
            if clientIsDone, serverIsDone { return outcome }
            if isWaiting { moveClock() }
        }
        return outcome
    }

    /// Carries what the client has to send to the server.
    public func deliverFromClient() {
        while client.engine.hasOutgoing {
            let isLost = loses(true, sent.client)
            sent.client += 1
            clientSends.append(now)
            client.takeOutgoing { if !isLost { server.ingest($0) } }
            hasMoved = true
        }
    }

    /// Carries what the server has to send to the client.
    public func deliverFromServer() {
        while server.engine.hasOutgoing {
            let isLost = loses(false, sent.server)
            sent.server += 1
            server.takeOutgoing { if !isLost { client.ingest($0) } }
            hasMoved = true
        }
    }

    private var hasMoved = false

    private var isWaiting: Bool {
        defer { hasMoved = false }
        return !hasMoved
    }

    private func moveClock() {
        let timers = [client.isEstablished ? nil : client.timer, server.isEstablished ? nil : server.timer]
        if let next = timers.compactMap({ $0 }).filter({ $0 > now }).min() { now = next }
    }

    private static func step<Engine: TLSEngine>(_ end: Association<Engine>, _ now: Duration) -> TLSError? {
        do throws(TLSError) {
            _ = try end.handshake(at: now)
            return nil
        } catch {
            return error
        }
    }
}

extension Association {
    /// Everything that can be read now, as one array a read.
    public func readAll(atMost count: Int = 20_000) throws(TLSError) -> (data: [[UInt8]], hasEnded: Bool) {
        var found: [[UInt8]] = []
        while true {
            var status = ReadStatus.wantsInput
            let bytes = try [UInt8](capacity: count) { (output) throws(TLSError) in
                status = try engine.read(into: &output)
            }
            switch status {
            case .data, .truncated: found.append(bytes)
            case .endOfStream: return (found, true)
            case .wantsInput: return (found, false)
            }
        }
    }
}
