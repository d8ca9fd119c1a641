/// Stands between a client and a server of datagrams on loopback: it passes on, keeps, holds back and invents, and what it
/// sends has for either end the address of the other.
///
/// It has no thread: nothing passes but in its calls, which come from one thread.
public final class Relay {
    /// One of both ways.
    public enum Way: Sendable {
        case toServer
        case toClient
    }

    /// Where the client finds the server.
    public var port: UInt16 { front.port }
    /// What was really sent, in order.
    public private(set) var sent: [(way: Way, datagram: [UInt8])] = []
    /// Whether the server's datagrams are held back.
    public var holdsServer = false
    /// The server's datagrams that are held back.
    public private(set) var held: [[UInt8]] = []

    private let front: RawSocket
    private var back: RawSocket
    private let serverPort: UInt16
    private var clientPort: UInt16?

    /// Stands before the server at a port of 127.0.0.1; nil where the system has no sockets left.
    public init?(before serverPort: UInt16) {
        guard let front = RawSocket(.datagram), let back = RawSocket(.datagram) else { return nil }
        self.front = front
        self.back = back
        self.serverPort = serverPort
    }

    /// The port that the server sees the client at.
    public var outerPort: UInt16 { back.port }

    /// Lets the server see the client at another port from now on, as a NAT does that has forgotten it; false where the system has
    /// no socket left.
    public func moveClient() -> Bool {
        guard let other = RawSocket(.datagram) else { return false }
        back = other
        return true
    }

    /// Takes what has come from the client out of the way; nil where nothing has.
    public func takeFromClient() -> [UInt8]? {
        front.receive()?.bytes
    }

    /// Passes on what has come from both ends; false where nothing had.
    @discardableResult
    public func pass() -> Bool {
        var hasPassed = false
        while let (datagram, sender) = front.receive() {
            clientPort = sender
            sent.append((.toServer, datagram))
            back.send(datagram, to: serverPort)
            hasPassed = true
        }
        while let (datagram, _) = back.receive() {
            hasPassed = true
            guard !holdsServer else {
                held.append(datagram)
                continue
            }
            sent.append((.toClient, datagram))
            inject(datagram, .toClient)
        }
        return hasPassed
    }

    /// Passes on until the condition holds; false where it does not within a minute.
    public func pass(until condition: () -> Bool) -> Bool {
        eventually {
            pass()
            return condition()
        }
    }

    /// Sends something of its own.
    public func inject(_ datagram: [UInt8], _ way: Way) {
        switch way {
        case .toServer: back.send(datagram, to: serverPort)
        case .toClient: if let clientPort { front.send(datagram, to: clientPort) }
        }
    }

    /// Lets go what was held back.
    public func release() {
        holdsServer = false
        for datagram in held {
            sent.append((.toClient, datagram))
            inject(datagram, .toClient)
        }
        held = []
    }

    /// What was really sent in a direction.
    public func datagrams(_ way: Way) -> [[UInt8]] {
        sent.filter { $0.way == way }.map { $0.datagram }
    }
}
