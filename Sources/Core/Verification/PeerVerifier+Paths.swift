/// What came of one verification.
struct Judgement<Library: CertificateLibrary> {
    /// The time that validity was compared with; nil where it was not.
    let time: Int64?
    /// What is wrong; nil where nothing is.
    var fault: VerificationFault?
    /// Whether it is known who the peer is.
    var isAuthenticated = false
    /// The path that was taken, or that got furthest.
    var path: [Library.Certificate] = []
    /// The trust anchors that were looked at.
    var anchorsTried: [Library.Certificate] = []
    /// One for each TLSA record, in their order.
    var records: [RecordOutcome] = []
    /// What the path ends in.
    var end = PathEnd.trustAnchor

    init(time: Int64?) {
        self.time = time
    }

    /// Notes what came of a search for a path with this end.
    mutating func take(_ search: SearchResult<Library.Certificate>, end: PathEnd) {
        self.end = end
        fault = search.fault
        path = search.path
        for anchor in search.anchorsTried where !anchorsTried.contains(where: { $0.contents == anchor.contents }) {
            anchorsTried.append(anchor)
        }
        isAuthenticated = search.fault == nil
    }
}

/// What came of the search for one path.
struct SearchResult<Certificate: TLSCertificate> {
    /// The path that kept all rules, else the one that got furthest.
    var path: [Certificate] = []
    /// What is wrong with it; nil where nothing is.
    var fault: VerificationFault?
    /// Whether the path ends in a trust anchor.
    var isComplete = false
    /// The trust anchors that were looked at.
    var anchorsTried: [Certificate] = []
}

extension PeerVerifier {
    /// The most certificates in a path that the limit of what a peer presents leaves room for, the anchor included.
    var longestPath: Int { limits.certificates + 1 }

    /// Whether a path leads to a trust anchor of the configuration or of the system (PKIX, RFC 5280).
    ///
    /// `isWanted` has the last word on a path that keeps all rules; with it the way goes on above anchors that others issued.
    func judgePublicKeyInfrastructure(
        _ leaf: Library.Certificate,
        _ presented: [Library.Certificate],
        _ question: PeerQuestion,
        _ isWanted: (([Library.Certificate]) -> VerificationFault?)?,
        _ judgement: inout Judgement<Library>
    ) {
        let pool = Array(presented.dropFirst())
        var search = PathSearch(pool: pool, longest: longestPath) { [store] in store.anchors(above: $0) }
        search.goesAboveAnchors = isWanted != nil
        judgement.take(result(of: search, from: leaf, question, judgement.time, isWanted), end: .trustAnchor)
    }

    /// Looks for a path to one of the anchors that keeps all rules.
    func result(
        of search: PathSearch<Library.Certificate>,
        from leaf: Library.Certificate,
        _ question: PeerQuestion,
        _ time: Int64?,
        _ isWanted: (([Library.Certificate]) -> VerificationFault?)?
    ) -> SearchResult<Library.Certificate> {
        var result = SearchResult<Library.Certificate>()
        var search = search
        search.search(from: leaf) { path in
            let fault = path.isComplete ? self.fault(in: path.certificates, question, time) : Self.noIssuer(path)
            let refusal = fault ?? isWanted?(path.certificates)
            let isBetter = result.path.isEmpty || path.isComplete && !result.isComplete
            guard refusal == nil || isBetter else { return false }
            result.path = path.certificates
            result.fault = refusal
            result.isComplete = path.isComplete
            return refusal == nil
        }
        result.anchorsTried = search.anchorsTried
        // A search that is given up before its first path has found nothing, which must not look like nothing wrong.
        if result.path.isEmpty {
            result.path = [leaf]
            result.fault = Self.noIssuer(CertificatePath(certificates: [leaf], isComplete: false))
        }
        return result
    }

    /// The first rule that a complete path breaks.
    private func fault(
        in path: [Library.Certificate],
        _ question: PeerQuestion,
        _ time: Int64?
    ) -> VerificationFault? {
        let rules = PathRules(policy: policy, peerRole: question.peerRole, time: time)
        let contents = path.map { $0.contents }
        if let fault = rules.structureFault(in: contents) { return fault }
        if let fault = revocationRules(time).fault(in: path) { return fault }
        if let fault = rules.contentFault(in: contents) ?? nameFault(path[0], question) { return fault }
        // The library checks all signatures at once; only where it refuses each one is asked for, to say which.
        guard let words = Library.objection(to: path, policy.strength) else {
            // What is its own issuer by name the libraries pass over, below an anchor of that name: it could be anything.
            let hasSelfIssued = contents.dropFirst().dropLast().contains { $0.isSelfIssued }
            return hasSelfIssued ? signatureFault(in: path) : nil
        }
        return signatureFault(in: path) ?? VerificationFault(.library, depth: nil, Library.name + " says: " + words)
    }

    /// How the names fail; nil where they do not, or where none is wanted.
    func nameFault(_ leaf: Library.Certificate, _ question: PeerQuestion) -> VerificationFault? {
        guard let name = question.name else { return nil }
        return PeerName.fault(leaf.contents, wanted: name, allowsCommonName: policy.allowsCommonName)
    }

    func revocationRules(_ time: Int64?) -> RevocationRules<Library.RevocationList> {
        RevocationRules(lists: store.revocationLists, time: time, strength: policy.strength)
    }

    private func signatureFault(in path: [Library.Certificate]) -> VerificationFault? {
        for depth in path.indices.dropLast().reversed() where !path[depth].isSigned(by: path[depth + 1]) {
            return VerificationFault(
                .signature,
                depth: depth,
                "the key of the next certificate did not make its signature"
            )
        }
        return nil
    }

    private static func noIssuer(_ path: CertificatePath<Library.Certificate>) -> VerificationFault {
        let depth = path.certificates.count - 1
        let isSelfIssued = path.certificates.last?.contents.isSelfIssued == true
        let words = isSelfIssued ? "it is a root, and not among the trust anchors" : "its issuer is not known"
        return VerificationFault(.unknownIssuer, depth: depth, words)
    }
}

extension VerificationFault {
    /// For people: the rule, the depth, the words.
    public var text: String {
        let place = depth.map { "certificate \($0): " } ?? ""
        return place + detail + " (" + rule.name + ")"
    }
}
