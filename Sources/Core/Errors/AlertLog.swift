/// One alert that went over the wire, in either direction.
public struct AlertRecord: Hashable, Sendable {
    /// Who sent it.
    public enum Direction: Sendable {
        /// It came from the peer.
        case received
        /// It is ours.
        case sent

        /// `received` or `sent`.
        public var name: String { self == .received ? "received" : "sent" }
    }

    /// Who sent it.
    public let direction: Direction
    /// Level and description.
    public let alert: TLSAlert
    /// What the association was doing.
    public let phase: Phase

    /// An alert with its circumstances.
    public init(direction: Direction, alert: TLSAlert, phase: Phase) {
        self.direction = direction
        self.alert = alert
        self.phase = phase
    }

    /// For people: `received fatal unknown_ca (48)`.
    public var text: String { direction.name + " " + alert.text }
}

/// What an association was doing when something happened.
public enum Phase: Hashable, Sendable {
    /// Before the first handshake message: configuration, name resolution, connecting the transport.
    case setup
    /// In the handshake.
    case handshake
    /// After it.
    case established

    /// The name of the case.
    public var name: String {
        switch self {
        case .setup: "setup"
        case .handshake: "handshake"
        case .established: "established"
        }
    }
}

/// The alerts of one association: the last 16 of them in order, and how many there were.
public struct AlertLog: Hashable, Sendable {
    /// How many alerts are kept.
    public static let capacity = 16

    /// The newest alerts, oldest first.
    public private(set) var records: [AlertRecord] = []
    /// How many came from the peer, those included that are no longer kept.
    public private(set) var receivedCount = 0
    /// How many were ours, those included that are no longer kept.
    public private(set) var sentCount = 0

    /// An empty log.
    public init() {}

    /// The newest alert that came from the peer.
    public var lastReceived: TLSAlert? { records.last { $0.direction == .received }?.alert }

    /// The newest alert that was ours.
    public var lastSent: TLSAlert? { records.last { $0.direction == .sent }?.alert }

    /// Appends an alert and forgets the oldest one where there are too many.
    public mutating func append(_ record: AlertRecord) {
        if records.count == Self.capacity { records.removeFirst() }
        records.append(record)
        switch record.direction {
        case .received: receivedCount += 1
        case .sent: sentCount += 1
        }
    }
}
