internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `A revocation list` {
    @Test func `revokes the certificate of the peer`() throws {
        let chain = try Chain(authorities: 1)
        let list = try chain.authorities[0].revocationList([chain.leaf])
        let report = try chain.examination { $0.lists = [list] }.expectRefused(.revoked, at: 0)
        #expect(report.revocationLists.map { $0.state } == [.used])
        #expect(report.fault?.detail == "it was revoked at 2027-01-14T08:00:00Z")
    }

    @Test func `revokes a CA in between`() throws {
        let chain = try Chain(authorities: 2)
        let lists = [
            try chain.root.revocationList([chain.authorities[0]]),
            try chain.authorities[0].revocationList([chain.authorities[1]]),
        ]
        try chain.examination { $0.lists = [lists[0]] }.expectRefused(.revoked, at: 2)
        try chain.examination { $0.lists = [lists[1]] }.expectRefused(.revoked, at: 1)
        try chain.examination { $0.lists = lists }.expectRefused(.revoked, at: 2)
    }

    @Test func `without the certificate leaves it be, and asks no list of the other issuers`() throws {
        let chain = try Chain(authorities: 1)
        let sibling = try chain.authorities[0].endEntity()
        let list = try chain.authorities[0].revocationList([sibling])
        let report = try chain.examination { $0.lists = [list] }.expectVerified()
        let shown = try #require(report.revocationLists.first)
        #expect(report.revocationLists.count == 1)
        #expect(shown.state == .used)
        #expect(shown.issuer == "CN=Authority 1")
        #expect(shown.thisUpdate == Moment.now - 3600)
        #expect(shown.nextUpdate == Moment.now + Moment.day)
    }

    @Test func `of another issuer is passed over and said to be one`() throws {
        let chain = try Chain(authorities: 1)
        let other = try MintedCertificate.root("Other")
        var list = RevocationListDraft(
            issuer: other.subject,
            entries: [.init(serialNumber: chain.leaf.serialNumber)],
            extensions: [.revocationListNumber(1)]
        )
        let minted = try list.minted(by: other.key)
        let report = try chain.examination { $0.lists = [minted] }.expectVerified()
        #expect(report.revocationLists.map { $0.state } == [.otherIssuer])
        // The same name with another key says which one it is.
        list.issuer = chain.authorities[0].subject
        list.extensions.append(.authorityKeyIdentifier(other.key.identifier))
        let same = try list.minted(by: other.key)
        #expect(
            try chain.examination { $0.lists = [same] }.expectVerified().revocationLists.map { $0.state }
                == [.otherIssuer]
        )
    }

    @Test func `is overdue from the second after its next update`() throws {
        let chain = try Chain(authorities: 1)
        let list = try chain.authorities[0].revocationList { $0.nextUpdate = DER.time(Moment.now) }
        try chain.examination { $0.lists = [list] }.expectVerified()
        let late = chain.examination {
            $0.lists = [list]
            $0.time = Moment.now + 1
        }
        let report = try late.expectRefused(.revocationListExpired, at: 0)
        #expect(report.revocationLists.map { $0.state } == [.expired])
    }

    @Test func `that is overdue still revokes`() throws {
        let chain = try Chain(authorities: 0)
        let list = try chain.root.revocationList([chain.leaf]) { $0.nextUpdate = DER.time(Moment.now - 60) }
        try chain.examination { $0.lists = [list] }.expectRefused(.revoked, at: 0)
    }

    @Test func `that is overdue does not count beside a newer one`() throws {
        let chain = try Chain(authorities: 0)
        let old = try chain.root.revocationList { $0.nextUpdate = DER.time(Moment.now - 60) }
        let new = try chain.root.revocationList()
        for lists in [[old, new], [new, old]] {
            let report = try chain.examination { $0.lists = lists }.expectVerified()
            #expect(Set(report.revocationLists.map { $0.state }) == [.used, .expired])
        }
    }

    @Test func `without a next update is never overdue`() throws {
        let chain = try Chain(authorities: 0)
        let list = try chain.root.revocationList { $0.nextUpdate = nil }
        let report = try chain.examination { $0.lists = [list] }.expectVerified()
        #expect(report.revocationLists.first?.nextUpdate == nil)
        #expect(report.text.contains("to no end: used"))
    }

    @Test func `is there from the second of its own time`() throws {
        let chain = try Chain(authorities: 1)
        let list = try chain.authorities[0].revocationList { $0.thisUpdate = DER.time(Moment.now) }
        try chain.examination { $0.lists = [list] }.expectVerified()
        let early = chain.examination {
            $0.lists = [list]
            $0.time = Moment.now - 1
        }
        let report = try early.expectRefused(.revocationListUnusable, at: 0)
        #expect(report.revocationLists.map { $0.state } == [.notYetValid])
    }

    @Test func `that its issuer did not sign cannot be used`() throws {
        let chain = try Chain(authorities: 1)
        let forged = try chain.authorities[0].revocationList { $0.isForged = true }
        let report = try chain.examination { $0.lists = [forged] }.expectRefused(.revocationListUnusable, at: 0)
        #expect(report.revocationLists.map { $0.state } == [.untrusted])
        // Beside one that can be used it does no harm, and what it says does not count.
        let lie = try chain.authorities[0].revocationList([chain.leaf]) { $0.isForged = true }
        let good = try chain.authorities[0].revocationList()
        try chain.examination { $0.lists = [lie, good] }.expectVerified()
    }

    @Test func `is of an issuer that may sign lists`() throws {
        for (usage, isGood) in [
            (KeyUsage.certificateSigning, false), ([.certificateSigning, .revocationListSigning], true),
        ] {
            let chain = try Chain(authorities: 1) { draft, depth in if depth == 1 { draft.set(.keyUsage(usage)) } }
            let list = try chain.authorities[0].revocationList()
            let examination = chain.examination { $0.lists = [list] }
            guard !isGood else {
                try examination.expectVerified()
                continue
            }
            let report = try examination.expectRefused(.revocationListUnusable, at: 0)
            #expect(report.revocationLists.map { $0.state } == [.untrusted])
        }
    }

    @Test func `of an issuer that limits nothing can be used`() throws {
        let chain = try Chain(authorities: 1) { draft, depth in if depth == 1 { draft.remove(.keyUsage) } }
        let list = try chain.authorities[0].revocationList([chain.leaf])
        try chain.examination { $0.lists = [list] }.expectRefused(.revoked, at: 0)
    }

    @Test func `is not signed with SHA-1`() throws {
        let chain = try Chain(authorities: 0)
        let list = try chain.root.revocationList { $0.digest = .sha1 }
        let report = try chain.examination { $0.lists = [list] }.expectRefused(.revocationListUnusable, at: 0)
        #expect(report.revocationLists.map { $0.state } == [.untrusted])
    }

    /// What RFC 5280, 5.2 and 5.3 have for lists that are no complete list of their issuer's.
    static let unsupported: [(name: String, change: @Sendable (inout RevocationListDraft) -> Void)] = [
        ("changes only", { $0.extensions.append(.deltaIndicator) }),
        (
            "a part of the certificates",
            { $0.extensions.append(ExtensionDraft(ObjectIdentifier("2.5.29.28"), isCritical: true, [0x30, 0])) }
        ),
        (
            "an extension that nobody knows",
            { $0.extensions.append(ExtensionDraft(ObjectIdentifier("1.2.3.4"), isCritical: true, [5, 0])) }
        ),
        ("a critical number", { $0.extensions = [ExtensionDraft.revocationListNumber(1).critical()] }),
        (
            "two algorithms",
            { $0.outerAlgorithm = DER.sequence([DER.identifier(ObjectIdentifier("1.2.840.10045.4.3.3"))]) }
        ),
        ("no number", { $0.remove(.revocationListNumber) }),
        (
            "an entry of another issuer",
            { draft in
                let issuer = DER.sequence([DER.value(0xa4, DER.name("Other"))])
                let entry = ExtensionDraft(ObjectIdentifier("2.5.29.29"), isCritical: true, issuer)
                draft.entries.append(.init(serialNumber: [0x7f, 1], extensions: [entry]))
            }
        ),
    ]

    /// A library that does not know the algorithm has checked nothing.
    @Test(arguments: ["1.2.3", "1.2.840.10045.4.3.99", "2.16.840.1.101.3.4.3.17"])
    func `of an algorithm that the library does not know is nobody's`(_ identifier: String) throws {
        let algorithm = DER.sequence([DER.identifier(ObjectIdentifier(identifier))])
        let chain = try Chain(authorities: 1)
        let list = try chain.authorities[0].revocationList { $0.algorithm = algorithm }
        let report = try chain.examination { $0.lists = [list] }.expectRefused(.revocationListUnusable, at: 0)
        #expect(report.revocationLists.map { $0.state } == [.untrusted])
    }

    @Test(arguments: unsupported.indices) func `of a kind that is not supported cannot be used`(_ index: Int) throws {
        let chain = try Chain(authorities: 1)
        let list = try chain.authorities[0].revocationList { Self.unsupported[index].change(&$0) }
        let report = try chain.examination { $0.lists = [list] }.expectRefused(.revocationListUnusable, at: 0)
        #expect(report.revocationLists.map { $0.state } == [.unusable], "\(Self.unsupported[index].name)")
    }

    @Test func `of version 1 has no number and can be used`() throws {
        let chain = try Chain(authorities: 0)
        for revoked in [[], [chain.leaf]] {
            let list = try chain.root.revocationList(revoked) { draft in
                draft.version = 1
                draft.extensions = []
            }
            let report = try chain.examination { $0.lists = [list] }.report()
            #expect(report.fault?.rule == (revoked.isEmpty ? nil : .revoked))
        }
    }

    /// The reason of an entry and the date since which the key was known are no concern of whether it is revoked.
    @Test func `may say why a certificate is revoked`() throws {
        let chain = try Chain(authorities: 0)
        let reason = ExtensionDraft(ObjectIdentifier("2.5.29.21"), DER.value(0x0a, [1]))
        let list = try chain.root.revocationList([chain.leaf]) { $0.entries[0].extensions = [reason] }
        try chain.examination { $0.lists = [list] }.expectRefused(.revoked, at: 0)
    }

    @Test(arguments: [1, 20, 100]) func `finds a serial number among ten thousand`(_ length: Int) throws {
        let root = try MintedCertificate.root()
        let number: [UInt8] = [0x11] + [UInt8](repeating: 0xab, count: length - 1)
        let leaf = try root.endEntity { $0.serialNumber = number }
        for isListed in [true, false] {
            let list = try root.revocationList { draft in
                draft.entries = (0..<10_000).map { .init(serialNumber: [0x40, UInt8($0 >> 8), UInt8($0 & 0xff), 7]) }
                if isListed { draft.entries.insert(.init(serialNumber: number), at: 5_000) }
            }
            let report = try Examination([leaf], trusting: [root]) { $0.lists = [list] }.report()
            #expect(report.fault?.rule == (isListed ? .revoked : nil))
        }
    }

    @Test func `counts where its issuer is the trust anchor`() throws {
        let chain = try Chain(authorities: 1)
        let list = try chain.authorities[0].revocationList([chain.leaf])
        try Examination(chain.presented, trusting: [chain.authorities[0]]) { $0.lists = [list] }
            .expectRefused(.revoked, at: 0)
    }
}
