internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite struct `TLSA records together` {
    /// None of them can be used, each for its own reason.
    static let unusable: [TLSARecord] = [
        TLSARecord(usage: 4, selector: 0, matching: 1, data: [UInt8](repeating: 1, count: 32)),
        TLSARecord(usage: 255, selector: 0, matching: 1, data: [UInt8](repeating: 1, count: 32)),
        TLSARecord(usage: 3, selector: 2, matching: 1, data: [UInt8](repeating: 1, count: 32)),
        TLSARecord(usage: 3, selector: 1, matching: 3, data: [UInt8](repeating: 1, count: 48)),
        TLSARecord(usage: 3, selector: 1, matching: 255, data: [UInt8](repeating: 1, count: 48)),
        TLSARecord(usage: 3, selector: 1, matching: 1, data: [UInt8](repeating: 1, count: 31)),
        TLSARecord(usage: 2, selector: 1, matching: 1, data: [UInt8](repeating: 1, count: 33)),
        TLSARecord(usage: 2, selector: 0, matching: 2, data: [UInt8](repeating: 1, count: 32)),
        TLSARecord(usage: 3, selector: 0, matching: 0, data: []),
        TLSARecord(usage: 3, selector: 0, matching: 0, data: [0x30, 0x03, 0x02, 0x01, 0x00]),
        TLSARecord(usage: 2, selector: 1, matching: 0, data: [0x30, 0x00]),
        TLSARecord(usage: 1, selector: 1, matching: 1, data: []),
    ]

    @Test(arguments: Library.allCases) func `that cannot be used are as good as none`(_ library: Library) throws {
        for records in Self.unusable.map({ [$0] }) + [Self.unusable] {
            let good = try ServerCase(["server"], records).report(library)
            #expect(good.isAuthenticated, "\(good.text)")
            #expect(good.records.allSatisfy { !$0.isDecisive && $0.matchedDepth == nil && $0.why != nil })
            #expect(try ServerCase(["server-untrusted"], records).report(library).fault?.rule == .unknownIssuer)
        }
    }

    @Test(arguments: Library.allCases)
    func `that cannot be used are passed over where another one can`(_ library: Library) throws {
        let right = try TLSARecord.of("server-self-signed", 3, 1)
        let report = try ServerCase(["server-self-signed"], Self.unusable + [right]).report(library)
        #expect(report.isAuthenticated)
        #expect(report.records.firstIndex { $0.isDecisive } == Self.unusable.count)
        let wrong = try TLSARecord.of("ca", 3, 1)
        #expect(try ServerCase(["server"], Self.unusable + [wrong]).report(library).fault?.rule == .tlsa)
    }

    @Test(arguments: Library.allCases) func `are enough where one matches, wherever it stands`(_ library: Library)
        throws
    {
        let wrong = try (0...3 as ClosedRange<UInt8>).map { try TLSARecord.of("other-ca", $0) }
        for right in [
            try TLSARecord.of("ca", 0), try .of("server-intermediate", 1), try .of("ca", 2, 1, 2),
            try .of("server-intermediate", 3, 1, 0),
        ] {
            for place in 0...wrong.count {
                var records = wrong
                records.insert(right, at: place)
                let report = try ServerCase(["server-intermediate", "intermediate", "ca"], records).report(library)
                #expect(report.isAuthenticated, "\(report.text)")
                #expect(report.records.firstIndex { $0.isDecisive } == place)
                #expect(report.records.count { $0.isDecisive } == 1)
            }
        }
        let refused = try ServerCase(["server-intermediate", "intermediate", "ca"], wrong).report(library)
        #expect(refused.fault?.rule == .tlsa)
    }

    @Test(arguments: Library.allCases)
    func `count with the strongest digest of each usage and selector only`(_ library: Library) throws {
        let weak = try TLSARecord.of("server", 3, 1, 1)
        let refused = try ServerCase(["server"], [weak, .of("other-ca", 3, 1, 2)]).report(library)
        #expect(refused.fault?.rule == .tlsa)
        #expect(refused.records[0].why?.contains("stronger digest") == true)
        for other in [
            try TLSARecord.of("other-ca", 3, 0, 2), try .of("other-ca", 2, 1, 2), try .of("other-ca", 3, 1, 0),
        ] {
            #expect(try ServerCase(["server"], [weak, other]).report(library).isAuthenticated)
        }
    }

    @Test(arguments: Library.allCases)
    func `let usage 2 and 3 replace the trust store, and usage 0 and 1 never`(_ library: Library) throws {
        let chain = ["server-untrusted", "other-ca"]
        for (usage, certificate) in [
            (0, "other-ca"), (1, "server-untrusted"), (2, "other-ca"), (3, "server-untrusted"),
        ] {
            let report = try ServerCase(chain, [.of(certificate, UInt8(usage))]).report(library)
            #expect(report.isAuthenticated == (usage >= 2), "\(report.text)")
            #expect(report.fault?.rule == (usage >= 2 ? nil : .unknownIssuer))
        }
    }

    @Test(arguments: Library.allCases) func `are all in the report, in their order`(_ library: Library) throws {
        let records = [Self.unusable[0], try .of("other-ca", 2), try .of("ca", 2), try .of("server", 1)]
        let report = try ServerCase(["server", "ca"], records).report(library)
        #expect(report.records.map { $0.record } == records)
        #expect(report.records.map { $0.isDecisive } == [false, false, true, false])
        #expect(report.records.map { $0.matchedDepth } == [nil, nil, 1, 0])
        #expect(report.records.map { $0.why != nil } == [true, true, false, false])
        #expect(report.text.contains("TLSA " + records[2].text + ": matches certificate 1, which decides"))
        #expect(report.json.contains("\"usage\":2"))
    }
}

@Suite struct `Opportunistic DANE` {
    private static func report(_ library: Library, _ chain: [String], _ records: [TLSARecord]) throws
        -> VerificationReport
    {
        var server = ServerCase(chain, records)
        server.adjust = { verification in
            verification.isEnabled = false
            verification.isOpportunistic = true
        }
        return try server.report(library)
    }

    @Test(arguments: Library.allCases)
    func `takes any server where no record can be used, and says that nobody knows it`(_ library: Library) throws {
        let constraints = [try TLSARecord.of("other-ca", 0), try .of("other-ca", 1)]
        for records in [[], constraints, `TLSA records together`.unusable] {
            for certificate in ["server", "server-self-signed", "server-expired"] {
                let report = try Self.report(library, [certificate], records)
                #expect(report.verdict == .verified)
                #expect(!report.isAuthenticated)
                #expect(report.records.allSatisfy { $0.why != nil && !$0.isDecisive })
                #expect(report.text.hasPrefix("not verified"))
            }
        }
    }

    @Test func `is not for raw public keys, which records are not compared with`() {
        var verification = PeerVerification()
        verification.isEnabled = false
        verification.isOpportunistic = true
        verification.certificateTypes = [.rawPublicKey, .x509]
        let error = #expect(throws: TLSError.self) { try verification.validate() }
        #expect(error?.systemCode == .invalidArgument)
    }

    @Test(arguments: Library.allCases) func `enforces records of usage 2 and 3`(_ library: Library) throws {
        for (certificate, usage) in [("other-ca", 2), ("server-untrusted", 3)] as [(String, UInt8)] {
            let report = try Self.report(library, ["server-untrusted", "other-ca"], [.of(certificate, usage)])
            #expect(report.isAuthenticated)
            #expect(try Self.report(library, ["server", "ca"], [.of(certificate, usage)]).fault?.rule == .tlsa)
        }
        #expect(try Self.report(library, ["server-expired", "ca"], [.of("ca", 2)]).fault?.rule == .expired)
        #expect(try Self.report(library, ["server-wrong-name", "ca"], [.of("ca", 2)]).fault?.rule == .name)
        // What may be used as a constraint elsewhere is no way out here.
        let both = [try TLSARecord.of("ca", 0), try .of("other-ca", 2)]
        #expect(try Self.report(library, ["server", "ca"], both).fault?.rule == .tlsa)
    }
}
