internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `The name of a server` {
    /// What is wanted, the DNS names of the certificate, and whether it is for it (RFC 9525, 6.3).
    static let names: [(wanted: String, presented: [String], isGood: Bool)] = [
        ("server.example", ["server.example"], true),
        ("server.example", ["other.example", "server.example"], true),
        ("server.example", ["other.example"], false),
        ("server.example", ["example"], false),
        ("server.example", ["a.server.example"], false),
        ("server.example", ["server.example.org"], false),
        ("server.example", ["xserver.example"], false),
        // Case.
        ("SERVER.Example", ["server.example"], true),
        ("server.example", ["Server.EXAMPLE"], true),
        // A trailing dot.
        ("server.example.", ["server.example"], true),
        ("server.example", ["server.example."], false),
        ("server.example.", ["server.example."], false),
        // Wildcards: a whole first label, for one label, with two behind it.
        ("a.server.example", ["*.server.example"], true),
        ("A.Server.Example", ["*.server.example"], true),
        ("a.server.example.", ["*.server.example"], true),
        ("server.example", ["*.server.example"], false),
        ("a.b.server.example", ["*.server.example"], false),
        ("server.example", ["*.example"], false),
        ("example", ["*"], false),
        ("server.example", ["*.*"], false),
        ("a.server.example", ["*.*.example"], false),
        ("a.server.example", ["a.*.example"], false),
        ("a.server.example", ["a.server.*"], false),
        ("ab.server.example", ["a*.server.example"], false),
        ("ab.server.example", ["*b.server.example"], false),
        ("aab.server.example", ["a*b.server.example"], false),
        ("a.server.example", ["**.server.example"], false),
        ("a.server.example", ["*..server.example"], false),
        (".server.example", ["*.server.example"], false),
        ("*.server.example", ["a.server.example"], false),
        // A-labels, which are compared as what they are.
        ("xn--bcher-kva.example", ["xn--bcher-kva.example"], true),
        ("xn--bcher-kva.example", ["XN--BCHER-KVA.example"], true),
        ("xn--bcher-kva.server.example", ["*.server.example"], true),
        ("xn--bcher-kva.server.example", ["xn--*.server.example"], false),
        ("bcher.example", ["xn--bcher-kva.example"], false),
        ("xn--bcher-kva.example", ["bücher.example"], false),
        // What is no name.
        ("server.example", ["server.example\0.evil.test"], false),
        ("server.example", [" server.example"], false),
        ("server.example", ["-server.example"], false),
        ("a_b.example", ["a_b.example"], true),
        // An address is none.
        ("192.0.2.1", ["192.0.2.1"], false),
        ("2001:db8::1", ["2001:db8::1"], false),
        ("1.2.0.192", ["*.2.0.192"], false),
    ]

    @Test(arguments: names.indices) func `is compared by RFC 9525`(_ index: Int) throws {
        let (wanted, presented, isGood) = Self.names[index]
        let examination = try Self.examination(wanted, presented.map { .dnsName($0) })
        guard isGood else {
            let report = try examination.expectRefused(.name, at: 0)
            #expect(report.wantedName == (wanted.hasSuffix(".") ? String(wanted.dropLast()) : wanted))
            #expect(report.presentedNames.count == presented.count)
            return
        }
        try examination.expectVerified()
    }

    static let addresses: [(wanted: String, presented: [UInt8], isGood: Bool)] = [
        ("192.0.2.1", [192, 0, 2, 1], true),
        ("192.0.2.1", [192, 0, 2, 2], false),
        ("192.0.2.1", [192, 0, 2, 1, 255, 255, 255, 255], false),
        ("2001:db8::1", [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], true),
        ("[2001:DB8:0::0:1]", [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], true),
        ("2001:db8::2", [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], false),
        ("::ffff:192.0.2.1", [192, 0, 2, 1], false),
        ("192.0.2.1", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1], false),
        ("server.example", [192, 0, 2, 1], false),
    ]

    @Test(arguments: addresses.indices) func `that is an address is compared with addresses`(_ index: Int) throws {
        let (wanted, presented, isGood) = Self.addresses[index]
        let examination = try Self.examination(wanted, [.address(presented)])
        if isGood { try examination.expectVerified() } else { try examination.expectRefused(.name, at: 0) }
    }

    /// The common name, the other names, and whether the common name counts where it is allowed to.
    static let common: [(names: [GeneralName], isGood: Bool)] = [
        ([], true),
        ([.rfc822Name("a@server.example")], true),
        ([.directoryName(organization: "Example")], true),
        ([.dnsName("other.example")], false),
        ([.address([192, 0, 2, 1])], false),
        ([.uniformResourceIdentifier("https://server.example/")], false),
    ]

    @Test(arguments: common.indices) func `is the common name only where that is allowed and no other name is there`(
        _ index: Int
    ) throws {
        let (names, isGood) = Self.common[index]
        var examination = try Self.examination("server.example", names)
        try examination.expectRefused(.name, at: 0)
        examination.policy.allowsCommonName = true
        if isGood { try examination.expectVerified() } else { try examination.expectRefused(.name, at: 0) }
    }

    @Test func `is never an address in a common name`() throws {
        var examination = try Self.examination("192.0.2.1", [], common: "192.0.2.1")
        examination.policy.allowsCommonName = true
        try examination.expectRefused(.name, at: 0)
    }

    @Test func `may be a wildcard in a common name`() throws {
        var examination = try Self.examination("a.server.example", [], common: "*.server.example")
        examination.policy.allowsCommonName = true
        try examination.expectVerified()
    }

    @Test func `is not compared where none is wanted`() throws {
        var examination = try Self.examination("other.example", [.dnsName("server.example")])
        examination.name = nil
        let report = try examination.expectVerified()
        #expect(report.wantedName == nil)
        #expect(report.presentedNames == ["DNS:server.example"])
    }

    @Test func `is told with some of the names that are there`() throws {
        let few = try Self.examination("wanted.example", [.dnsName("a.example"), .address([192, 0, 2, 1])])
        #expect(
            try few.report().fault?.detail == "wanted wanted.example, and it is for DNS:a.example, IP:192.0.2.1"
        )
        let many = try Self.examination("wanted.example", (0..<1000).map { .dnsName("\($0).example") })
        let detail = try #require(try many.report().fault?.detail)
        #expect(detail.hasSuffix("DNS:7.example and 992 more"))
        let none = try Self.examination("wanted.example", [])
        #expect(try none.report().fault?.detail == "wanted wanted.example, and it has none")
    }

    private static func examination(
        _ wanted: String,
        _ names: [GeneralName],
        common: String = "server.example"
    ) throws -> Examination {
        let root = try MintedCertificate.root()
        let leaf = try root.endEntity(common) { draft in
            if names.isEmpty {
                draft.remove(.subjectAlternativeName)
            } else {
                draft.set(.alternativeNames(names))
            }
        }
        return Examination([leaf], trusting: [root]) { $0.name = wanted }
    }
}
