extension Judgement {
    /// All that was looked at, in the shape for people and programs.
    func report(
        _ presented: [Library.Certificate],
        _ question: PeerQuestion,
        _ verifier: PeerVerifier<Library>
    ) -> VerificationReport {
        var report = VerificationReport(
            verdict: fault == nil ? .verified : .refused,
            isAuthenticated: isAuthenticated,
            fault: fault,
            peerRole: question.peerRole
        )
        report.certificates = certificates(presented)
        report.wantedName = question.name?.text
        report.presentedNames = presented.first.map { PeerName.texts($0.contents) } ?? []
        report.anchorsTried = anchorsTried.map { $0.summary.subject }
        report.records = records.map { $0.reported }
        report.revocationLists = verifier.revocationRules(time).states(for: path)
        report.clock = VerificationReport.ClockName(verifier.policy.clock)
        report.time = time
        report.alert = fault?.rule.alert
        return report
    }

    /// The path first, then what was presented besides; a key is no certificate.
    private func certificates(_ presented: [Library.Certificate]) -> [VerificationReport.Certificate] {
        let onPath = path.indices.dropLast(end == .key ? 1 : 0).map { depth in
            let isPresented = presented.contains { $0.contents == path[depth].contents }
            return path[depth].reported(depth, isPresented ? .presented : origin(depth))
        }
        let others = presented.filter { one in !path.contains { $0.contents == one.contents } }
        return onPath + others.map { $0.reported(nil, .presented) }
    }

    /// Where a certificate of the path came from that was not presented.
    private func origin(_ depth: Int) -> VerificationReport.Certificate.Origin {
        // Above an anchor stand anchors only.
        guard end != .trustAnchor || depth < path.count - 1 else { return .trustAnchor }
        let encoded = path[depth].contents.encoded
        return records.contains { $0.record.isFullIssuer && $0.record.data == encoded } ? .tlsaRecord : .trustAnchor
    }
}

extension TLSCertificate {
    fileprivate func reported(
        _ depth: Int?,
        _ origin: VerificationReport.Certificate.Origin
    ) -> VerificationReport.Certificate {
        VerificationReport.Certificate(depth: depth, origin: origin, contents: contents, summary: summary)
    }
}

extension RecordOutcome {
    fileprivate var reported: VerificationReport.Record {
        .init(record: record, matchedDepth: matchedDepth, isDecisive: isDecisive, why: why)
    }
}

extension VerificationReport.ClockName {
    fileprivate init(_ clock: VerificationClock) {
        switch clock.source {
        case .disabled: self = .disabled
        case .supplied: self = .supplied
        case .system: self = .system
        }
    }
}
