internal import SecureSocketCore
internal import TestSupport
internal import Testing

@Suite struct `A queue of datagrams` {
    @Test func `extends the newest one up to the limit, and no other`() {
        let queue = RecordQueue(.datagram)
        queue.append([1, 2].span)
        queue.append([3].span)
        #expect(extend(queue, [4, 5], 3))
        #expect(!extend(queue, [6], 3))
        #expect(extend(queue, [6], 4))
        #expect(all(queue) == [[1, 2], [3, 4, 5, 6]])
    }

    @Test func `extends none that is not fit for it`() {
        let queue = RecordQueue(.datagram)
        queue.append([99, 1].span)
        #expect(!extend(queue, [2], 100))
        queue.append([1, 99].span)
        #expect(extend(queue, [2], 100))
        #expect(all(queue) == [[99, 1], [1, 99, 2]])
    }

    @Test func `has nothing to extend where nothing waits`() {
        let queue = RecordQueue(.datagram)
        #expect(!extend(queue, [1], 100))
        queue.append([1].span)
        #expect(all(queue) == [[1]])
        #expect(!extend(queue, [2], 100))
        #expect(queue.isEmpty)
    }

    @Test(arguments: [TransportKind.datagram, .stream])
    func `that was trimmed keeps what waits in it, and no buffer as long as nothing does`(_ kind: TransportKind) {
        let queue = RecordQueue(kind)
        #expect(queue.bufferSize == 0)
        queue.append([UInt8](repeating: 7, count: 2000).span)
        #expect(queue.bufferSize >= 2000)
        queue.trim()
        #expect(all(queue) == [[UInt8](repeating: 7, count: 2000)])
        #expect(queue.bufferSize == 0)
        queue.append([1].span)
        let kept = queue.bufferSize
        #expect(kept > 0)
        #expect(all(queue) == [[1]])
        #expect(queue.bufferSize == kept, "only once")
        queue.trim()
        #expect(queue.bufferSize == 0)
    }

    @Test(arguments: [TransportKind.datagram, .stream])
    func `that is trimmed while it lends keeps what it lends`(_ kind: TransportKind) {
        let queue = RecordQueue(kind)
        queue.append([1, 2, 3].span)
        queue.takeFirst { bytes in
            queue.trim()
            #expect(bytes.array == [1, 2, 3])
        }
        #expect(queue.bufferSize == 0)
        queue.append(atMost: 100) { output in
            queue.trim()
            output.append(4)
            return true
        }
        #expect(all(queue) == [[4]])
        #expect(queue.bufferSize == 0)
    }

    @Test func `keeps all bytes while it grows, moves and is emptied from the front`() {
        let queue = RecordQueue(.datagram)
        var expected: [[UInt8]] = []
        var generator = SeededGenerator(Seed.value)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 1...90, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            switch Int.random(in: 0...3, using: &generator) {
            case 0, 1:
                let fits = expected.last.map { $0[0] != 99 && $0.count + bytes.count <= 200 } ?? false
                #expect(extend(queue, bytes, 200) == fits)
                if fits, let last = expected.indices.last { expected[last] += bytes }
            case 2:
                queue.append(bytes.span)
                expected.append(bytes)
            default:
                var taken: [UInt8]?
                queue.takeFirst { taken = $0.array }
                #expect(taken == expected.first, "seed \(Seed.value)")
                expected = Array(expected.dropFirst())
            }
        }
        #expect(all(queue) == expected, "seed \(Seed.value)")
    }

    @Test func `extends no stream, which has no datagrams`() {
        let queue = RecordQueue(.stream)
        queue.append([1].span)
        #expect(!extend(queue, [2], 100))
        #expect(all(queue) == [[1]])
    }

    private func extend(_ queue: RecordQueue, _ bytes: [UInt8], _ limit: Int) -> Bool {
        queue.extend(bytes.span, atMost: limit) { $0[0] != 99 }
    }

    private func all(_ queue: RecordQueue) -> [[UInt8]] {
        var found: [[UInt8]] = []
        while queue.takeFirst({ found.append($0.array) }) {}
        return found
    }
}
