public import SecureSocketCore

/// Two associations joined in memory over a `LossyNetwork`, with a clock that only the test moves.
///
/// The ends may be of different backends. Nothing waits: minutes of a handshake with lost datagrams take as long as its
/// computations. Without conditions nothing is lost. Not thread-safe.
///
/// ```swift
/// let link = try Link(client, server, conditions: NetworkConditions(loss: 0.25), seed: 7)
/// #expect(link.handshake().isComplete, "\(link)")
/// ```
public final class Link<Client: TLSBackend, Server: TLSBackend> {
    /// What carries the datagrams, with the rules for losing them.
    public let network: LossyNetwork
    /// The monotonic time of both ends and the network; it begins at zero.
    public var now: Duration = .zero
    /// How many datagrams that arrived at the same time an end takes in before it looks at them; default 16, as sockets do.
    public var datagramsAtOnce = 16

    let clientEnd: LinkEnd<Client.Engine>
    let serverEnd: LinkEnd<Server.Engine>

    /// Joins an engine of each backend; both have to be for the same kind of transport.
    ///
    /// `host` is the name that the client reaches the server by. `maximumTransmissionUnit` is the longest datagram in bytes
    /// that the engines make. With `usesCookies` the server's cookie gate stands before its engine, as in a listener on
    /// UDP (RFC 6347, 4.2.1). Throws what the backends throw where they make an engine.
    public init(
        _ client: Client,
        _ server: Server,
        host: String? = "localhost",
        maximumTransmissionUnit: Int = 1400,
        usesCookies: Bool = false,
        conditions: NetworkConditions = NetworkConditions(),
        seed: UInt64 = 0
    ) throws(TLSError) {
        let mtu = maximumTransmissionUnit
        let near = try client.makeEngine(.client, host: host, maximumTransmissionUnit: mtu)
        let far = try server.makeEngine(.server, host: nil, maximumTransmissionUnit: mtu)
        clientEnd = LinkEnd(Association(near, role: .client, settings: client.settings))
        serverEnd = LinkEnd(Association(far, role: .server, settings: server.settings))
        network = LossyNetwork(client.settings.kind, conditions: conditions, seed: seed)
        if usesCookies { try putGate(before: server, mtu) }
    }

    /// The end that says hello.
    public var client: Association<Client.Engine> { clientEnd.association }
    /// The other end.
    ///
    /// With cookies it is another one once the client's cookie has come.
    public var server: Association<Server.Engine> { serverEnd.association }

    /// What became of the handshake of both ends.
    public struct Outcome {
        /// What ended the handshake of the client; nil where it completed.
        public var client: TLSError?
        /// What ended the handshake of the server; nil where it completed.
        public var server: TLSError?
        /// When the client's handshake was over; nil where it is not.
        public var clientTime: Duration?
        /// When the server's handshake was over; nil where it is not.
        public var serverTime: Duration?

        /// Both completed but for what is given.
        public init(client: TLSError? = nil, server: TLSError? = nil) {
            self.client = client
            self.server = server
        }

        /// Whether both ends completed.
        public var isComplete: Bool { client == nil && server == nil }
    }

    private func putGate(before server: Server, _ maximumTransmissionUnit: Int) throws(TLSError) {
        let gate = try server.makeGate(maximumTransmissionUnit: maximumTransmissionUnit)
        let settings = server.settings
        let address: [UInt8] = [192, 0, 2, 1]
        serverEnd.admit = { [unowned self] hello in
            // A hello that the gate cannot read is dropped, as a listener does.
            let engine = (try? gate.admit(hello, from: address.span)) ?? nil
            while gate.takeOutgoing({ network.send($0, .toClient, at: now) }) {}
            return engine.map { Association($0, role: .server, settings: settings) }
        }
    }
}

extension Link: CustomStringConvertible {
    /// The seed, the conditions, the time and each datagram with its fate: for the comment of an expectation.
    public var description: String {
        let lines = ["seed \(network.seed), \(network.conditions), now \(now)"] + network.passages.map { "\($0)" }
        return lines.joined(separator: "\n")
    }
}
