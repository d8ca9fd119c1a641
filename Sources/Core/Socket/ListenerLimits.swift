/// How much a listener takes on.
///
/// What is over a limit is refused without an answer and counted.
public struct ListenerLimits: Hashable, Sendable {
    /// How many accepted sockets may be without a complete handshake at a time; default 1024.
    public var halfOpenHandshakes = 1024
    /// How many accepted sockets there may be at a time, half-open ones included; default 100 000.
    public var associations = 100_000
    /// How many of them may come from one IP address; default 1024.
    public var associationsPerAddress = 1024
    /// How long a handshake may take from the moment of acceptance, whatever `handshake` is told; default 60 seconds.
    public var handshakeTime: Duration = .seconds(60)
    /// How long an association may receive nothing before a waiting `receive` ends it with ETIMEDOUT; default nil, for ever.
    public var idleTime: Duration?

    /// The defaults.
    public init() {}
}

/// What a listener has seen since it began.
public struct ListenerCounters: Hashable, Sendable {
    /// Clients that were handed out by `accept`.
    public internal(set) var accepted = 0
    /// Handshakes that were completed.
    public internal(set) var established = 0
    /// Handshakes that failed or ran out of time.
    public internal(set) var failedHandshakes = 0
    /// Associations that exist now, half-open ones included.
    public internal(set) var associations = 0
    /// Associations that exist now and whose handshake is not complete.
    public internal(set) var halfOpen = 0
    /// Associations that a new one of the same client took the place of (RFC 6347, 4.2.8).
    public internal(set) var replaced = 0
    /// Associations that ended since nothing came for too long.
    public internal(set) var idle = 0
    /// Clients that were refused by each limit.
    public internal(set) var refusedByHalfOpenHandshakes = 0
    /// Clients that were refused because there were too many associations.
    public internal(set) var refusedByAssociations = 0
    /// Clients that were refused because too many came from their address.
    public internal(set) var refusedByAssociationsPerAddress = 0
    /// Hellos that were answered with a cookie; on datagrams only.
    public internal(set) var cookiesSent = 0
    /// Hellos that came back with the right cookie.
    public internal(set) var cookiesVerified = 0
    /// Hellos that came with a wrong cookie: of another address, of another hello, or made up.
    ///
    /// They are answered with the right one, and so they are among `cookiesSent`, too.
    public internal(set) var cookiesRejected = 0
    /// Clients that were refused because all connection IDs of the configured length are in use.
    public internal(set) var refusedByConnectionIDs = 0
    /// Datagrams with a connection ID that no association has.
    public internal(set) var droppedForeignConnectionIDs = 0
    /// Associations that went on at another address of their peer's (RFC 9146, 6).
    public internal(set) var moves = 0
    /// Moves that `ConnectionIDOptions.permitsMove` refused.
    public internal(set) var refusedMoves = 0
    /// Associations that were restored without a handshake; they are among `accepted` and `established`.
    public internal(set) var restored = 0
    /// Datagrams that were no whole hello and belonged to no association.
    public internal(set) var droppedStrayDatagrams = 0
    /// Hellos that were dropped because `accept` did not keep up.
    public internal(set) var droppedHellos = 0
    /// Datagrams that were dropped because their association did not receive for too long.
    public internal(set) var droppedByFullInbox = 0
    /// Alerts that came from clients, by description; counted when their association ends.
    public internal(set) var alertsReceived: [TLSAlert.Description: Int] = [:]
    /// Alerts that were sent to clients, by description; counted when their association ends.
    public internal(set) var alertsSent: [TLSAlert.Description: Int] = [:]

    /// Nothing seen yet.
    public init() {}
}
