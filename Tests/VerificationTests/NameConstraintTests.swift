internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `The name constraints of a CA` {
    /// A name of the certificate, a subtree, and whether the one is in the other (RFC 5280, 4.2.1.10).
    static let names: [(name: GeneralName, subtree: GeneralName, isWithin: Bool)] = [
        (.dnsName("server.example"), .dnsName("example"), true),
        (.dnsName("server.example"), .dnsName("server.example"), true),
        (.dnsName("SERVER.example"), .dnsName("server.EXAMPLE"), true),
        (.dnsName("a.b.server.example"), .dnsName("server.example"), true),
        (.dnsName("server.example"), .dnsName("a.server.example"), false),
        (.dnsName("xserver.example"), .dnsName("server.example"), false),
        (.dnsName("server.example"), .dnsName("other.example"), false),
        (.dnsName("*.server.example"), .dnsName("server.example"), true),
        (.address([192, 0, 2, 1]), .address([192, 0, 2, 0, 255, 255, 255, 0]), true),
        (.address([192, 0, 3, 1]), .address([192, 0, 2, 0, 255, 255, 255, 0]), false),
        (.address([192, 0, 2, 200]), .address([192, 0, 2, 128, 255, 255, 255, 128]), true),
        (.address([192, 0, 2, 100]), .address([192, 0, 2, 128, 255, 255, 255, 128]), false),
        (.address(documentation(1)), .address(documentation(0) + mask(32)), true),
        (.address(documentation(1)), .address(documentation(0) + mask(128)), false),
        (.address([192, 0, 2, 1]), .address(documentation(0) + mask(0)), false),
        (.rfc822Name("a@mail.example"), .rfc822Name("mail.example"), true),
        (.rfc822Name("a@MAIL.example"), .rfc822Name("mail.example"), true),
        (.rfc822Name("a@sub.mail.example"), .rfc822Name("mail.example"), false),
        (.rfc822Name("a@sub.mail.example"), .rfc822Name(".mail.example"), true),
        (.rfc822Name("a@mail.example"), .rfc822Name(".mail.example"), false),
        (.rfc822Name("a@mail.example"), .rfc822Name("a@mail.example"), true),
        (.rfc822Name("b@mail.example"), .rfc822Name("a@mail.example"), false),
        (.uniformResourceIdentifier("coaps://host.example/x"), .uniformResourceIdentifier("host.example"), true),
        (.uniformResourceIdentifier("coaps://a.host.example:5684"), .uniformResourceIdentifier(".host.example"), true),
        (.uniformResourceIdentifier("coaps://host.example"), .uniformResourceIdentifier(".host.example"), false),
        (.uniformResourceIdentifier("coaps://a.host.example"), .uniformResourceIdentifier("host.example"), false),
        (.directoryName(organization: "Example", "a"), .directoryName(organization: "Example"), true),
        (.directoryName(organization: "Example"), .directoryName(organization: "Example"), true),
        (.directoryName(organization: "Other", "a"), .directoryName(organization: "Example"), false),
        (.directoryName(organization: "EXAMPLE", "a"), .directoryName(organization: "example"), true),
        (.directoryName(organization: "  Example  Inc ", "a"), .directoryName(organization: "example inc"), true),
        (.directoryName(organization: "Example", "a"), .directoryName(organization: "Example", "a"), true),
        (.directoryName(organization: "Example"), .directoryName(organization: "Example", "a"), false),
    ]

    @Test(arguments: names.indices) func `permit what is within and nothing else of its kind`(_ index: Int) throws {
        let (name, subtree, isWithin) = Self.names[index]
        let examination = try Self.examination([name], .nameConstraints(permitted: [subtree]))
        if isWithin { try examination.expectVerified() } else { try Self.expectRefused(examination) }
    }

    @Test(arguments: names.indices) func `exclude what is within and nothing else of its kind`(_ index: Int) throws {
        let (name, subtree, isWithin) = Self.names[index]
        let examination = try Self.examination([name], .nameConstraints(excluded: [subtree]))
        guard !isWithin else {
            try Self.expectRefused(examination)
            return
        }
        try withKnownIssue("GnuTLS 3.7.9 refuses URIs and directory names below an exclusion of one: docs/gnutls.md") {
            try examination.expectVerified()
        } when: {
            isOnGnuTLS37() && Self.isOddOnGnuTLS(name)
        }
    }

    private static func isOddOnGnuTLS(_ name: GeneralName) -> Bool {
        switch name {
        case .uri, .directory: true
        default: false
        }
    }

    @Test(arguments: names.indices) func `exclude what is permitted too`(_ index: Int) throws {
        let (name, subtree, isWithin) = Self.names[index]
        guard isWithin else { return }
        try Self.expectRefused(
            try Self.examination([name], .nameConstraints(permitted: [subtree], excluded: [subtree]))
        )
    }

    /// A wildcard is refused where one of the names it stands for is excluded.
    @Test func `exclude the wildcard that stands for a name within`() throws {
        let excluded = ExtensionDraft.nameConstraints(excluded: [.dnsName("a.server.example")])
        try Self.expectRefused(try Self.examination([.dnsName("*.server.example")], excluded))
        try Self.examination([.dnsName("*.other.example")], excluded).expectVerified()
        let deeper = ExtensionDraft.nameConstraints(excluded: [.dnsName("b.a.server.example")])
        try Self.examination([.dnsName("*.server.example")], deeper).expectVerified()
    }

    @Test func `permit no wildcard that stands for names outside`() throws {
        let permitted = ExtensionDraft.nameConstraints(permitted: [.dnsName("a.server.example")])
        try Self.expectRefused(try Self.examination([.dnsName("*.server.example")], permitted))
    }

    @Test func `hold for every name of the certificate`() throws {
        let permitted = ExtensionDraft.nameConstraints(permitted: [.dnsName("example")])
        try Self.examination([.dnsName("a.example"), .dnsName("b.example")], permitted).expectVerified()
        try Self.expectRefused(try Self.examination([.dnsName("a.example"), .dnsName("b.test")], permitted))
    }

    @Test func `leave other kinds of names alone`() throws {
        let permitted = ExtensionDraft.nameConstraints(permitted: [.dnsName("example")])
        try Self.examination(
            [.address([192, 0, 2, 1]), .rfc822Name("a@other.test"), .uniformResourceIdentifier("coaps://other.test")],
            permitted
        ).expectVerified()
    }

    @Test func `permit any of several subtrees`() throws {
        let permitted = ExtensionDraft.nameConstraints(permitted: [.dnsName("one.example"), .dnsName("two.example")])
        try Self.examination([.dnsName("a.two.example")], permitted).expectVerified()
        try Self.expectRefused(try Self.examination([.dnsName("three.example")], permitted))
    }

    @Test func `hold for the subject too`() throws {
        let permitted = ExtensionDraft.nameConstraints(permitted: [.directoryName(organization: "Example")])
        let good = try Self.examination([.dnsName("a.example")], permitted) { draft in
            draft.subject = DER.name([(.organization, "Example"), (ObjectIdentifier("2.5.4.3"), "a")])
        }
        try good.expectVerified()
        try Self.expectRefused(
            try Self.examination([.dnsName("a.example")], permitted) { $0.subject = DER.name("elsewhere") }
        )
    }

    /// The kinds of string are many, and the name is one (RFC 5280, 7.1).
    @Test(arguments: [0x0c, 0x13, 0x16, 0x14] as [UInt8]) func `exclude a subject whatever kind of string it has`(
        _ tag: UInt8
    ) throws {
        let excluded = ExtensionDraft.nameConstraints(excluded: [.directoryName(organization: "Evil")])
        try Self.expectRefused(
            try Self.examination([.dnsName("a.example")], excluded) { draft in
                draft.subject = DER.name([(.organization, "EVIL")], string: tag)
            }
        )
    }

    @Test func `hold at every depth below`() throws {
        let root = try MintedCertificate.root { $0.set(.nameConstraints(permitted: [.dnsName("example")])) }
        let authority = try root.authority("Authority")
        let inside = try authority.endEntity("server.example")
        try Examination([inside, authority], trusting: [root]).expectVerified()
        let outside = try authority.endEntity("server.test")
        try Examination([outside, authority], trusting: [root]).expectRefused(.nameConstraints, at: 0)
        let named = try root.authority("Named") { $0.set(.alternativeNames([.dnsName("ca.test")])) }
        try Examination([try named.endEntity(), named], trusting: [root]).expectRefused(.nameConstraints, at: 1)
    }

    @Test func `do not hold for a self-issued CA, but for a self-issued certificate of a peer`() throws {
        let constraints = ExtensionDraft.nameConstraints(permitted: [.dnsName("example")])
        let root = try MintedCertificate.root { $0.set(constraints) }
        let renewed = try root.authority("Root") { $0.set(.alternativeNames([.dnsName("ca.test")])) }
        try Examination([try renewed.endEntity(), renewed], trusting: [root]).expectVerified()
        let own = try root.endEntity("Root") { $0.set(.alternativeNames([.dnsName("server.test")])) }
        try Examination([own], trusting: [root]).expectRefused(.nameConstraints, at: 0)
    }

    @Test func `do not hold for the CA itself`() throws {
        let chain = try Chain(authorities: 1) { draft, depth in
            guard depth == 1 else { return }
            draft.set(.nameConstraints(permitted: [.dnsName("example")]))
            draft.set(.alternativeNames([.dnsName("ca.test")]))
        }
        try chain.examination().expectVerified()
    }

    @Test func `hold for a common name only where it may stand for the host`() throws {
        let root = try MintedCertificate.root { $0.set(.nameConstraints(permitted: [.dnsName("permitted.example")])) }
        let leaf = try root.endEntity("server.example") { $0.remove(.subjectAlternativeName) }
        var examination = Examination([leaf], trusting: [root])
        try withKnownIssue("GnuTLS 3.7.9 holds constraints against a common name: docs/gnutls.md") {
            try examination.expectVerified()
        } when: {
            isOnGnuTLS37()
        }
        examination.policy.allowsCommonName = true
        try examination.expectRefused(.nameConstraints, at: 0)
    }

    /// What is no such name, or is none that can be compared, is not told to be outside an excluded subtree.
    @Test(arguments: [
        (GeneralName.dnsName("two words.example"), GeneralName.dnsName("other.test")),
        (.address([192, 0, 2]), .address([10, 0, 0, 0, 255, 0, 0, 0])),
        (.rfc822Name("nobody"), .rfc822Name("other.test")),
        (.uniformResourceIdentifier("urn:nothing"), .uniformResourceIdentifier("other.test")),
        (.uniformResourceIdentifier("coaps://192.0.2.1/"), .uniformResourceIdentifier("other.test")),
    ])
    func `refuse a name that cannot be compared`(_ name: GeneralName, _ subtree: GeneralName) throws {
        for constraints in [
            ExtensionDraft.nameConstraints(permitted: [subtree]), .nameConstraints(excluded: [subtree]),
        ] { try Self.expectRefused(try Self.examination([name], constraints)) }
    }

    static let malformed: [(name: String, value: [UInt8])] = [
        ("nothing", DER.sequence([])),
        ("no sequence", [5, 0]),
        ("a dot in front of a DNS name", ExtensionDraft.nameConstraints(permitted: [.dnsName(".example")]).value),
        ("a wildcard", ExtensionDraft.nameConstraints(permitted: [.dnsName("*.example")]).value),
        ("an address without mask", ExtensionDraft.nameConstraints(permitted: [.address([192, 0, 2, 1])]).value),
        (
            "a mask with holes",
            ExtensionDraft.nameConstraints(permitted: [.address([192, 0, 2, 0, 255, 0, 255, 0])]).value
        ),
        ("a mailbox without host", ExtensionDraft.nameConstraints(excluded: [.rfc822Name("a@")]).value),
        ("a whole URI", ExtensionDraft.nameConstraints(excluded: [.uniformResourceIdentifier("http://a")]).value),
    ]

    @Test(arguments: malformed.indices) func `are refused where they are malformed`(_ index: Int) throws {
        let draft = ExtensionDraft(.nameConstraints, isCritical: true, Self.malformed[index].value)
        let examination = try Self.examination([.dnsName("a.example")], draft)
        let report = try examination.expectRefused(.malformed, at: 1)
        #expect(report.fault?.detail == "the extension 2.5.29.30 is malformed", "\(Self.malformed[index].name)")
    }

    /// What an otherName says is not looked at: where a kind is constrained, no name of that kind is allowed.
    @Test func `refuse an otherName where there are some for otherNames`() throws {
        let (name, other) = (GeneralName.dnsName("a.example"), GeneralName.other(0))
        let permitted = ExtensionDraft.nameConstraints(permitted: [other])
        try Self.examination([name], permitted).expectVerified()
        try Self.expectRefused(try Self.examination([name, other], permitted))
        let excluded = ExtensionDraft.nameConstraints(excluded: [other])
        try Self.expectRefused(try Self.examination([name, other], excluded))
        try Self.examination([name], excluded).expectVerified()
    }

    /// Nobody needs that many, and comparing all with all would take minutes.
    @Test func `are not compared without end`() throws {
        let subtrees = (0..<1000).map { GeneralName.dnsName("\($0).example") }
        let names = (0..<1000).map { GeneralName.dnsName("a.\($0).example") }
        let examination = try Self.examination(names, .nameConstraints(permitted: subtrees))
        let report = try examination.expectRefused(.nameConstraints, at: 0)
        #expect(report.fault?.detail == "there are too many names and constraints to compare")
    }

    private static func examination(
        _ names: [GeneralName],
        _ constraints: ExtensionDraft,
        _ change: (inout CertificateDraft) throws -> Void = { _ in }
    ) throws -> Examination {
        let root = try MintedCertificate.root { $0.set(constraints) }
        let leaf = try root.endEntity { draft in
            draft.set(.alternativeNames(names))
            // Without a subject only the names above are compared.
            draft.subject = DER.sequence([])
            try change(&draft)
        }
        return Examination([leaf], trusting: [root])
    }

    private static func expectRefused(_ examination: Examination, _ location: SourceLocation = #_sourceLocation) throws
    {
        try examination.expectRefused(.nameConstraints, at: 0, location)
    }

    /// 2001:db8::n.
    private static func documentation(_ number: UInt8) -> [UInt8] {
        [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [number]
    }

    private static func mask(_ bits: Int) -> [UInt8] {
        (0..<16).map { UInt8(truncatingIfNeeded: 0xff00 >> max(0, min(8, bits - 8 * $0))) }
    }
}
