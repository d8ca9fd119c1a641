internal import SecureSocketCore
internal import SecureSocketsTesting
internal import TestSupport
internal import Testing

@Suite struct `Times in certificates` {
    /// Seconds of a value of DER; nil where Core takes it for none.
    private func seconds(_ text: String, isShort: Bool) -> Int64? {
        let bytes = [isShort ? 0x17 : 0x18, UInt8(text.utf8.count)] + Array(text.utf8)
        var reader = DERReader(0..<bytes.count)
        return reader.next(bytes.span).flatMap { Timestamp.seconds($0, bytes.span) }
    }

    @Test(arguments: [
        ("700101000000Z", 0 as Int64), ("691231235959Z", -1), ("500101000000Z", -631_152_000),
        ("491231235959Z", 2_524_607_999), ("000229000000Z", 951_782_400), ("240229120000Z", 1_709_208_000),
    ])
    func `of two digits for the year are of 1950 to 2049`(_ text: String, _ wanted: Int64) {
        #expect(seconds(text, isShort: true) == wanted)
    }

    @Test(arguments: [
        ("00000101000000Z", -62_167_219_200 as Int64), ("19500101000000Z", -631_152_000),
        ("99991231235959Z", 253_402_300_799),
        ("20380119031408Z", 2_147_483_648), ("16000229000000Z", -11_670_998_400),
    ])
    func `of four digits for the year are of any year`(_ text: String, _ wanted: Int64) {
        #expect(seconds(text, isShort: false) == wanted)
    }

    @Test(arguments: [
        "", "Z", "250101000000", "2501010000Z", "250101000000+0100", "251301000000Z", "250001000000Z", "250132000000Z",
        "250230000000Z", "250229000000Z", "250100000000Z", "250101240000Z", "250101006000Z", "250101000060Z",
        " 50101000000Z",
        "+50101000000Z", "25010100000aZ", "250101000000z", "20250101000000Z",
    ])
    func `of another form are none`(_ text: String) {
        #expect(seconds(text, isShort: true) == nil)
    }

    @Test(arguments: ["250101000000Z", "20250101000000.5Z", "21000229000000Z", "20250101000000+0000", "2025010100000Z"])
    func `of four digits and another form are none`(_ text: String) {
        #expect(seconds(text, isShort: false) == nil)
    }

    @Test func `are read as they are written, whatever the day`() {
        var generator = SeededGenerator(Seed.value)
        for _ in 0..<10_000 {
            let moment = Int64.random(in: -62_167_219_200...253_402_300_799, using: &generator)
            let written = Timestamp.text(moment).filter { $0.isNumber }
            #expect(seconds(written + "Z", isShort: false) == moment)
        }
    }

    @Test(arguments: [Int64.min, -62_167_219_201, 253_402_300_800, Int64.max])
    func `that no certificate has are written all the same`(_ moment: Int64) {
        #expect(Timestamp.text(moment).hasSuffix("Z"))
    }
}

@Suite struct `Object identifiers` {
    @Test(
        arguments: [
            ([0x55, 0x1d, 0x11], "2.5.29.17"), ([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01], "1.2.840.10045.2.1"),
            ([0x88, 0x37], "2.999"), ([0x00], "0.0"),
            ([0x2a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], "1.2.9223372036854775807"),
        ] as [([UInt8], String)]
    )
    func `are written as numbers`(_ encoded: [UInt8], _ wanted: String) {
        #expect(ObjectIdentifier(encoded: encoded).description == wanted)
    }

    /// A number that is cut, or zeros in front of it, would be written as an identifier that it is not: decisions go by what is
    /// written.
    @Test(
        arguments: [
            ([], "0x"), ([0x80, 0x2a], "0x802a"), ([0x2a, 0x80, 0x03], "0x2a8003"), ([0x2a, 0x86], "0x2a86"),
            ([0x2a, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x03], "0x2a81808080808080808003"),
        ] as [([UInt8], String)]
    )
    func `that are none, or too long, are in hexadecimal digits`(_ encoded: [UInt8], _ wanted: String) {
        #expect(ObjectIdentifier(encoded: encoded).description == wanted)
    }

    @Test func `of any length are written shortly`() {
        let text = ObjectIdentifier(encoded: [UInt8](repeating: 0x2a, count: 100_000)).description
        #expect(text.utf8.count < 200)
        #expect(text.hasSuffix(" and 99936 more bytes"))
    }
}
