/// What an association with connection IDs has dropped without a word, and how often it moved.
public struct ConnectionIDCounters: Hashable, Sendable {
    /// Records that were cut off, too long, too short, or of nothing but padding.
    public internal(set) var droppedMalformed = 0
    /// Records in the clear, which are nothing once the handshake is done; repetitions of the peer's last flight are among them.
    public internal(set) var droppedUnprotected = 0
    /// Records with a connection ID that is not ours.
    public internal(set) var droppedForeignConnectionIDs = 0
    /// Protected records without the connection ID that was agreed on.
    public internal(set) var droppedWithoutConnectionID = 0
    /// Records whose number had come already, or is too old to be told (RFC 6347, 4.1.2.6).
    public internal(set) var droppedReplays = 0
    /// Records that were not made with the keys of the association.
    public internal(set) var droppedUnauthentic = 0
    /// Records that came in a handshake before there were keys to open them.
    public internal(set) var droppedEarly = 0
    /// How often the peer's address changed.
    public internal(set) var moves = 0
    /// How often `ConnectionIDOptions.permitsMove` said no.
    public internal(set) var refusedMoves = 0

    /// Nothing so far.
    public init() {}

    /// How many records were dropped.
    public var dropped: Int {
        droppedMalformed + droppedUnprotected + droppedForeignConnectionIDs + droppedWithoutConnectionID
            + droppedReplays
            + droppedUnauthentic + droppedEarly
    }
}
