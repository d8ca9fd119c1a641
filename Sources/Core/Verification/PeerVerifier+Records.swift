/// What came of one TLSA record.
struct RecordOutcome {
    /// The record.
    let record: TLSARecord
    /// Why it cannot be used (RFC 6698, 4.1); nil where it can.
    let defect: String?
    /// Where the certificate stands that it matched; nil where none did.
    var matchedDepth: Int?
    /// Whether the peer was authenticated by it.
    var isDecisive = false

    /// Looks at a record alone.
    ///
    /// Without verification nothing is trusted but what records say: those that want a trust anchor besides cannot be used.
    init(_ record: TLSARecord, isOpportunistic: Bool) {
        self.record = record
        let needsAnchor = isOpportunistic && record.needsTrustAnchor
        defect = record.defect ?? (needsAnchor ? "it needs a trust anchor besides, and verification is off" : nil)
    }

    /// Whether it can be used, for this usage.
    func isUsable(_ usage: UInt8) -> Bool { defect == nil && record.usage == usage }
}

/// DANE (RFC 6698, RFC 7671): each usage in turn, the one that asks for least first.
extension PeerVerifier {
    func judge(
        byRecords leaf: Library.Certificate,
        _ presented: [Library.Certificate],
        _ question: PeerQuestion,
        _ judgement: inout Judgement<Library>
    ) {
        for index in judgement.records.indices {
            judgement.records[index].matchedDepth = depth(of: judgement.records[index], presented)
        }
        if isAuthenticatedByEndEntity(leaf, question, &judgement) { return }
        if isAuthenticatedByTrustAnchor(leaf, presented, question, &judgement) { return }
        let isPublic = judgement.records.contains { $0.isUsable(0) || $0.isUsable(1) }
        if policy.isEnabled, isPublic {
            let records = judgement.records
            judgePublicKeyInfrastructure(leaf, presented, question, { Self.recordFault(in: $0, records) }, &judgement)
            noteDecision(in: &judgement)
        } else if judgement.fault == nil {
            judgement.path = [leaf]
            judgement.fault = Self.noMatch
        }
    }

    /// DANE-EE: the certificate itself is the one; its dates, its issuers and by default its names do not matter (RFC 7671, 5.1).
    private func isAuthenticatedByEndEntity(
        _ leaf: Library.Certificate,
        _ question: PeerQuestion,
        _ judgement: inout Judgement<Library>
    ) -> Bool {
        guard let index = judgement.records.firstIndex(where: { $0.isUsable(3) && $0.matchedDepth == 0 }) else {
            return false
        }
        judgement.path = [leaf]
        judgement.fault = policy.checksNameOfDomainIssuedCertificate ? nameFault(leaf, question) : nil
        guard judgement.fault == nil else { return false }
        judgement.records[index].isDecisive = true
        judgement.isAuthenticated = true
        return true
    }

    /// DANE-TA: a path leads to a certificate that a record names, and that alone is trusted (RFC 7671, 5.2).
    private func isAuthenticatedByTrustAnchor(
        _ leaf: Library.Certificate,
        _ presented: [Library.Certificate],
        _ question: PeerQuestion,
        _ judgement: inout Judgement<Library>
    ) -> Bool {
        let usable = judgement.records.filter { $0.isUsable(2) }
        guard !usable.isEmpty else { return false }
        let named = presented.dropFirst().filter { one in usable.contains { $0.record.matches(one.contents) } }
        let anchors = named + usable.compactMap { certificate(in: $0.record) }
        guard !anchors.isEmpty else { return false }
        let result = search(
            leaf,
            presented,
            question,
            judgement.time,
            { contents in anchors.filter { $0.contents.subject == contents.issuer } },
            nil
        )
        let earlier = (judgement.fault, judgement.path)
        judgement.take(result)
        guard result.fault == nil, let anchor = result.path.last else {
            // What is wrong with the very certificate that a record names explains more.
            if let fault = earlier.0 { (judgement.fault, judgement.path) = (fault, earlier.1) }
            return false
        }
        let index = judgement.records.firstIndex { $0.isUsable(2) && $0.record.matches(anchor.contents) }
        if let index {
            judgement.records[index].isDecisive = true
            judgement.records[index].matchedDepth = result.path.count - 1
        }
        return true
    }

    /// A path that PKIX accepts has to have the certificate that a record names: the peer's own, or a CA, the root included.
    private static func recordFault(
        in path: [Library.Certificate],
        _ records: [RecordOutcome]
    ) -> VerificationFault? {
        let isNamed = records.contains { outcome in
            outcome.isUsable(1) && outcome.record.matches(path[0].contents)
                || outcome.isUsable(0) && path.dropFirst().contains { outcome.record.matches($0.contents) }
        }
        return isNamed ? nil : noMatch
    }

    private func noteDecision(in judgement: inout Judgement<Library>) {
        let path = judgement.path
        for index in judgement.records.indices {
            let outcome = judgement.records[index]
            guard outcome.isUsable(0) || outcome.isUsable(1) else { continue }
            let first = outcome.record.usage == 0 ? 1 : 0
            let places = path.indices.filter { outcome.record.usage == 0 ? $0 >= first : $0 == 0 }
            let depth = places.first { outcome.record.matches(path[$0].contents) }
            judgement.records[index].matchedDepth = depth ?? outcome.matchedDepth
            guard depth != nil, judgement.fault == nil else { continue }
            judgement.records[index].isDecisive = !judgement.records.contains { $0.isDecisive }
        }
    }

    /// Where the certificate stands among those presented that a record matches, as far as its usage looks.
    private func depth(of outcome: RecordOutcome, _ presented: [Library.Certificate]) -> Int? {
        guard outcome.defect == nil else { return nil }
        let places = outcome.record.namesIssuer ? presented.indices.dropFirst() : presented.indices.prefix(1)
        return places.first { outcome.record.matches(presented[$0].contents) }
    }

    /// The certificate that a record has in full.
    private func certificate(in record: TLSARecord) -> Library.Certificate? {
        guard record.selector == 0, record.matching == 0 else { return nil }
        return try? Library.Certificate(record.data.span)
    }

    private static var noMatch: VerificationFault {
        VerificationFault(.tlsa, depth: nil, "none of the TLSA records matches a certificate that its usage looks at")
    }
}
