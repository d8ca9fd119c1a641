internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `Saved associations that somebody changed` {
    @Test func `are refused or do no harm, also where the digest is right again`() throws {
        let (listener, client) = try `An association that is restored`.ends()
        let server = try join(listener, client)
        let good = try server.saveAssociation().withBytes { $0.array }
        let digestSize = 32
        var generator = SeededGenerator(Seed.value)
        var restored = 0
        for number in 0..<50_000 {
            var bytes = Self.mutation(of: good, &generator)
            if number % 2 == 0 {
                let body = Array(bytes.dropLast(digestSize))
                bytes = body + SHA256.digest(of: body.span)
            }
            do throws(TLSError) {
                let socket = try listener.restore(SavedAssociation(bytes))
                restored += 1
                try? socket.suspend()
            } catch {
                #expect([.invalidConfiguration, .busy].contains(error.reason), "seed \(Seed.value)")
            }
        }
        // Some changes are of what may be so: a number, a window, an address.
        #expect(restored > 100, "seed \(Seed.value)")
        #expect(listener.counters.associations == 1)
        try client.send([1])
        #expect(try server.receive(atMost: 9) == [1])
    }

    /// Bit 0 of a window stands for the highest number, so there is none without it.
    @Test func `are refused where no records can have led to the window`() throws {
        let (listener, client) = try `An association that is restored`.ends()
        let server = try join(listener, client)
        var envelope = try #require(try server.saveAssociation().withBytes { ResumptionEnvelope($0) })
        let (highest, bits) = (10..<18, 18..<26)
        for (lowest, last) in [(5, 0), (5, 2)] as [(UInt8, UInt8)] {
            var content = envelope.content.withBytes { $0.copied }
            for index in highest.lowerBound..<bits.upperBound { content[index] = 0 }
            content[highest.upperBound - 1] = lowest
            content[bits.upperBound - 1] = last
            envelope.content = Secret(content)
            let error = #expect(throws: TLSError.self) {
                try listener.restore(SavedAssociation(envelope.sealed.withBytes { $0.copied }))
            }
            #expect(error?.reason == .invalidConfiguration)
        }
    }

    private static func mutation(of good: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = good
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &generator)
            switch UInt8.random(in: 0...5, using: &generator) {
            case 0: bytes.removeLast(bytes.count - place)
            case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
            case 2: bytes.remove(at: place)
            case 3: bytes[place] = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &generator) ?? 0
            default: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
            }
        }
        return bytes
    }
}
