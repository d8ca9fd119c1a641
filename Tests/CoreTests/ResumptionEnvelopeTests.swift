internal import SecureSocketCore
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `An envelope` {
    private let envelope = ResumptionEnvelope(
        kind: .session,
        version: .dtls12,
        suite: .TLS_PSK_WITH_AES_128_CCM_8,
        fingerprint: Array(0..<32),
        created: 1_700_000_000,
        expires: 1_700_086_400,
        provedUntil: 1_700_604_800,
        backend: "Example 1.2.3",
        content: Secret(Array(1...100))
    )

    private var bytes: [UInt8] { envelope.sealed.withBytes { $0.copied } }

    private func expectSame(_ read: ResumptionEnvelope?) {
        #expect(read?.kind == .session)
        #expect(read?.version == .dtls12)
        #expect(read?.suite == .TLS_PSK_WITH_AES_128_CCM_8)
        #expect(read?.fingerprint == Array(0..<32))
        #expect(read?.created == 1_700_000_000)
        #expect(read?.expires == 1_700_086_400)
        #expect(read?.provedUntil == 1_700_604_800)
        #expect(read?.backend == "Example 1.2.3")
        #expect(read?.content.withBytes { $0.copied } == Array(1...100))
    }

    @Test func `gives back what was put in`() {
        #expect(bytes.count == 103 + 13 + 100)
        expectSame(ResumptionEnvelope(bytes.span))
    }

    @Test func `may have zeros behind it, and nothing else`() {
        expectSame(ResumptionEnvelope((bytes + [0, 0, 0]).span))
        #expect(ResumptionEnvelope((bytes + [0, 1, 0]).span) == nil)
    }

    @Test func `is damaged where a bit is turned or the end is missing`() {
        for index in bytes.indices {
            #expect(ResumptionEnvelope(Array(bytes.prefix(index)).span) == nil, "cut to \(index)")
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                #expect(ResumptionEnvelope(changed.span) == nil, "bit \(bit) of byte \(index)")
            }
        }
    }

    @Test func `of any bytes is read within its bounds`() {
        var generator = SeededGenerator(Seed.value)
        var read = 0
        for round in 0..<50_000 {
            let cut = Bool.random(using: &generator) ? bytes.count : Int.random(in: 0...bytes.count, using: &generator)
            var changed = Array(bytes.prefix(cut))
            for _ in 0..<Int.random(in: 0...4, using: &generator) where !changed.isEmpty {
                changed[Int.random(in: changed.indices, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            if round.isMultiple(of: 2), changed.count > 32 {
                changed.replaceSubrange(
                    (changed.count - 32)...,
                    with: SHA256.digest(of: Array(changed.dropLast(32)).span)
                )
            }
            if ResumptionEnvelope(changed.span) != nil { read += 1 }
        }
        // Those with a right digest and lengths that still fit.
        #expect(read > 1000)
    }
}
