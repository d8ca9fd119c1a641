internal import SecureSockets
internal import TestSupport
internal import Testing

/// What stands where a session was saved is anybody's.
@Suite(.everyLibrary, .bounded) struct `A saved session that was changed` {
    static let cases = [
        ResumptionCase(way: .identifier, version: .dtls12, proof: .preSharedKey),
        ResumptionCase(way: .ticket, version: .tls12, proof: .bothCertificates),
        ResumptionCase(way: .ticket, version: .tls13, proof: .certificate),
        ResumptionCase(way: .ticket, version: .tls13, proof: .preSharedKey),
    ]

    /// 50 000 in all, half of them with a right digest.
    @Test(arguments: cases)
    func `never harms, whatever its digest`(_ resumption: ResumptionCase) throws {
        var generator = SeededGenerator(Seed.value)
        let buffer = SessionBuffer(size: 4096)
        let visits = try resumption.visits()
        let session = try Self.session(visits, in: buffer)
        let envelope = try Self.envelope(session)
        var offered = 0
        for round in 0..<TestLength.count(12_500, long: 125_000) {
            let isDigestRight = round.isMultiple(of: 2)
            let changed =
                isDigestRight
                ? reseal(envelope) { Self.damage($0, &generator) } : Self.damage(session, &generator)
            if try isOffered(changed, visits) { offered += 1 }
        }
        // Randoms, times, keys and tickets have no form; what has one is refused.
        #expect(offered > 100, "of \(resumption) \(offered) were offered")
    }

    /// Those that the library takes go into a handshake, and it fails or is a full one, or resumes where the change was without effect.
    @Test(arguments: cases)
    func `leads to a full handshake or to a failure, and the next one is well`(_ resumption: ResumptionCase) throws {
        var generator = SeededGenerator(Seed.value)
        let buffer = SessionBuffer(size: 4096)
        let visits = try resumption.visits()
        let session = try Self.session(visits, in: buffer)
        let envelope = try Self.envelope(session)
        var tried = 0
        for _ in 0..<TestLength.count(4000, long: 40_000) where tried < 400 {
            let changed = reseal(envelope) { Self.damage($0, &generator) }
            guard try isOffered(changed, visits) else { continue }
            tried += 1
            try buffer.store(SavedSession(changed))
            let visit = try visits.visit()
            #expect(visit.failure == nil || buffer.withBytes { $0.isZero() }, "\(visit.words)")
            let next = try visits.visit()
            #expect(next.failure == nil, "\(next.words)")
        }
        #expect(tried > 100)
    }

    /// What the first visit leaves in the buffer.
    private static func session(
        _ visits: Visits<ClientBackend, ServerBackend>,
        in buffer: SessionBuffer
    ) throws -> [UInt8] {
        visits.storage = .buffer(buffer)
        let first = try visits.visit()
        #expect(first.isFull)
        let size = try #require(first.report.size)
        return buffer.withBytes { Array($0.copied.prefix(size)) }
    }

    private static func envelope(_ bytes: [UInt8]) throws -> ResumptionEnvelope {
        let envelope = ResumptionEnvelope(bytes.span)
        return try #require(envelope)
    }

    /// Whether the library got it.
    private func isOffered(_ bytes: [UInt8], _ visits: Visits<ClientBackend, ServerBackend>) throws -> Bool {
        let made = try visits.client.makeEngine(.client, host: visits.host, maximumTransmissionUnit: 1400)
        let engine = Association(made, role: .client, settings: visits.client.settings).engine
        let saved = SavedSession(bytes)
        let storage = SessionStorage.callbacks(load: { saved }, store: { _ in })
        let keeper = SessionKeeper(visits.client, host: visits.host, storage: storage)
        keeper.offer(to: engine)
        return keeper.report.whyNot == nil
    }

    private func reseal(_ envelope: ResumptionEnvelope, _ change: ([UInt8]) -> [UInt8]) -> [UInt8] {
        var changed = envelope
        changed.content = Secret(change(envelope.content.withBytes { $0.copied }))
        return changed.sealed.withBytes { $0.copied }
    }

    /// Cut, grown, overwritten with what lengths and counts do not like, or with anything.
    private static func damage(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var changed = bytes
        switch UInt8.random(in: 0...7, using: &generator) {
        case 0: changed = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator)))
        case 1: changed.append(.random(in: 0...255, using: &generator))
        case 2:
            let start = Int.random(in: bytes.indices, using: &generator)
            changed.removeSubrange(start..<min(start + 4, bytes.count))
        case 3:
            let value: UInt8 = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &generator) ?? 0
            let start = Int.random(in: bytes.indices, using: &generator)
            for index in start..<min(start + 4, bytes.count) { changed[index] = value }
        default:
            for _ in 0...Int.random(in: 0...2, using: &generator) {
                changed[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0...255, using: &generator)
            }
        }
        return changed
    }
}
