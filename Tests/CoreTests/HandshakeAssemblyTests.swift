internal import SecureSocketCore
internal import TestSupport
internal import Testing

@Suite struct `Fragments of a handshake message` {
    private static let message = (0..<1000).map { UInt8($0 % 251) }

    @Test func `become the message in whatever order they come, however they overlap`() {
        var generator = SeededGenerator(Seed.value)
        for _ in 0..<200 {
            var assembly = HandshakeAssembly(limit: 5000)
            var cuts: [Range<Int>] = []
            var start = 0
            while start < Self.message.count {
                let end = min(start + Int.random(in: 30...300, using: &generator), Self.message.count)
                let overlap = Int.random(in: 0...min(20, start), using: &generator)
                cuts.append(start - overlap..<end)
                start = end
            }
            guard cuts.count > 1 else { continue }
            var found: [[UInt8]] = []
            // Each once more, of which the message cannot become another.
            for (number, cut) in (cuts.shuffled(using: &generator) + cuts).enumerated() {
                let taken = take(fragment(cut, record: UInt8(number)), &assembly)
                if number < cuts.count { found += taken }
            }
            #expect(found == [fragment(0..<1000, record: UInt8(cuts.count - 1))], "seed \(Seed.value)")
        }
    }

    @Test func `are what is told from everything else`() {
        #expect(isFragment(fragment(0..<400)))
        #expect(!isFragment(fragment(0..<1000)))
        var generator = SeededGenerator(Seed.value)
        for _ in 0..<2000 {
            var record = fragment(0..<Int.random(in: 0...30, using: &generator))
            for _ in 0..<3 {
                record[Int.random(in: record.indices, using: &generator)] = UInt8.random(in: 0...1, using: &generator)
            }
            record.removeLast(Int.random(in: 0...record.count, using: &generator))
            var assembly = HandshakeAssembly(limit: 5000)
            let passes = take(record, &assembly) == [record]
            #expect(isFragment(record) || passes, "seed \(Seed.value)")
        }
    }

    @Test func `pass as they are once the message was put together`() {
        var assembly = HandshakeAssembly(limit: 5000)
        let (first, second) = (fragment(0..<400), fragment(400..<1000))
        #expect(take(second, &assembly) == [])
        #expect(take(first, &assembly).count == 1)
        #expect(take(first, &assembly) == [first])
        #expect(take(second, &assembly) == [second])
    }

    @Test func `of several messages are told apart`() {
        var assembly = HandshakeAssembly(limit: 5000)
        for number in UInt8(1)...6 { #expect(take(fragment(0..<999, number: number), &assembly) == []) }
        // There is room for no more: the library has to do with it.
        let more = fragment(0..<999, number: 7)
        #expect(take(more, &assembly) == [more])
        for number in UInt8(1)...6 {
            let last = fragment(999..<1000, number: number, record: number)
            #expect(take(last, &assembly) == [fragment(0..<1000, number: number, record: number)])
        }
        #expect(take(more, &assembly) == [])
        assembly.clear()
        #expect(take(fragment(999..<1000, number: 7), &assembly) == [])
    }

    @Test func `pass as they are where they are none, contradict others or are too long`() {
        var assembly = HandshakeAssembly(limit: 1000)
        #expect(take(fragment(0..<10), &assembly) == [])
        var otherType = fragment(10..<20)
        otherType[13] = 12
        var otherLength = fragment(10..<20)
        otherLength[16] = 0xff
        var isProtected = fragment(10..<20)
        isProtected[4] = 1
        var isData = fragment(10..<20)
        isData[0] = 23
        let isTwo = fragment(10..<20) + [1]
        var isBeyond = fragment(10..<20)
        isBeyond[19] = 1
        let passing = [otherType, otherLength, isProtected, isData, isTwo, isBeyond, fragment(0..<1000), [], [22]]
        for record in passing + [fragment(0..<10, number: 64), Array(fragment(0..<10).dropLast())] {
            #expect(take(record, &assembly) == [record])
        }
        var strict = HandshakeAssembly(limit: 999)
        #expect(take(fragment(0..<10), &strict) == [fragment(0..<10)])
        // None of these has spoiled the message.
        #expect(take(fragment(10..<1000), &assembly) == [fragment(0..<1000)])
    }

    private func take(_ record: [UInt8], _ assembly: inout HandshakeAssembly) -> [[UInt8]] {
        var found: [[UInt8]] = []
        assembly.take(record.span) { found.append($0.array) }
        return found
    }

    /// A record with these bytes of the message.
    private func isFragment(_ record: [UInt8]) -> Bool { HandshakeAssembly.isFragment(record.span) }

    private func fragment(_ range: Range<Int>, number: UInt8 = 3, record: UInt8 = 9) -> [UInt8] {
        let payload = 12 + range.count
        let header: [UInt8] = [22, 254, 253, 0, 0, 0, 0, 0, 0, 0, record, UInt8(payload >> 8), UInt8(payload & 0xff)]
        let place: [UInt8] = [0, UInt8(range.lowerBound >> 8), UInt8(range.lowerBound & 0xff)]
        let count: [UInt8] = [0, UInt8(range.count >> 8), UInt8(range.count & 0xff)]
        return header + [11, 0, 3, 0xe8, 0, number] + place + count + Self.message[range]
    }
}
