/// DANE (RFC 6698, RFC 7671): each usage in turn, the one that asks for least first.
extension PeerVerifier {
    /// Decides by the records, of which at least one can be used: one that matches is enough (RFC 6698, 2.1).
    func judge(
        byRecords leaf: Library.Certificate,
        _ presented: [Library.Certificate],
        _ question: PeerQuestion,
        _ judgement: inout Judgement<Library>
    ) {
        let usages: [UInt8]
        if isAuthenticatedByEndEntity(leaf, question, &judgement) {
            usages = [3]
        } else if isAuthenticatedByTrustAnchor(leaf, presented, question, &judgement) {
            usages = [2]
        } else {
            usages = [0, 1]
            judgeByConstraint(leaf, presented, question, &judgement)
        }
        judgement.noteMatches(among: presented, decidedBy: usages)
    }

    /// DANE-EE: the certificate itself is the one; its dates, its issuers and by default its names do not matter (RFC 7671, 5.1).
    private func isAuthenticatedByEndEntity(
        _ leaf: Library.Certificate,
        _ question: PeerQuestion,
        _ judgement: inout Judgement<Library>
    ) -> Bool {
        guard judgement.records.contains(where: { $0.isUsable(3) && $0.record.matches(leaf.contents) }) else {
            return false
        }
        judgement.path = [leaf]
        judgement.fault = policy.checksNameOfDomainIssuedCertificate ? nameFault(leaf, question) : nil
        judgement.isAuthenticated = judgement.fault == nil
        return judgement.isAuthenticated
    }

    /// DANE-TA: a path leads to a certificate or a key that a record names, and that alone is trusted (RFC 7671, 5.2).
    private func isAuthenticatedByTrustAnchor(
        _ leaf: Library.Certificate,
        _ presented: [Library.Certificate],
        _ question: PeerQuestion,
        _ judgement: inout Judgement<Library>
    ) -> Bool {
        let usable = judgement.records.filter { $0.isUsable(2) }.map { $0.record }
        guard !usable.isEmpty else { return false }
        let others = presented.dropFirst() + certificates(in: judgement.records)
        let anchors = RecordAnchors(usable, leaf: leaf, others: Array(others))
        guard !anchors.isEmpty else { return false }
        let search = PathSearch(pool: Array(others), longest: longestPath) { anchors.above($0) }
        let result = result(of: search, from: leaf, question, judgement.time, nil)
        // What is wrong with the very certificate that a record of usage 3 names explains more.
        guard result.fault == nil || judgement.fault == nil else { return false }
        let endsInKey = result.isComplete && result.path.last.map { anchors.isKey($0) } ?? false
        judgement.take(result, end: endsInKey ? .key : .record)
        if !result.isComplete { judgement.fault = Self.noMatch }
        return judgement.isAuthenticated
    }

    /// PKIX-TA and PKIX-EE: a path that PKIX accepts, and that has the certificate that a record names.
    private func judgeByConstraint(
        _ leaf: Library.Certificate,
        _ presented: [Library.Certificate],
        _ question: PeerQuestion,
        _ judgement: inout Judgement<Library>
    ) {
        let usable = judgement.records.filter { $0.isUsable(0) || $0.isUsable(1) }.map { $0.record }
        guard !usable.isEmpty else {
            guard judgement.fault == nil else { return }
            judgement.path = [leaf]
            judgement.fault = Self.noMatch
            return
        }
        let pool = presented + certificates(in: judgement.records)
        judgePublicKeyInfrastructure(leaf, pool, question, { Self.constraintFault(in: $0, usable) }, &judgement)
    }

    /// The peer's own certificate is looked at by usage 1, the CAs by usage 0, the root included.
    private static func constraintFault(
        in path: [Library.Certificate],
        _ records: [TLSARecord]
    ) -> VerificationFault? {
        let isNamed = records.contains { record in
            let places = record.namesIssuer ? path.dropFirst() : path.prefix(1)
            return places.contains { record.matches($0.contents) }
        }
        return isNamed ? nil : noMatch
    }

    /// The CAs that records have in full: nobody has to present them, and they are not trusted for being here.
    private func certificates(in outcomes: [RecordOutcome]) -> [Library.Certificate] {
        outcomes.compactMap { outcome in
            guard outcome.defect == nil, outcome.record.isFullIssuer else { return nil }
            return try? Library.Certificate(outcome.record.data.span)
        }
    }

    private static var noMatch: VerificationFault {
        VerificationFault(.tlsa, depth: nil, "none of the TLSA records matches a certificate that its usage looks at")
    }
}
