/// One datagram that was given to a network, and what became of it.
public struct Passage: Hashable, Sendable {
    /// Where it went.
    public let direction: LossyNetwork.Direction
    /// Which one of its direction it was, from 0.
    public let number: Int
    /// When it was sent.
    public let time: Duration
    /// Its length in bytes.
    public let length: Int
    /// What became of it.
    public let fate: Fate
}

extension Passage: CustomStringConvertible {
    /// As in `1.0 seconds, to the server, number 3, 120 bytes: lost`.
    public var description: String {
        let end = direction == .toServer ? "server" : "client"
        return "\(time), to the \(end), number \(number), \(length) bytes: \(fate)"
    }
}
