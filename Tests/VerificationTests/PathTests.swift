internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `A path to a trust anchor` {
    @Test(arguments: 0...5) func `may have CAs in between`(_ count: Int) throws {
        let chain = try Chain(authorities: count)
        let report = try chain.examination().expectVerified()
        #expect(report.certificates.map { $0.depth } == Array(0...count + 1))
        #expect(report.certificates.last?.origin == .trustAnchor)
        #expect(report.certificates.dropLast().allSatisfy { $0.origin == .presented })
        #expect(report.anchorsTried == ["CN=Root"])
    }

    @Test(arguments: 0...3) func `that is not there leaves the last issuer unknown`(_ count: Int) throws {
        let chain = try Chain(authorities: count)
        let other = try MintedCertificate.root("Other")
        try Examination(chain.presented, trusting: [other]).expectRefused(.unknownIssuer, at: count)
        try Examination(chain.presented, trusting: []).expectRefused(.unknownIssuer, at: count)
    }

    @Test func `does not begin at a root that only the peer vouches for`() throws {
        let chain = try Chain(authorities: 1)
        let report = try Examination(chain.presented + [chain.root], trusting: [])
            .expectRefused(.unknownIssuer, at: 2)
        #expect(report.fault?.detail == "it is a root, and not among the trust anchors")
        let lonely = try MintedCertificate.root("server.example")
        try Examination([lonely], trusting: [chain.root]).expectRefused(.unknownIssuer, at: 0)
    }

    @Test func `needs the CA in between that the peer left out`() throws {
        let chain = try Chain(authorities: 2)
        try Examination([chain.leaf, chain.authorities[0]], trusting: [chain.root])
            .expectRefused(.unknownIssuer, at: 0)
        try Examination([chain.leaf, chain.authorities[1]], trusting: [chain.root])
            .expectRefused(.unknownIssuer, at: 1)
    }

    @Test func `may end at a CA in between that is trusted`() throws {
        let chain = try Chain(authorities: 2)
        let report = try Examination(chain.presented, trusting: [chain.authorities[0]]).expectVerified()
        #expect(report.certificates.map { $0.depth } == [0, 1, 2])
    }

    @Test func `may be the certificate itself, which is pinned`() throws {
        let chain = try Chain(authorities: 1)
        let report = try Examination([chain.leaf], trusting: [chain.leaf]) { $0.name = "server.example" }
            .expectVerified()
        #expect(report.certificates.map { $0.depth } == [0])
        try Examination(chain.presented, trusting: [chain.leaf]).expectVerified()
        let sibling = try chain.authorities[0].endEntity()
        try Examination([sibling], trusting: [chain.leaf]).expectRefused(.unknownIssuer, at: 0)
    }

    @Test func `of a pinned certificate keeps the other rules`() throws {
        let chain = try Chain(authorities: 1)
        let pinned = Examination([chain.leaf], trusting: [chain.leaf])
        var other = pinned
        other.name = "other.example"
        try other.expectRefused(.name, at: 0)
        var late = pinned
        late.time = Moment.now + 2 * Moment.year
        try late.expectRefused(.expired, at: 0)
        var client = pinned
        client.role = .client
        try client.expectRefused(.extendedKeyUsage, at: 0)
    }

    @Test func `may be a self-signed certificate of a server that is trusted`() throws {
        let selfSigned = try MintedCertificate.root("server.example") { draft in
            draft.extensions = [.alternativeNames([.dnsName("server.example")])]
        }
        try Examination([selfSigned], trusting: [selfSigned]) { $0.name = "server.example" }.expectVerified()
    }

    @Test func `may end at an anchor of version 1, which cannot say that it is a CA`() throws {
        let root = try MintedCertificate.root { draft in
            draft.version = 1
            draft.extensions = []
        }
        try Examination([try root.endEntity()], trusting: [root]).expectVerified()
    }

    @Test func `has a certificate in the first place`() throws {
        let root = try MintedCertificate.root()
        try Examination([], trusting: [root]) { $0.role = .client }.expectRefused(.certificateRequired, at: nil)
        try Examination([], trusting: [root]).expectRefused(.certificateRequired, at: nil)
    }

    @Test func `is not looked for beyond what the limits of a handshake leave room for`() throws {
        let chain = try Chain(authorities: 12)
        #expect(try chain.examination().report().verdict == .refused)
    }
}

@Suite(.everyLibrary, .bounded) struct `Who issues a certificate` {
    static let reasons = ["no constraints", "constraints that say no", "another key usage", "version 1"]

    @Test(arguments: reasons, 1...2) func `is a CA`(_ reason: String, _ depth: Int) throws {
        let chain = try Chain(authorities: 2) { draft, place in
            guard place == depth else { return }
            switch reason {
            case "no constraints": draft.remove(.basicConstraints)
            case "constraints that say no": draft.set(.basicConstraints(isAuthority: false))
            case "another key usage": draft.set(.keyUsage([.digitalSignature, .revocationListSigning]))
            default:
                draft.version = 1
                draft.extensions = []
            }
        }
        try chain.examination().expectRefused(.notAuthority, at: depth)
    }

    @Test(arguments: reasons.dropLast()) func `is a CA although it is trusted`(_ reason: String) throws {
        let chain = try Chain(authorities: 0) { draft, place in
            guard place == 1 else { return }
            switch reason {
            case "no constraints": draft.remove(.basicConstraints)
            case "constraints that say no": draft.set(.basicConstraints(isAuthority: false))
            default: draft.set(.keyUsage([.digitalSignature, .revocationListSigning]))
            }
        }
        try chain.examination().expectRefused(.notAuthority, at: 1)
    }

    @Test func `may say so without marking it critical, and leave the key usage out`() throws {
        let chain = try Chain(authorities: 1) { draft, depth in
            guard depth > 0 else { return }
            draft.set(ExtensionDraft.basicConstraints(isAuthority: true).critical(false))
            draft.remove(.keyUsage)
        }
        try chain.examination().expectVerified()
    }

    @Test(arguments: 0...3, 0...3) func `limits the CAs below it`(_ limit: Int, _ below: Int) throws {
        let chain = try Chain(authorities: below) { draft, depth in
            guard depth == below + 1 else { return }
            draft.set(.basicConstraints(isAuthority: true, pathLength: limit))
        }
        guard below > limit else {
            try chain.examination().expectVerified()
            return
        }
        try chain.examination().expectRefused(.pathLength, at: below + 1)
    }

    @Test func `may limit the CAs below it to none in the middle of a path`() throws {
        let chain = try Chain(authorities: 2) { draft, depth in
            guard depth == 2 else { return }
            draft.set(.basicConstraints(isAuthority: true, pathLength: 0))
        }
        try chain.examination().expectRefused(.pathLength, at: 2)
    }

    @Test func `may limit them to more than there can be`() throws {
        let chain = try Chain(authorities: 1) { draft, depth in
            guard depth > 0 else { return }
            let length = DER.value(0x02, [0x01, 0, 0, 0, 0])
            draft.set(ExtensionDraft(.basicConstraints, isCritical: true, DER.sequence([DER.boolean(true), length])))
        }
        try withKnownIssue("GnuTLS 3.7.9 takes it for no CA: docs/gnutls.md") {
            try chain.examination().expectVerified()
        } when: {
            isOnGnuTLS37()
        }
    }

    @Test func `may change its key without counting twice`() throws {
        let root = try MintedCertificate.root { $0.set(.basicConstraints(isAuthority: true, pathLength: 0)) }
        let renewed = try root.authority("Root")
        let leaf = try renewed.endEntity()
        try withKnownIssue("GnuTLS 3.7.9 counts self-issued CAs: docs/gnutls.md") {
            try Examination([leaf, renewed], trusting: [root]).expectVerified()
        } when: {
            isOnGnuTLS37()
        }
    }

    @Test(arguments: 0...3, 0...3) func `is one of as few CAs as the configuration wants`(
        _ limit: Int,
        _ count: Int
    ) throws {
        let examination = try Chain(authorities: count).examination { $0.policy.maximumDepth = limit }
        guard count > limit else {
            try examination.expectVerified()
            return
        }
        try examination.expectRefused(.depth, at: count + 1)
    }

    @Test func `counts once for the configuration too when it changes its key`() throws {
        let root = try MintedCertificate.root()
        let renewed = try root.authority("Root")
        try Examination([try renewed.endEntity(), renewed], trusting: [root]) { $0.policy.maximumDepth = 0 }
            .expectVerified()
    }
}
