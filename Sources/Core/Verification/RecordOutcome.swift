/// What came of one TLSA record.
struct RecordOutcome {
    /// The record.
    let record: TLSARecord
    /// Why it cannot be used (RFC 6698, 4.1); nil where it can.
    private(set) var defect: String?
    /// Where the certificate stands in the path that it matched; nil where none did.
    var matchedDepth: Int?
    /// Whether the peer was authenticated by it.
    var isDecisive = false
    /// Whether what it matches was presented, and is not where its usage looks.
    var matchesBesidePath = false

    /// Looks at a record alone.
    ///
    /// Without verification nothing is trusted but what records say: those that want a trust anchor besides cannot be used.
    init(_ record: TLSARecord, isOpportunistic: Bool) {
        self.record = record
        let needsAnchor = isOpportunistic && record.needsTrustAnchor
        defect = record.defect ?? (needsAnchor ? "it needs a trust anchor besides, and verification is off" : nil)
    }

    /// Looks at records together: of the digests with one usage and selector only the strongest count (RFC 7671, 9).
    static func list(_ records: [TLSARecord], isOpportunistic: Bool) -> [RecordOutcome] {
        var outcomes = records.map { RecordOutcome($0, isOpportunistic: isOpportunistic) }
        for index in outcomes.indices where outcomes[index].defect == nil && outcomes[index].record.matching != 0 {
            let record = outcomes[index].record
            let isWeaker = outcomes.contains { other in
                other.isUsable(record.usage) && other.record.selector == record.selector
                    && other.record.matching != 0 && other.record.data.count > record.data.count
            }
            if isWeaker { outcomes[index].defect = "another one of its usage and selector has a stronger digest" }
        }
        return outcomes
    }

    /// Whether it can be used, for this usage.
    func isUsable(_ usage: UInt8) -> Bool { defect == nil && record.usage == usage }

    /// Why it matched nothing, in words; nil where it matched.
    var why: String? {
        if let defect { return defect }
        guard matchedDepth == nil else { return nil }
        if matchesBesidePath {
            return "what it names was presented, and does not stand in the path where its usage looks"
        }
        return "no certificate that its usage looks at is the one it names"
    }
}

extension Judgement {
    /// Says of each record where in the path it matches, and which one decided: the first of those usages.
    mutating func noteMatches(among presented: [Library.Certificate], decidedBy usages: [UInt8]) {
        for index in records.indices where records[index].defect == nil {
            let record = records[index].record
            let depth = depth(of: record)
            records[index].matchedDepth = depth
            records[index].matchesBesidePath = depth == nil && presented.contains { record.matches($0.contents) }
        }
        guard fault == nil else { return }
        let decisive = records.firstIndex { outcome in
            guard usages.contains(outcome.record.usage), let depth = outcome.matchedDepth else { return false }
            return outcome.record.usage != 2 || isEnd(depth)
        }
        if let decisive { records[decisive].isDecisive = true }
    }

    private func depth(of record: TLSARecord) -> Int? {
        // A bare key has no certificate: told is the place of the topmost one, which it signed.
        if end == .key, record.isBareKey, path.last.map({ record.matches($0.contents) }) == true {
            return path.count - 2
        }
        let known = end == .key ? path.dropLast() : path[...]
        let places = record.namesIssuer ? known.indices.dropFirst() : known.indices.prefix(1)
        return places.first { record.matches(path[$0].contents) }
    }

    /// Whether a usage 2 record that matched there is what the path ends in.
    private func isEnd(_ depth: Int) -> Bool { depth == path.count - (end == .key ? 2 : 1) }
}

/// What a path ends in.
enum PathEnd {
    /// A trust anchor of the configuration or the system, or nothing.
    case trustAnchor
    /// A certificate that a TLSA record of usage 2 names.
    case record
    /// The bare key of a TLSA record, for which the last of the path stands: nobody made that certificate.
    case key
}
