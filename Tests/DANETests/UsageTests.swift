internal import SecureSockets
internal import TestSupport
internal import Testing

/// Selector and matching type in each combination.
private let forms: [(selector: UInt8, matching: UInt8)] = [0, 1].flatMap { selector in
    [0, 1, 2].map { (selector, $0) }
}

@Suite struct `A TLSA record` {
    static let chain = ["server-intermediate", "intermediate", "ca"]
    /// Which certificate of the chain each usage may name.
    static let places: [UInt8: [Int]] = [0: [1, 2], 1: [0], 2: [1, 2], 3: [0]]

    @Test(arguments: Library.allCases, [0, 1, 2, 3] as [UInt8])
    func `of each selector and matching type is good for what its usage looks at, and for nothing else`(
        _ library: Library,
        _ usage: UInt8
    ) throws {
        for (selector, matching) in forms {
            for (depth, certificate) in (Self.chain + ["other-ca"]).enumerated() {
                let record = try TLSARecord.of(certificate, usage, selector, matching)
                let report = try ServerCase(Self.chain, [record]).report(library)
                let isGood = Self.places[usage]?.contains(depth) == true
                let words = "\(usage) \(selector) \(matching) of \(certificate)"
                #expect(report.isAuthenticated == isGood, "\(words): \(report.text)")
                #expect(report.fault?.rule == (isGood ? nil : .tlsa), "\(words)")
                #expect(report.alert == (isGood ? nil : .badCertificate), "\(words)")
                #expect(report.records.first?.isDecisive == isGood, "\(words)")
                #expect(report.records.first?.matchedDepth == (isGood ? depth : nil), "\(words)")
                #expect((report.records.first?.why == nil) == isGood, "\(words)")
            }
        }
    }

    @Test(arguments: Library.allCases) func `with one wrong bit is good for nothing`(_ library: Library) throws {
        for (usage, places) in Self.places {
            // A whole CA with another signature is still that CA, and the record has it: nothing looks at an anchor's signature.
            for (selector, matching) in forms where (usage, selector, matching) != (2, 0, 0) {
                let right = try TLSARecord.of(Self.chain[places[0]], usage, selector, matching)
                var data = right.data
                data[data.count - 1] ^= 1
                let wrong = TLSARecord(usage: usage, selector: selector, matching: matching, data: data)
                let report = try ServerCase(Self.chain, [wrong]).report(library)
                #expect(report.fault?.rule == .tlsa, "\(wrong.text)")
            }
        }
    }

    @Test(arguments: Library.allCases)
    func `of a CA that was presented and has not issued the path is good for nothing`(_ library: Library) throws {
        let chain = ["server-untrusted", "other-ca", "ca"]
        for usage: UInt8 in [0, 2] {
            for (selector, matching) in forms {
                let record = try TLSARecord.of("ca", usage, selector, matching)
                let report = try ServerCase(chain, [record]).report(library)
                #expect(report.verdict == .refused, "\(record.text)")
                #expect(report.fault?.rule == (usage == 2 ? .tlsa : .unknownIssuer))
                #expect(report.records[0].matchedDepth == nil)
                #expect(report.records[0].why?.contains("was presented") == true)
            }
        }
        // The one that did issue it passes, and only as a trust anchor of DNS.
        #expect(try ServerCase(chain, [.of("other-ca", 2)]).report(library).isAuthenticated)
        #expect(try !ServerCase(chain, [.of("other-ca", 0)]).report(library).isAuthenticated)
    }

    @Test(arguments: Library.allCases)
    func `of usage 0 may name the root of the trust store, which nobody presents`(_ library: Library) throws {
        let report = try ServerCase(["server-intermediate", "intermediate"], [.of("ca", 0)]).report(library)
        #expect(report.records[0].matchedDepth == 2)
        #expect(report.certificates.last?.origin == .trustAnchor)
        #expect(report.isAuthenticated)
    }

    @Test(arguments: Library.allCases)
    func `of usage 0 may name a root above a trust anchor that it has issued`(_ library: Library) throws {
        for presented in [["server-intermediate"], ["server-intermediate", "intermediate", "ca"]] {
            var server = ServerCase(presented, [try .of("ca", 0)])
            server.trusted = ["intermediate", "ca"]
            let report = try server.report(library)
            #expect(report.records[0].matchedDepth == 2, "\(report.text)")
            server.trusted = ["intermediate"]
            #expect(try server.report(library).verdict == .refused)
        }
    }

    @Test(arguments: Library.allCases)
    func `of usage 0 with a whole CA spares the server to present it, and does not make it trusted`(_ library: Library)
        throws
    {
        let record = try TLSARecord.of("intermediate", 0, 0, 0)
        var server = ServerCase(["server-intermediate"], [record])
        let report = try server.report(library)
        #expect(report.isAuthenticated, "\(report.text)")
        #expect(report.certificates.map { $0.origin } == [.presented, .tlsaRecord, .trustAnchor])
        server.trusted = ["other-ca"]
        #expect(try server.report(library).fault?.rule == .unknownIssuer)
    }

    @Test(arguments: Library.allCases)
    func `of usage 3 asks for no dates, issuers and names, and one of usage 2 does`(_ library: Library) throws {
        for certificate in [
            "server-expired", "server-untrusted", "server-self-signed", "server-wrong-name", "server-rsa-1024",
        ] {
            #expect(try ServerCase([certificate], [.of(certificate, 3, 1)]).report(library).isAuthenticated)
        }
        let expired = ServerCase(["server-expired", "ca"], [try .of("ca", 2)])
        #expect(try expired.report(library).fault?.rule == .expired)
        #expect(try expired.report(library).alert == .certificateExpired)
        let wrongName = ServerCase(["server-wrong-name", "ca"], [try .of("ca", 2)])
        #expect(try wrongName.report(library).fault?.rule == .name)
        let constrained = ServerCase(["server-wrong-name"], [try .of("server-wrong-name", 1)])
        #expect(try constrained.report(library).fault?.rule == .name)
        let notAuthority = ServerCase(["server-not-a-ca", "server"], [try .of("server", 2)])
        #expect(try notAuthority.report(library).fault?.rule == .notAuthority)
    }

    @Test(arguments: Library.allCases)
    func `of usage 3 asks for the name where that is wanted`(_ library: Library) throws {
        for (certificate, rule) in [("server-wrong-name", VerificationRule.name), ("server-expired", nil)] {
            var server = ServerCase([certificate], [try .of(certificate, 3)])
            server.adjust = { $0.checksNameOfDomainIssuedCertificate = true }
            let report = try server.report(library)
            #expect(report.fault?.rule == rule, "\(report.text)")
            #expect(report.isAuthenticated == (rule == nil))
            #expect(report.records[0].isDecisive == (rule == nil))
        }
    }

    @Test(arguments: Library.allCases)
    func `of usage 2 never names the server's own certificate, however often it is presented`(_ library: Library) throws
    {
        for (selector, matching) in [(0, 0), (0, 1), (1, 0), (1, 1)] as [(UInt8, UInt8)] {
            let record = try TLSARecord.of("server-self-signed", 2, selector, matching)
            for count in 1...2 {
                let chain = [String](repeating: "server-self-signed", count: count)
                #expect(try ServerCase(chain, [record]).report(library).fault?.rule == .tlsa)
            }
        }
    }
}
