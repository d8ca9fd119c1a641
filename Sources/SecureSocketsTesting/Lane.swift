/// What is under way in one direction, in the order of its arrival.
final class Lane {
    /// A datagram, or a piece of a stream.
    struct Content {
        let bytes: [UInt8]
        /// The number of the client's address that it comes from or goes to.
        let address: Int
    }

    private struct Arrival {
        var time: Duration
        let content: Content
        var isHeld = false
    }

    private static let mostUnderWay = 10_000

    let seed: UInt64
    /// How many were sent, lost ones too.
    var sent = 0
    private var arrivals: [Arrival] = []
    /// Whether one waits to be overtaken.
    private(set) var isHolding = false

    init(seed: UInt64) {
        self.seed = seed
    }

    var nextArrival: Duration? { arrivals.first?.time }

    /// Keeps copies back until another one overtakes them, at most until the times.
    func hold(_ content: Content, until times: [Duration]) {
        for time in times { insert(Arrival(time: time, content: content, isHeld: true)) }
        isHolding = true
    }

    /// Lets copies arrive at the times, and what they overtake directly behind.
    func add(_ content: Content, at times: [Duration], inOrder: Bool) {
        let overtaken = isHolding ? takeHeld() : []
        for time in times {
            let earliest = inOrder ? arrivals.last?.time : nil
            insert(Arrival(time: max(time, earliest ?? time), content: content))
        }
        for arrival in overtaken {
            let behind = times.max().map { min($0, arrival.time) }
            insert(Arrival(time: behind ?? arrival.time, content: arrival.content))
        }
    }

    func takeFirst(at now: Duration) -> Content? {
        guard let first = arrivals.first, first.time <= now else { return nil }
        if first.isHeld { isHolding = arrivals.dropFirst().contains { $0.isHeld } }
        return arrivals.removeFirst().content
    }

    private func takeHeld() -> [Arrival] {
        defer {
            arrivals.removeAll { $0.isHeld }
            isHolding = false
        }
        return arrivals.filter { $0.isHeld }
    }

    /// Behind what arrives at the same time.
    private func insert(_ arrival: Arrival) {
        guard arrivals.count < Self.mostUnderWay else { return }
        let place = arrivals.lastIndex { $0.time <= arrival.time }.map { $0 + 1 } ?? 0
        arrivals.insert(arrival, at: place)
    }
}
