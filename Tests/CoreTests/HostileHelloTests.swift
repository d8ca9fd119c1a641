internal import SecureSocketCore
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `A hello that is cut or made up` {
    /// Version, random, session, cookie, suites, compression, and extensions with groups, types of certificates and versions.
    private func hello(isDatagram: Bool) -> [UInt8] {
        var bytes: [UInt8] = isDatagram ? [0xfe, 0xfd] : [3, 3]
        bytes += [UInt8](repeating: 7, count: 32)
        bytes += [2, 1, 2]
        if isDatagram { bytes += [3, 1, 2, 3] }
        bytes += [0, 4, 0xc0, 0xa8, 0x13, 0x01]
        bytes += [1, 0]
        let groups: [UInt8] = [0, 10, 0, 6, 0, 4, 0, 23, 0, 29]
        let versions: [UInt8] = [0, 43, 0, 5, 4, 3, 4, 3, 3]
        let types: [UInt8] = [0, 20, 0, 3, 2, 1, 2]
        bytes += [0, UInt8(groups.count + types.count + versions.count)] + groups + types + versions
        return bytes
    }

    @Test(arguments: [true, false])
    func `is read as far as it is whole`(_ isDatagram: Bool) {
        let bytes = hello(isDatagram: isDatagram)
        #expect(ask(bytes, isDatagram) == [true, true, false, true, true, false, true, false])
        let withoutExtensions = bytes.count - 28
        for count in bytes.indices {
            // A hello may end before its extensions, and nowhere else.
            let isRead = ask(Array(bytes.prefix(count)), isDatagram) != nil
            #expect(isRead == (count == withoutExtensions), "cut to \(count)")
        }
    }

    @Test func `that says nothing of types of certificates takes X.509`() {
        let bytes = Array(hello(isDatagram: false).dropLast(28))
        let hello = ClientHello(bytes.span, isDatagram: false)
        #expect(hello?.takes(.x509, in: bytes.span) == true)
        #expect(hello?.takes(.rawPublicKey, in: bytes.span) == false)
    }

    @Test(arguments: [true, false])
    func `that is changed anywhere is read within its bounds`(_ isDatagram: Bool) {
        let bytes = hello(isDatagram: isDatagram)
        for index in bytes.indices {
            for value in UInt8.min...UInt8.max {
                var changed = bytes
                changed[index] = value
                ask(changed, isDatagram)
            }
        }
    }

    @Test func `of random bytes is read within its bounds`() {
        var generator = SeededGenerator(Seed.value)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...120, using: &generator)
            // Small numbers make lengths that fit now and then.
            let most: UInt8 = Bool.random(using: &generator) ? 8 : 255
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...most, using: &generator) }
            ask(bytes, Bool.random(using: &generator))
        }
    }

    @Test func `a reader never passes its end`() {
        let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
        for start in 0...bytes.count {
            for end in start...bytes.count {
                var reader = MessageReader(start..<end)
                while let value = reader.number8(bytes.span) { #expect(bytes[start..<end].contains(value)) }
                #expect(reader.isAtEnd)
                let number = reader.number16(bytes.span)
                let longer = reader.number32(bytes.span) == nil && reader.number64(bytes.span) == nil
                let rest = reader.takeRest()
                #expect(longer)
                #expect(rest == end..<end)
                let vectors = [reader.vector8(bytes.span), reader.vector16(bytes.span)]
                let skips = [reader.skip(1), reader.skip(0)]
                #expect(number == nil)
                #expect(vectors == [nil, nil])
                #expect(skips == [false, true])
            }
        }
        var reader = MessageReader(0..<8)
        let vectors = [reader.vector8(bytes.span), reader.vector8(bytes.span), reader.vector8(bytes.span)]
        #expect(vectors == [1..<2, 3..<6, nil])
    }

    @Test func `a reader takes numbers from any place, the highest byte first, or nothing`() {
        let bytes = (1...24).map { UInt8($0) }
        func value(_ start: Int, _ count: Int) -> UInt64 {
            bytes[start..<start + count].reduce(0) { $0 << 8 | UInt64($1) }
        }
        for start in 0..<16 {
            var (two, four, eight) = (MessageReader(start..<24), MessageReader(start..<24), MessageReader(start..<24))
            let found = [
                two.number16(bytes.span).map { UInt64($0) }, four.number32(bytes.span).map { UInt64($0) },
                eight.number64(bytes.span),
            ]
            #expect(found == [value(start, 2), value(start, 4), value(start, 8)])
            for count in 0..<8 {
                var short = MessageReader(start..<start + count)
                let number = short.number64(bytes.span)
                let rest = short.takeRest()
                #expect(number == nil)
                #expect(rest == start..<start + count, "nothing was taken")
            }
        }
    }

    @Test func `a record ends where its header says, or is not whole`() {
        let stream: [UInt8] = [23, 3, 3, 0, 2, 1, 2, 23]
        let datagram: [UInt8] = [23, 254, 253, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 9]
        #expect(length(stream, .stream) == 7)
        #expect(length(datagram, .datagram) == 14)
        for count in 0..<7 { #expect(length(Array(stream.prefix(count)), .stream) == nil) }
        for count in 0..<14 { #expect(length(Array(datagram.prefix(count)), .datagram) == nil) }
        #expect(length([23, 3, 3, 255, 255], .stream) == nil)
    }

    private func length(_ bytes: [UInt8], _ kind: TransportKind) -> Int? {
        RecordHeader.firstRecordLength(bytes.span, kind)
    }

    /// What the hello answers to all questions; nil where it is none.
    @discardableResult
    private func ask(_ bytes: [UInt8], _ isDatagram: Bool) -> [Bool]? {
        guard let hello = ClientHello(bytes.span, isDatagram: isDatagram) else { return nil }
        return [
            hello.offers(.TLS_PSK_WITH_AES_128_CCM_8, in: bytes.span),
            hello.offers(.TLS_AES_128_GCM_SHA256, in: bytes.span),
            hello.offers(.TLS_PSK_WITH_AES_128_CCM, in: bytes.span),
            hello.offers(.tls13, in: bytes.span),
            hello.offersAny(of: [.x25519], in: bytes.span),
            hello.offersAny(of: [.secp384r1], in: bytes.span),
            hello.takes(.rawPublicKey, in: bytes.span),
            hello.takes(.x509, in: bytes.span),
        ]
    }
}
