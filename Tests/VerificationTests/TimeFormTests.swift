internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `A time of a certificate` {
    /// 1950-01-01 00:00:00, 2049-12-31 23:59:59, 9999-12-31 23:59:59.
    @Test func `may begin with the first year that two digits can say, and never end`() throws {
        let (first, last, end) = (Int64(-631_152_000), Int64(2_524_607_999), Int64(253_402_300_799))
        let chain = try Chain(authorities: 0) { draft, depth in
            if depth == 0 { draft.setValidity(first, last) } else { draft.setValidity(first, end) }
        }
        try chain.examination { $0.time = first }.expectVerified()
        try chain.examination { $0.time = first - 1 }.expectRefused(.notYetValid, at: 1)
        try chain.examination { $0.time = last }.expectVerified()
        let report = try chain.examination { $0.time = last + 1 }.expectRefused(.expired, at: 0)
        #expect(report.certificates[1].contents.notAfter == end)
        #expect(report.certificates[0].contents.notBefore == first)
    }

    static let malformed: [(tag: UInt8, text: String)] = [
        (0x17, "2701010000Z"), (0x17, "270101000000"), (0x17, "270101000000+0100"), (0x17, "271301000000Z"),
        (0x17, "270132000000Z"), (0x17, "270229000000Z"), (0x17, "270101240000Z"), (0x17, "270101006000Z"),
        (0x17, "270101000060Z"), (0x17, "2701010000 0Z"), (0x17, ""), (0x18, "20270101000000.5Z"),
        (0x18, "20270101000000"), (0x18, "202701010000Z"), (0x18, "270101000000Z"), (0x16, "270101000000Z"),
        (0x17, "20270101000000Z"), (0x18, "20270101000000+0000"), (0x17, "-70101000000Z"),
    ]

    @Test(arguments: malformed) func `is written as RFC 5280 has it`(_ tag: UInt8, _ text: String) throws {
        let root = try MintedCertificate.root()
        let time = DER.value(tag, Array(text.utf8))
        for isFirst in [true, false] {
            let leaf = try root.endEntity { draft in
                if isFirst { draft.notBefore = time } else { draft.notAfter = time }
            }
            let error = #expect(throws: TLSError.self) { try Examination([leaf], trusting: [root]).report() }
            #expect(error?.reason == .malformedCertificate)
        }
    }
}
