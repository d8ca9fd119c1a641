/// Whether and how a server lets clients resume earlier sessions.
///
/// Off by default: a resumed session rests on what was proved before, so that a client whose certificate is revoked or whose key
/// is taken away comes back as long as its session lasts, and who gets the key of the tickets can read the sessions of
/// (D)TLS 1.2 that they hold. Sessions are bound to the configuration: none is resumed under another one,
/// for instance where clients' certificates are required and were not before.
public struct ServerResumption: Sendable {
    /// The key that tickets are protected with; nil, the default, gives none.
    ///
    /// Processes that share it, and the same configuration, resume each other's sessions. The server keeps nothing of the
    /// sessions (RFC 5077; RFC 8446, 4.6.1).
    public var ticketKey: TicketKey?
    /// How many sessions of (D)TLS 1.2 the server keeps for clients that come back with the id; default 0.
    ///
    /// The oldest one goes where one more comes. Each takes 0.3 to 1 KB, and more with a client's certificate. Clients that
    /// take tickets get those, where there are any.
    public var cachedSessions = 0
    /// How long a session can be resumed, counted from its full handshake; default 6 hours.
    ///
    /// 1 second to 7 days (RFC 8446, 4.6.1), else EINVAL. The keys of tickets are made anew from `ticketKey` every three
    /// lifetimes, and the one before still opens.
    public var lifetime: Duration = .seconds(21_600)

    /// No resumption.
    public init() {}

    /// Tickets under this key.
    public static func tickets(_ key: TicketKey) -> ServerResumption {
        var resumption = ServerResumption()
        resumption.ticketKey = key
        return resumption
    }

    /// Sessions kept by the server, at most so many.
    public static func cache(_ count: Int) -> ServerResumption {
        var resumption = ServerResumption()
        resumption.cachedSessions = count
        return resumption
    }

    /// Whether there is any.
    public var isEnabled: Bool { ticketKey != nil || cachedSessions > 0 }

    /// `lifetime` in whole seconds.
    package var lifetimeInSeconds: Int64 { lifetime.components.seconds }

    /// Throws EINVAL where a value is out of range.
    package func validate() throws(TLSError) {
        guard lifetime >= .seconds(1), lifetime <= .seconds(7 * 86_400) else {
            throw .configuration("the lifetime of sessions is 1 second to 7 days")
        }
        guard cachedSessions >= 0 else {
            throw .configuration("the number of cached sessions is \(cachedSessions): wanted 0 or more")
        }
    }
}
