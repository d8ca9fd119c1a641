internal import SecureSocketCore
internal import TestSupport
internal import Testing

@Suite struct `The keys of tickets` {
    private let base = Secret([UInt8](repeating: 7, count: 64))

    private func name(_ key: TicketKeyRing.Key) -> [UInt8] {
        key.bytes.withBytes { $0.extracting(..<TicketKeyRing.Key.nameSize).copied }
    }

    @Test func `are others every three lifetimes, and the one before still opens`() {
        let (lifetime, start): (Int64, Int64) = (100, 300_000)
        let keys = TicketKeyRing(base, lifetime: lifetime)
        let first = name(keys.current(at: start))
        #expect(name(keys.current(at: start + 299)) == first)
        #expect(keys.find(first.span, at: start + 299)?.isOld == false)
        let second = name(keys.current(at: start + 300))
        #expect(second != first)
        #expect(keys.find(first.span, at: start + 300)?.isOld == true)
        #expect(keys.find(second.span, at: start + 300)?.isOld == false)
        #expect(keys.find(first.span, at: start + 600)?.isOld == nil)
        // What is to come does not open, nor what is no name.
        #expect(keys.find(second.span, at: start)?.isOld == nil)
        let none: [UInt8] = []
        #expect(keys.find(none.span, at: start)?.isOld == nil)
    }

    @Test func `are the same in all processes that share one, and have nothing in common otherwise`() throws {
        let now: Int64 = 1_800_000_000
        let key = try TicketKey.random()
        let again = try TicketKey(Secret(key.withBytes { $0.copied }))
        let configurations: [[UInt8]] = [Array(0..<32), Array(1..<33)]
        var found: Set<[UInt8]> = []
        for digest in configurations {
            for backend in ["One 1.0", "One 1.1"] {
                let (first, second) = (key.derived(for: digest, backend), again.derived(for: digest, backend))
                #expect(first.count == 64)
                #expect(first.withBytes { $0.copied } == second.withBytes { $0.copied })
                found.insert(first.withBytes { $0.copied })
                let ring = TicketKeyRing(first, lifetime: 60)
                #expect(name(ring.current(at: now)) == name(TicketKeyRing(second, lifetime: 60).current(at: now)))
            }
        }
        found.insert(try TicketKey.random().derived(for: configurations[0], "One 1.0").withBytes { $0.copied })
        #expect(found.count == 5)
    }

    @Test func `are made of enough bytes, and do not print them`() throws {
        #expect(throws: TLSError.self) { try TicketKey(Secret([UInt8](repeating: 1, count: 31))) }
        #expect(throws: TLSError.self) { try TicketKey(Secret([UInt8](repeating: 1, count: 513))) }
        #expect("\(try TicketKey(Secret([UInt8](repeating: 1, count: 32))))" == "TicketKey")
    }

    /// RFC 4231, 4.2 and 4.7; RFC 5869, A.1.
    @Test func `come of HMAC and HKDF as the standards have them`() {
        var short = HMACSHA256([UInt8](repeating: 0x0b, count: 20).span)
        short.update(Array("Hi ".utf8).span)
        short.update(Array("There".utf8).span)
        #expect(
            short.finalize().span.hexadecimal == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        )
        var long = HMACSHA256([UInt8](repeating: 0xaa, count: 131).span)
        long.update(Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8).span)
        #expect(long.finalize().span.hexadecimal == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
        let random = Secret(
            [
                0x07, 0x77, 0x09, 0x36, 0x2c, 0x2e, 0x32, 0xdf, 0x0d, 0xdc, 0x3f, 0x0d, 0xc4, 0x7b, 0xba, 0x63, 0x90,
                0xb6, 0xc7, 0x3b, 0xb5, 0x0f, 0x9c, 0x31, 0x22, 0xec, 0x84, 0x4a, 0xd7, 0xc2, 0xb3, 0xe5,
            ]
        )
        let expanded = random.expanded(for: Array(0xf0...0xf9), count: 42)
        let wanted =
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        #expect(expanded.withBytes { $0.hexadecimal } == wanted)
    }
}

@Suite struct `The sessions that a server keeps` {
    private func session(_ number: UInt8) -> Secret { Secret([number]) }
    private func value(_ found: Secret?) -> UInt8? { found?.withBytes { $0[0] } }

    @Test func `are the newest ones, as many as there is room for`() {
        let cache = SessionCache(count: 3, lifetime: 100)
        for number in UInt8(1)...5 { cache.store([number], session(number), at: 0) }
        #expect((UInt8(1)...5).map { value(cache.find([$0], at: 1)) } == [nil, nil, 3, 4, 5])
        #expect(cache.count == 3)
        cache.remove([4])
        #expect(cache.find([4], at: 1) == nil)
        cache.store([6], session(6), at: 0)
        cache.store([5], session(50), at: 0)
        #expect(value(cache.find([5], at: 1)) == 50)
        #expect(cache.count <= 3)
    }

    @Test func `are forgotten when their time is over`() {
        let cache = SessionCache(count: 3, lifetime: 100)
        cache.store([1], session(1), at: 1000)
        #expect(value(cache.find([1], at: 1099)) == 1)
        #expect(cache.find([1], at: 1100) == nil)
        #expect(cache.count == 0)
    }

    @Test func `are none where none are wanted`() {
        #expect(SessionCache(ServerResumption()) == nil)
        let cache = SessionCache(count: 0, lifetime: 100)
        cache.store([1], session(1), at: 0)
        #expect(cache.count == 0)
    }

    @Test func `never are more than there is room for`() {
        var generator = SeededGenerator(Seed.value)
        let cache = SessionCache(count: 7, lifetime: 50)
        for now in Int64(0)..<20_000 {
            let id = [UInt8.random(in: 0...20, using: &generator)]
            switch UInt8.random(in: 0...3, using: &generator) {
            case 0: cache.remove(id)
            case 1: if let found = value(cache.find(id, at: now)) { #expect(found == id[0]) }
            default: cache.store(id, session(id[0]), at: now)
            }
            #expect(cache.count <= 7)
        }
    }
}
