public import SecureSocketCore

/// A network between two ends that lives in memory, with the time that its caller tells: bytes go in, and come out or not.
///
/// It knows nothing of TLS, so other protocols can be tested over it too. What becomes of a datagram depends on the seed,
/// its direction and its number only: the same seed gives the same fates in all versions of this package. At most 10 000
/// datagrams a direction are under way at once; more are lost. Not thread-safe.
///
/// A stream takes delays only and stays in order.
public final class LossyNetwork {
    /// Which way a datagram goes.
    public enum Direction: Hashable, Sendable, CaseIterable {
        /// From the client to the server.
        case toServer
        /// From the server to the client.
        case toClient
    }

    /// Datagrams or a stream.
    public let kind: TransportKind
    /// What decides where chance does.
    public let seed: UInt64
    /// How datagrams are treated from now on.
    public var conditions: NetworkConditions
    /// Called with the direction, the number, from 0, and the content of each datagram: a fate goes before chance, nil
    /// leaves it to chance.
    public var rule: (_ direction: Direction, _ number: Int, _ content: Span<UInt8>) -> Fate? = { _, _, _ in nil }
    /// The first 10 000 datagrams, in the order in which they were sent.
    public private(set) var passages: [Passage] = []

    /// How often the client has moved.
    public private(set) var moves = 0
    /// Where the server sends to: the client's address after so many moves.
    private var target = 0
    /// The address that the datagram came from that the server received last.
    private var newestSource = 0

    private static let longestTrace = 10_000
    private static let mostCopies = 16
    private let toServer: Lane
    private let toClient: Lane

    /// A network with nothing under way.
    public init(_ kind: TransportKind = .datagram, conditions: NetworkConditions = NetworkConditions(), seed: UInt64) {
        self.kind = kind
        self.conditions = conditions
        self.seed = seed
        var generator = SeededGenerator(seed)
        toServer = Lane(seed: generator.next())
        toClient = Lane(seed: generator.next())
    }

    /// Gives the client another address, as a NAT does that has forgotten it: what is sent to the old one is lost from now on.
    ///
    /// The server goes on sending there until `followClient`.
    public func moveClient() {
        moves += 1
    }

    /// Lets the server send to where the datagram came from that it received last.
    public func followClient() {
        target = newestSource
    }

    /// Whether the datagram that the server received last came from another address than the one that it sends to.
    public var hasNewSource: Bool { newestSource != target }

    /// Takes one datagram, or bytes of a stream.
    public func send(_ bytes: Span<UInt8>, _ direction: Direction, at now: Duration) {
        let lane = lane(direction)
        let number = lane.sent
        lane.sent += 1
        var chance = Chance(conditions, seed: lane.seed, number: number)
        let fate = fate(of: number, bytes, direction, chance.fate)
        if passages.count < Self.longestTrace {
            passages.append(
                Passage(direction: direction, number: number, time: now, length: bytes.count, fate: fate)
            )
        }
        let copies = min(fate.copies, Self.mostCopies)
        guard copies > 0 else { return }
        let content = Lane.Content(
            bytes: Self.content(bytes, damagedBit: fate.damagedBit),
            address: direction == .toServer ? moves : target
        )
        let times = (0..<copies).map { _ in
            let drawn = chance.nextDelay()
            return now + max(fate.delay ?? drawn, .zero)
        }
        if fate.isOvertaken, !lane.isHolding {
            lane.hold(content, until: times.map { $0 + conditions.longestHold })
        } else {
            lane.add(content, at: times, inOrder: kind == .stream)
        }
    }

    /// Lends the datagram that arrived first, or a piece of the stream, and removes it afterwards; false where none has
    /// arrived by now.
    @discardableResult
    public func receive(_ direction: Direction, at now: Duration, _ body: (Span<UInt8>) -> Void) -> Bool {
        while let content = lane(direction).takeFirst(at: now) {
            if direction == .toClient, content.address != moves { continue }
            if direction == .toServer { newestSource = content.address }
            body(content.bytes.span)
            return true
        }
        return false
    }

    /// When the next one arrives, at either end; nil where nothing is under way.
    public var nextArrival: Duration? {
        switch (toServer.nextArrival, toClient.nextArrival) {
        case (let first?, let second?): min(first, second)
        case (let first, let second): first ?? second
        }
    }

    /// How many datagrams were sent that way.
    public func sentCount(_ direction: Direction) -> Int {
        lane(direction).sent
    }

    private func lane(_ direction: Direction) -> Lane {
        switch direction {
        case .toServer: toServer
        case .toClient: toClient
        }
    }

    private func fate(of number: Int, _ bytes: Span<UInt8>, _ direction: Direction, _ chance: Fate) -> Fate {
        let fate = rule(direction, number, bytes) ?? chance
        guard kind == .datagram else { return fate.delay.map { .delayed(by: $0) } ?? .delivered }
        if let most = conditions.maximumTransmissionUnit, bytes.count > most { return .lost }
        return fate
    }

    private static func content(_ bytes: Span<UInt8>, damagedBit: Int?) -> [UInt8] {
        var content = [UInt8](capacity: bytes.count) { output in
            for index in bytes.indices { output.append(bytes[index]) }
        }
        if let damagedBit, !content.isEmpty {
            let bit = Int(damagedBit.magnitude % UInt(content.count * 8))
            content[bit / 8] ^= 1 << UInt8(bit % 8)
        }
        return content
    }
}
