/// Where a socket is in its life, as users of avs_net know it.
public enum SocketState: Hashable, Sendable {
    /// No descriptor: new, or after `close` or `suspend`.
    case closed
    /// Ended in both directions, the descriptor kept.
    case shutdown
    /// Bound to a local address, not connected.
    case bound
    /// A server's end of a transport that a client opened.
    case accepted
    /// A client's end.
    case connected

    /// The name of the case.
    public var name: String {
        switch self {
        case .closed: "closed"
        case .shutdown: "shutdown"
        case .bound: "bound"
        case .accepted: "accepted"
        case .connected: "connected"
        }
    }
}
