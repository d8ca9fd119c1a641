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

    /// The path first, then what was presented besides.
    private func certificates(_ presented: [Library.Certificate]) -> [VerificationReport.Certificate] {
        let onPath = path.indices.map { depth in
            let isPresented = presented.contains { $0.contents == path[depth].contents }
            return path[depth].reported(
                depth,
                isPresented ? .presented : isOfRecord(depth) ? .tlsaRecord : .trustAnchor
            )
        }
        let others = presented.filter { one in !path.contains { $0.contents == one.contents } }
        return onPath + others.map { $0.reported(nil, .presented) }
    }

    private func isOfRecord(_ depth: Int) -> Bool {
        records.contains { $0.isDecisive && $0.record.usage == 2 && $0.matchedDepth == depth }
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
        let why = defect ?? (matchedDepth == nil ? "no certificate that its usage looks at is the one it names" : nil)
        return .init(record: record, matchedDepth: matchedDepth, isDecisive: isDecisive, why: why)
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
