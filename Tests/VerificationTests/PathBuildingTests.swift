internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `The search for a path` {
    @Test(arguments: 0..<24) func `finds it in any order, with strangers in between`(_ order: Int) throws {
        let chain = try Chain(authorities: 3)
        let stranger = try MintedCertificate.root("Stranger")
        var rest = Array(chain.authorities) + [try stranger.authority("Stranger's")]
        var presented = [chain.leaf]
        var number = order
        while !rest.isEmpty {
            presented.append(rest.remove(at: number % rest.count))
            number /= rest.count + 1
        }
        let report = try Examination(presented, trusting: [stranger, chain.root]).expectVerified()
        #expect(report.certificates.map { $0.depth } == [0, 1, 2, 3, 4, nil])
        #expect(report.certificates.last?.summary.subject == "CN=Stranger's")
    }

    @Test func `does not mind duplicates, nor the anchor among what is presented`() throws {
        let chain = try Chain(authorities: 2)
        let doubled = chain.presented.flatMap { [$0, $0] } + [chain.root, chain.root]
        let report = try Examination(doubled, trusting: [chain.root, chain.root]).expectVerified()
        #expect(report.certificates.compactMap { $0.depth } == [0, 1, 2, 3])
        #expect(report.certificates.last?.origin == .presented)
    }

    @Test func `takes only the first certificate for the peer's own`() throws {
        let chain = try Chain(authorities: 1)
        let other = try MintedCertificate.root("Other").endEntity()
        try Examination([other] + chain.presented, trusting: [chain.root]).expectRefused(.unknownIssuer, at: 0)
    }

    /// One CA with certificates of two roots, of which one is expired: whichever comes first, the other has to be found.
    @Test(arguments: [0, 1], [false, true]) func `finds the way around an expired cross-certificate`(
        _ expired: Int,
        _ isReversed: Bool
    ) throws {
        let roots = [try MintedCertificate.root("First"), try MintedCertificate.root("Second")]
        let key = try SigningKey()
        let crossed = try roots.indices.map { index in
            try roots[index].authority("Authority", key: key) { draft in
                if index == expired { draft.setValidity(Moment.now - 200, Moment.now - 100) }
            }
        }
        let leaf = try crossed[0].endEntity()
        let others = isReversed ? crossed.reversed() : crossed
        let report = try Examination([leaf] + others, trusting: roots).expectVerified()
        #expect(report.certificates[2].summary.subject == (expired == 0 ? "CN=Second" : "CN=First"))
        try Examination([leaf, crossed[expired]], trusting: roots).expectRefused(.expired, at: 1)
    }

    @Test func `finds the way around an expired anchor of the same name and key`() throws {
        let key = try SigningKey()
        let old = try MintedCertificate.root(key: key) { $0.setValidity(Moment.now - 200, Moment.now - 100) }
        let new = try MintedCertificate.root(key: key)
        let leaf = try new.endEntity()
        try Examination([leaf], trusting: [old, new]).expectVerified()
        try Examination([leaf], trusting: [new, old]).expectVerified()
        try Examination([leaf], trusting: [old]).expectRefused(.expired, at: 1)
    }

    @Test(arguments: [false, true]) func `tries each of two anchors of one name`(_ isReversed: Bool) throws {
        let anchors = try (0..<2).map { _ in try MintedCertificate.root { $0.remove(.subjectKeyIdentifier) } }
        let leaf = try anchors[1].endEntity()
        let trusted = isReversed ? anchors.reversed() : anchors
        let report = try Examination([leaf], trusting: trusted).expectVerified()
        #expect(report.certificates[1].contents.encoded == anchors[1].encoded)
        #expect(report.anchorsTried.count == (isReversed ? 1 : 2))
    }

    @Test func `prefers the issuer whose key identifier fits`() throws {
        let nameless = try MintedCertificate.root { $0.remove(.subjectKeyIdentifier) }
        let named = try MintedCertificate.root()
        let report = try Examination([try named.endEntity()], trusting: [nameless, named]).expectVerified()
        #expect(report.anchorsTried.count == 1)
    }

    @Test func `takes the shorter way where a root is trusted and cross-signed too`() throws {
        let (old, key) = (try MintedCertificate.root("Old"), try SigningKey())
        let new = try MintedCertificate.root("New", key: key)
        let crossed = try old.authority("New", key: key)
        let leaf = try new.endEntity()
        let report = try Examination([leaf, crossed], trusting: [old, new]).expectVerified()
        #expect(report.certificates.compactMap { $0.depth } == [0, 1])
        try Examination([leaf, crossed], trusting: [old]).expectVerified()
    }

    @Test func `goes round no circle`() throws {
        let keys = try (0..<3).map { _ in try SigningKey() }
        let circle = try (0..<3).map { index in
            var draft: CertificateDraft?
            _ = try MintedCertificate.root("Circle \(index)", key: keys[index]) { draft = $0 }
            var made = try #require(draft)
            made.issuer = DER.name("Circle \((index + 1) % 3)")
            return try made.minted(by: keys[(index + 1) % 3])
        }
        let leaf = try circle[0].endEntity()
        let root = try MintedCertificate.root()
        try Examination([leaf] + circle, trusting: [root]).expectRefused(.unknownIssuer, at: 3)
        let way = try root.authority("Circle 2", key: keys[2])
        try Examination([leaf] + circle + [way], trusting: [root]).expectVerified()
    }

    /// Each may have issued each: without a limit there are more paths than can be tried.
    @Test(arguments: [9, 15, 60]) func `ends in a web of CAs of one name`(_ count: Int) throws {
        let root = try MintedCertificate.root("Web") { $0.remove(.subjectKeyIdentifier) }
        let web = try (0..<count).map { _ in try root.authority("Web") { $0.remove(.subjectKeyIdentifier) } }
        let stranger = try MintedCertificate.root("Web") { $0.remove(.subjectKeyIdentifier) }
        let leaf = try web[0].endEntity()
        let unknown = try Examination([leaf] + web, trusting: []).report()
        #expect(unknown.fault?.rule == .unknownIssuer)
        let refused = try Examination([leaf] + web, trusting: [stranger]).report()
        #expect(refused.fault?.rule == .signature)
        #expect(!refused.isAuthenticated)
    }

    @Test func `finds the CA in a web whose key identifiers say which one it is`() throws {
        let root = try MintedCertificate.root()
        let web = try (0..<14).map { _ in try root.authority("Web") }
        let leaf = try web[9].endEntity()
        let report = try Examination([leaf] + web, trusting: [root]).expectVerified()
        #expect(report.certificates[1].contents.encoded == web[9].encoded)
    }

    /// A limit that is never reached by a peer must not turn into a pass where it is.
    @Test func `that was given up has found nothing`() throws {
        var last = try MintedCertificate.root()
        let root = last
        var path: [MintedCertificate] = []
        for index in 0..<600 {
            last = try last.authority("Authority \(index)")
            path.insert(last, at: 0)
        }
        for library in Library.allCases {
            let report = try library.examine([try last.endEntity()] + path, trusting: root, certificates: 1000)
            #expect(report.verdict == .refused)
            #expect(!report.isAuthenticated)
        }
    }

    @Test func `says what it got furthest with`() throws {
        let roots = [try MintedCertificate.root("First"), try MintedCertificate.root("Second")]
        let key = try SigningKey()
        let expired = try roots[0].authority("Authority", key: key) {
            $0.setValidity(Moment.now - 200, Moment.now - 100)
        }
        let unknown = try roots[1].authority("Authority", key: key)
        let leaf = try expired.endEntity()
        for others in [[expired, unknown], [unknown, expired]] {
            try Examination([leaf] + others, trusting: [roots[0]]).expectRefused(.expired, at: 1)
        }
    }
}

extension Library {
    /// Verifies with a limit that no configuration may have.
    fileprivate func examine(
        _ presented: [MintedCertificate],
        trusting root: MintedCertificate,
        certificates: Int
    ) throws -> VerificationReport {
        func examine<Backend: CertificateLibrary>(_: Backend.Type) throws -> VerificationReport {
            var limits = HandshakeLimits()
            limits.certificates = certificates
            let verifier = try PeerVerifier<Backend>(.anchors([root.encoded]), limits: limits)
            let read = try presented.map { try Backend.Certificate($0.encoded.span) }
            return verifier.report(on: read, PeerQuestion(peerRole: .server, time: Moment.now))
        }
        switch self {
        #if GnuTLS
        case .gnuTLS: return try examine(GnuTLSBackend.self)
        #endif
        #if OpenSSL
        case .openSSL: return try examine(OpenSSLBackend.self)
        #endif
        }
    }
}
