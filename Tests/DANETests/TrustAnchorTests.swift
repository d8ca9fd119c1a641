internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite struct `A trust anchor of DNS` {
    @Test(arguments: Library.allCases)
    func `need not be presented where the record has all of it`(_ library: Library) throws {
        for (chain, anchor, depth) in [
            (["server-untrusted"], "other-ca", 1), (["server-intermediate"], "intermediate", 1),
            (["server-intermediate", "intermediate"], "ca", 2),
        ] {
            var server = ServerCase(chain, [try .of(anchor, 2, 0, 0)])
            server.trusted = []
            let report = try server.report(library)
            #expect(report.isAuthenticated, "\(report.text)")
            #expect(report.records[0].matchedDepth == depth)
            #expect(report.certificates.last?.origin == .tlsaRecord)
            // A digest alone has nothing to check a signature by.
            server.records = [try .of(anchor, 2)]
            #expect(try server.report(library).fault?.rule == .tlsa)
        }
    }

    @Test(arguments: Library.allCases)
    func `may be a bare key, which has to have signed the topmost certificate`(_ library: Library) throws {
        for (chain, anchor, depth) in [
            (["server-untrusted"], "other-ca", 0), (["server-intermediate"], "intermediate", 0),
            (["server-intermediate", "intermediate"], "ca", 1),
        ] {
            var server = ServerCase(chain, [try .of(anchor, 2, 1, 0)])
            server.trusted = []
            let report = try server.report(library)
            #expect(report.isAuthenticated, "\(report.text)")
            #expect(report.records[0].matchedDepth == depth)
            #expect(report.records[0].isDecisive)
            #expect(
                report.certificates.map { $0.contents.encoded }
                    == (try chain.map { try Certificates.bytes($0 + ".der") })
            )
            #expect(report.certificates.allSatisfy { $0.origin == .presented })
            server.records = [try .of("client", 2, 1, 0)]
            #expect(try server.report(library).fault?.rule == .tlsa)
        }
    }

    @Test(arguments: Library.allCases)
    func `that is a bare key leaves dates, names and purposes to be checked`(_ library: Library) throws {
        let record = try TLSARecord.of("ca", 2, 1, 0)
        for (certificate, rule) in [
            ("server-expired", VerificationRule.expired), ("server-wrong-name", .name),
            ("server-no-server-auth", .extendedKeyUsage),
        ] {
            let report = try ServerCase([certificate], [record]).report(library)
            #expect(report.fault?.rule == rule)
            #expect(!report.records[0].isDecisive)
        }
        var revoked = ServerCase(["server-revoked"], [record])
        let list = try Certificates.bytes("ca.crl.der")
        revoked.adjust = { $0.revocationLists = .bytes(list) }
        #expect(try revoked.report(library).fault?.rule == .revoked)
    }

    @Test(arguments: Library.allCases)
    func `that is a bare key is found among many that signed nothing`(_ library: Library) throws {
        let strangers = ["client", "client-rsa", "server", "server-rsa", "other-ca", "server-self-signed"]
        let records = try (strangers + strangers + strangers).map { try TLSARecord.of($0, 2, 1, 0) }
        let right = try TLSARecord.of("ca", 2, 1, 0)
        let report = try ServerCase(["server-intermediate", "intermediate"], records + [right]).report(library)
        #expect(report.records.firstIndex { $0.isDecisive } == records.count)
    }
}
