/// Who sent the datagrams that wait in a port, in their order.
package struct SenderQueue {
    private var senders: [SocketAddress] = []
    private var head = 0

    /// An empty queue.
    package init() {}

    /// How many senders it has memory for.
    package var capacity: Int { senders.capacity }

    /// Appends who sent the newest datagram.
    package mutating func append(_ sender: SocketAddress) {
        senders.append(sender)
    }

    /// Takes who sent the oldest one; nil where none waits.
    package mutating func takeFirst() -> SocketAddress? {
        guard head < senders.count else { return nil }
        defer { drop() }
        return senders[head]
    }

    /// Room is made now and then: who sends faster than is read never lets the queue become empty.
    private mutating func drop() {
        let least = 64
        head += 1
        if head == senders.count {
            senders.removeAll(keepingCapacity: senders.capacity <= 2 * least)
            head = 0
        } else if head > least, head * 2 > senders.count {
            senders.removeSubrange(..<head)
            head = 0
        }
    }
}
