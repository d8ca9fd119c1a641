/// What `RevocationListContents` does not keep of a list and yet has to look at (RFC 5280, 5.1).
enum RevocationListRest {
    /// reasonCode, holdInstructionCode and invalidityDate (RFC 5280, 5.3): whether a certificate is revoked does not depend on them.
    private static let harmless: [ObjectIdentifier] = [21, 23, 24].map { ObjectIdentifier(encoded: [0x55, 0x1d, $0]) }

    /// Why a list cannot be used; nil where nothing is wrong.
    ///
    /// Among them are lists of several issuers' certificates, whose entries say whose they are.
    static func defect(_ list: Span<UInt8>) -> String? {
        var file = DERReader(0..<list.count)
        var outer = DERReader(file.next(DERTag.sequence, list) ?? 0..<0)
        guard let body = outer.next(DERTag.sequence, list), let algorithm = outer.next(list) else { return nil }
        var fields = DERReader(body)
        _ = fields.next(DERTag.integer, list)
        guard let inner = fields.next(list), fields.next(list) != nil else { return nil }
        guard list.extracting(inner.whole).hasSameElements(as: list.extracting(algorithm.whole)) else {
            return "its two algorithms of the signature differ (RFC 5280, 5.1.1.2)"
        }
        // Behind the times stand the entries, and behind them the extensions of the list.
        while let value = fields.next(list) {
            if value.tag == DERTag.sequence { return entryDefect(value.content, list) }
        }
        return nil
    }

    private static func entryDefect(_ range: Range<Int>, _ list: Span<UInt8>) -> String? {
        var reader = DERReader(range)
        while let entry = reader.next(DERTag.sequence, list) {
            var fields = DERReader(entry)
            guard fields.next(list) != nil, fields.next(list) != nil, let extensions = fields.next(list) else {
                continue
            }
            guard let found = EncodedExtension.list(extensions.whole, list) else { return "an entry is malformed" }
            if let unknown = found.first(where: { $0.isCritical && !harmless.contains($0.identifier) }) {
                return "an entry has the critical extension \(unknown.identifier), which is not supported"
            }
        }
        return nil
    }
}
