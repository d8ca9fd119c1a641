public import SecureSockets

/// A client that comes back to a server, in memory, with what it keeps in between.
public final class Visits<Client: TLSBackend, Server: TLSBackend> {
    /// What came of one visit.
    public struct Visit {
        /// What the client agreed to; nil where its handshake failed.
        public let client: Negotiated?
        /// What the server agreed to.
        public let server: Negotiated?
        /// What ended a handshake.
        public let failure: TLSError?
        /// What became of resumption, by the client.
        public let report: ResumptionReport
        /// For the comment of an expectation.
        public let words: String

        /// Whether both ends say that they resumed.
        public var isResumed: Bool { client?.isResumed == true && server?.isResumed == true && report.isResumed }
        /// Whether neither end says so.
        public var isFull: Bool { client?.isResumed == false && server?.isResumed == false && !report.isResumed }
    }

    /// What the client is made of; a test may change it between visits.
    public var client: Client
    /// What the server is made of.
    public var server: Server
    /// The name that the client calls the server by.
    public var host = "localhost"
    /// Where the session is kept.
    public var storage: SessionStorage

    /// Two ends, and a buffer of 4096 bytes between the visits.
    public init(_ client: Client, _ server: Server, storage: SessionStorage = .buffer(SessionBuffer(size: 4096))) {
        self.client = client
        self.server = server
        self.storage = storage
    }

    /// Shakes hands and sends something each way; `prepare` may change the link before.
    public func visit(_ prepare: (Link<Client, Server>) -> Void = { _ in }) throws -> Visit {
        let link = try Link(client, server, host: host)
        prepare(link)
        let keeper = SessionKeeper(client, host: host, storage: storage)
        keeper.offer(to: link.client.engine)
        let outcome = link.handshake()
        if let failure = outcome.client { keeper.fail(failure, link.client.engine) }
        if link.client.isEstablished { keeper.note(link.client.engine) }
        if outcome.isComplete { try exchange(link, keeper) }
        return Visit(
            client: link.client.engine.negotiated,
            server: link.server.engine.negotiated,
            failure: outcome.client ?? outcome.server,
            report: keeper.report,
            words: "\(keeper.report), \(link)"
        )
    }

    private func exchange(_ link: Link<Client, Server>, _ keeper: SessionKeeper<Client>) throws {
        try link.send([1, 2, 3], from: .client)
        guard try link.receive(by: .server) == [[1, 2, 3]] else { throw TLSError.configuration("nothing came") }
        try link.send([4, 5], from: .server)
        guard try link.receive(by: .client) == [[4, 5]] else { throw TLSError.configuration("no answer came") }
        keeper.note(link.client.engine)
    }
}
