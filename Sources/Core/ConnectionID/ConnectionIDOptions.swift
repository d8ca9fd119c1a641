/// How an end uses connection IDs of DTLS 1.2 (RFC 9146): an association is then known by what stands in its records, and outlives
/// a change of the client's address, as behind a NAT.
public struct ConnectionIDOptions: Sendable {
    /// The most bytes that a connection ID has.
    public static let longest = 255

    /// How many bytes the connection ID has that this end asks to be sent, 0 to 255; default 8.
    ///
    /// It is random. A client whose server has one address needs none, 0: it only lets the server have one. A server finds the
    /// association by it, so that 0 is of no use there, and few bytes are soon used up.
    public var length: Int
    /// Whether an association moves from one address to another, asked whenever an authentic record newer than all others has
    /// come from there; default nil: it always does (RFC 9146, 6).
    ///
    /// A server only. Called while the socket is locked: it must not call the socket.
    public var permitsMove: (@Sendable (_ from: SocketAddress, _ to: SocketAddress) -> Bool)?

    /// Connection IDs of this many bytes.
    public init(length: Int = 8) {
        self.length = length
    }

    func validate(for kind: TransportKind) throws(TLSError) {
        guard kind == .datagram else { throw .configuration("connection IDs are for datagrams") }
        guard length >= 0, length <= Self.longest else {
            throw .configuration("a connection ID has 0 to 255 bytes, \(length) cannot be")
        }
    }
}

/// The connection IDs that two ends agreed on.
public struct ConnectionIDs: Hashable, Sendable {
    /// What stands in the records that come; empty where they have none.
    public let own: [UInt8]
    /// What stands in the records that are sent; empty where they have none.
    public let peer: [UInt8]

    /// Those of the two ends.
    public init(own: [UInt8], peer: [UInt8]) {
        self.own = own
        self.peer = peer
    }

    /// A connection ID of so many random bytes.
    package static func random(length: Int) throws(TLSError) -> [UInt8] {
        try SystemRandom.bytes(length)
    }

    /// The one that follows in the order of numbers.
    static func next(after connectionID: [UInt8]) -> [UInt8] {
        var next = connectionID
        for place in next.indices.reversed() {
            next[place] &+= 1
            if next[place] != 0 { break }
        }
        return next
    }
}
