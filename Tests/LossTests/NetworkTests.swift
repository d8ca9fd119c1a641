internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite struct `A lossy network` {
    typealias Arrival = (time: Duration, bytes: [UInt8])

    @Test func `without conditions hands over everything at once and in order`() {
        let network = LossyNetwork(seed: 1)
        #expect(network.nextArrival == nil)
        send(10, over: network)
        #expect(network.nextArrival == .zero)
        #expect(arrivals(network).map { $0.bytes } == (0..<10).map { [UInt8($0)] })
        #expect(network.nextArrival == nil)
        #expect(network.sentCount(.toServer) == 10)
        #expect(network.sentCount(.toClient) == 0)
    }

    @Test func `gives a seed the same fates for ever`() {
        var conditions = NetworkConditions(loss: 0.5)
        #expect(
            fates(conditions, seed: 7).map { $0 == .lost ? "-" : "+" }.joined()
                == "+-+++-++++-+----++-++++++-+--+----+---+-"
        )
        conditions = NetworkConditions(duplication: 0.25, reordering: 0.25, corruption: 0.25)
        #expect(
            fates(conditions, seed: 7)[8..<12].map { "\($0)" } == [
                "overtaken", "delivered", "delivered", "bit 400929 turned over",
            ]
        )
        conditions = NetworkConditions(delay: .zero ... .seconds(1))
        let network = LossyNetwork(conditions: conditions, seed: 7)
        network.send([1].span, .toServer, at: .zero)
        #expect(network.nextArrival == .nanoseconds(830_294_027))
    }

    @Test func `lets a fate depend on nothing that was sent before`() {
        let conditions = NetworkConditions(loss: 0.3, duplication: 0.3, reordering: 0.3, corruption: 0.3)
        let quiet = fates(conditions, seed: 3)
        let busy = LossyNetwork(conditions: conditions, seed: 3)
        for number in 0..<40 {
            busy.send([UInt8](repeating: 0, count: 100).span, .toClient, at: .zero)
            busy.rule = { _, _, _ in number % 2 == 0 ? nil : .delivered }
            busy.send([1, 2, 3].span, .toServer, at: .seconds(number))
        }
        let seen = busy.passages.filter { $0.direction == .toServer }.map { $0.fate }
        for number in 0..<40 { #expect(seen[number] == (number % 2 == 0 ? quiet[number] : .delivered)) }
        #expect(fates(conditions, seed: 4) != quiet)
    }

    @Test(arguments: [0.0, 0.1, 0.5, 1])
    func `loses, doubles and damages as many as it is told to`(_ probability: Double) {
        let count = 10_000
        let most = Int((probability + 0.02) * Double(count))
        let least = Int((probability - 0.02) * Double(count))
        let expected = probability == 1 ? count...count : probability == 0 ? 0...0 : least...most
        let lost = fates(NetworkConditions(loss: probability), seed: 5, count: count)
        #expect(expected.contains(lost.count { $0 == .lost }))
        let doubled = fates(NetworkConditions(duplication: probability), seed: 5, count: count)
        #expect(expected.contains(doubled.count { $0 == .duplicated }))
        let overtaken = fates(NetworkConditions(reordering: probability), seed: 5, count: count)
        #expect(expected.contains(overtaken.count { $0 == .overtaken }))
        let damaged = fates(NetworkConditions(corruption: probability), seed: 5, count: count)
        #expect(expected.contains(damaged.count { $0.damagedBit != nil }))
    }

    @Test func `lets the next one overtake, or keeps it at most as long as is said`() {
        let network = LossyNetwork(seed: 1)
        network.rule = { _, number, _ in [0, 1, 3].contains(number) ? .overtaken : nil }
        send(4, over: network)
        #expect(arrivals(network, until: .zero).map { $0.bytes } == [[1], [0], [2]])
        #expect(network.nextArrival == .seconds(10))
        network.conditions.longestHold = .seconds(1)
        network.rule = { direction, _, _ in direction == .toServer ? .lost : .delivered }
        // One that is lost overtakes nothing, and neither does one of the other direction.
        network.send([4].span, .toServer, at: .zero)
        network.send([9].span, .toClient, at: .zero)
        #expect(arrivals(network, .toClient).map { $0.bytes } == [[9]])
        #expect(arrivals(network, until: .seconds(9)).map { $0.bytes } == [])
        #expect(arrivals(network).map { $0.bytes } == [[3]])
    }

    @Test func `delays within the range, and a rule exactly`() {
        let network = LossyNetwork(conditions: NetworkConditions(delay: .seconds(1) ... .seconds(3)), seed: 1)
        send(200, over: network)
        let times = arrivals(network).map { $0.time }
        #expect(times.allSatisfy { $0 >= .seconds(1) && $0 <= .seconds(3) })
        #expect(times.contains { $0 < .milliseconds(1100) })
        #expect(times.contains { $0 > .milliseconds(2900) })
        network.rule = { _, _, _ in .delayed(by: .milliseconds(7)) }
        network.send([1].span, .toServer, at: .seconds(10))
        #expect(network.nextArrival == .milliseconds(10_007))
    }

    @Test func `turns one bit over`() {
        let network = LossyNetwork(conditions: NetworkConditions(corruption: 1), seed: 1)
        let bytes: [UInt8] = [0, 0xff, 0x55]
        for _ in 0..<100 { network.send(bytes.span, .toServer, at: .zero) }
        var places: Set<Int> = []
        for arrival in arrivals(network) {
            let changes = zip(arrival.bytes, bytes).map { $0 ^ $1 }
            #expect(changes.map { $0.nonzeroBitCount }.reduce(0, +) == 1)
            places.insert(changes.firstIndex { $0 != 0 } ?? -1)
        }
        #expect(places == [0, 1, 2])
        network.rule = { _, _, _ in .damaged(bit: 9) }
        network.send([0, 0].span, .toServer, at: .zero)
        #expect(arrivals(network).map { $0.bytes } == [[0, 2]])
        // There is nothing in an empty one that could be changed.
        let empty: [UInt8] = []
        network.send(empty.span, .toServer, at: .zero)
        #expect(arrivals(network).map { $0.bytes } == [[]])
    }

    @Test func `loses what is longer than its limit`() {
        let network = LossyNetwork(conditions: NetworkConditions(maximumTransmissionUnit: 3), seed: 1)
        network.rule = { _, _, _ in .delivered }
        for count in 0...5 { network.send([UInt8](repeating: 1, count: count).span, .toServer, at: .zero) }
        #expect(arrivals(network).map { $0.bytes.count } == [0, 1, 2, 3])
        #expect(network.passages.map { $0.fate == .lost } == [false, false, false, false, true, true])
    }

    @Test func `leaves it to the rule by direction, number and content`() {
        let network = LossyNetwork(conditions: NetworkConditions(loss: 1), seed: 1)
        network.rule = { direction, number, content in
            direction == .toServer && (number == 2 || content.array == [5]) ? .duplicated : nil
        }
        send(8, over: network)
        network.send([2].span, .toClient, at: .zero)
        #expect(arrivals(network).map { $0.bytes } == [[2], [2], [5], [5]])
        #expect(arrivals(network, .toClient).isEmpty)
        #expect(network.passages.last?.description == "0.0 seconds, to the client, number 0, 1 bytes: lost")
    }

    @Test func `keeps a stream whole and in order, and delays it`() {
        var conditions = NetworkConditions(loss: 1, duplication: 1, reordering: 1, corruption: 1)
        conditions.delay = .zero ... .seconds(1)
        conditions.maximumTransmissionUnit = 0
        let network = LossyNetwork(.stream, conditions: conditions, seed: 1)
        send(200, over: network)
        let found = arrivals(network)
        #expect(found.map { $0.bytes } == (0..<200).map { [UInt8($0)] })
        #expect(found.last.map { $0.time > .milliseconds(900) } == true)
    }

    @Test func `has room for 10 000 datagrams a direction`() {
        let network = LossyNetwork(seed: 1)
        for _ in 0..<6000 { network.send([1].span, .toServer, at: .zero) }
        network.rule = { _, _, _ in .duplicated }
        for _ in 0..<6000 { network.send([2].span, .toServer, at: .zero) }
        #expect(network.passages.count == 10_000)
        #expect(arrivals(network).count == 10_000)
        network.send([3].span, .toServer, at: .zero)
        #expect(arrivals(network).map { $0.bytes } == [[3], [3]])
    }

    private func send(_ count: Int, over network: LossyNetwork) {
        for number in 0..<count { network.send([UInt8(number)].span, .toServer, at: .zero) }
    }

    private func fates(_ conditions: NetworkConditions, seed: UInt64, count: Int = 40) -> [Fate] {
        let network = LossyNetwork(conditions: conditions, seed: seed)
        for _ in 0..<count { network.send([0].span, .toServer, at: .zero) }
        return network.passages.map { $0.fate }
    }

    private func arrivals(
        _ network: LossyNetwork,
        _ direction: LossyNetwork.Direction = .toServer,
        until end: Duration = .seconds(100)
    ) -> [Arrival] {
        var found: [Arrival] = []
        while let time = network.nextArrival, time <= end,
            network.receive(direction, at: time, { found.append((time, $0.array)) })
        {}
        return found
    }
}

@Suite struct `A seeded generator` {
    @Test func `makes the numbers of SplitMix64`() {
        var generator = SeededGenerator(1_234_567)
        let first = (0..<3).map { _ in generator.next() }
        #expect(first == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test(arguments: [UInt64(0), 1, 7, 1000])
    func `begins behind as many numbers as it is told to skip`(_ count: UInt64) {
        var whole = SeededGenerator(9)
        for _ in 0..<count { _ = whole.next() }
        var rest = SeededGenerator(9, skipping: count)
        #expect(whole.next() == rest.next())
    }
}
