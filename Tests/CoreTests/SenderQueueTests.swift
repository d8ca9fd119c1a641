internal import SecureSocketCore
internal import TestSupport
internal import Testing

@Suite struct `A queue of senders` {
    @Test func `gives them back in their order, however many come and go`() {
        var queue = SenderQueue()
        var expected: [SocketAddress] = []
        var generator = SeededGenerator(Seed.value)
        var number: UInt32 = 0
        for _ in 0..<2000 {
            // It grows to some hundreds and runs empty again, many times.
            for _ in 0..<Int.random(in: 0...90, using: &generator) {
                number += 1
                queue.append(sender(number))
                expected.append(sender(number))
            }
            for _ in 0..<Int.random(in: 0...100, using: &generator) {
                #expect(queue.takeFirst() == expected.first, "seed \(Seed.value)")
                expected = Array(expected.dropFirst())
            }
        }
        while let next = expected.first {
            #expect(queue.takeFirst() == next, "seed \(Seed.value)")
            expected.removeFirst()
        }
        #expect(queue.takeFirst() == nil)
    }

    @Test func `needs no more memory the longer it is never empty`() {
        var queue = SenderQueue()
        for number in 0..<20 as Range<UInt32> { queue.append(sender(number)) }
        for number in 0..<20_000 as Range<UInt32> {
            queue.append(sender(number + 20))
            #expect(queue.takeFirst() == sender(number))
        }
        #expect(queue.capacity <= 256)
    }

    @Test func `gives back what many needed, and keeps what a few need`() {
        var queue = SenderQueue()
        for number in 0..<5000 as Range<UInt32> { queue.append(sender(number)) }
        #expect(queue.capacity >= 5000)
        for number in 0..<5000 as Range<UInt32> { #expect(queue.takeFirst() == sender(number)) }
        #expect(queue.capacity <= 128)
        for number in 0..<10 as Range<UInt32> { queue.append(sender(number)) }
        let capacity = queue.capacity
        for number in 0..<10 as Range<UInt32> { #expect(queue.takeFirst() == sender(number)) }
        #expect(queue.capacity == capacity)
    }

    private func sender(_ number: UInt32) -> SocketAddress {
        SocketAddress(ipv4: number, port: 5684)
    }
}
