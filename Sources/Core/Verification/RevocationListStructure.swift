/// What a revocation list is made of (RFC 5280, 5.1).
struct RevocationListStructure {
    /// 1 or 2.
    let version: Int
    /// The AlgorithmIdentifier.
    let signatureAlgorithm: Range<Int>
    let issuer: Range<Int>
    /// In seconds since 1970, as the next one.
    let thisUpdate: Int64
    let nextUpdate: Int64?
    /// When which serial number was revoked, in seconds since 1970.
    let revoked: [[UInt8]: Int64]
    let extensions: [EncodedExtension]

    /// Nil where the bytes are no list, or where one of the optional parts is malformed: a list with less in it than it has would let
    /// a revoked certificate in.
    init?(_ list: Span<UInt8>) {
        var file = DERReader(0..<list.count)
        guard let all = file.next(DERTag.sequence, list), file.isAtEnd else { return nil }
        var outer = DERReader(all)
        guard let body = outer.next(DERTag.sequence, list) else { return nil }
        guard outer.next(DERTag.sequence, list) != nil, outer.nextWholeOctets(list), outer.isAtEnd else { return nil }
        var fields = DERReader(body)
        version = fields.next(DERTag.integer, list) == nil ? 1 : 2
        guard let algorithm = fields.next(list), algorithm.tag == DERTag.sequence else { return nil }
        signatureAlgorithm = algorithm.whole
        guard let issuer = fields.next(list), issuer.tag == DERTag.sequence else { return nil }
        self.issuer = issuer.whole
        guard let made = fields.next(list), let thisUpdate = Timestamp.seconds(made, list) else { return nil }
        self.thisUpdate = thisUpdate
        var next = fields.next(list)
        nextUpdate = next.flatMap { Timestamp.seconds($0, list) }
        if nextUpdate != nil { next = fields.next(list) }
        var revoked: [[UInt8]: Int64] = [:]
        if let entries = next, entries.tag == DERTag.sequence {
            guard let found = Self.entries(entries.content, list) else { return nil }
            revoked = found
            next = fields.next(list)
        }
        self.revoked = revoked
        guard let extensions = Self.extensions(next, list), fields.isAtEnd else { return nil }
        self.extensions = extensions
    }

    private static func entries(_ range: Range<Int>, _ list: Span<UInt8>) -> [[UInt8]: Int64]? {
        var reader = DERReader(range)
        var found: [[UInt8]: Int64] = [:]
        while !reader.isAtEnd {
            guard let entry = reader.next(DERTag.sequence, list) else { return nil }
            var fields = DERReader(entry)
            guard let number = fields.next(DERTag.integer, list), !number.isEmpty, let date = fields.next(list),
                let time = Timestamp.seconds(date, list)
            else { return nil }
            found[list.extracting(number).copied] = time
        }
        return found
    }

    private static func extensions(_ value: DERValue?, _ list: Span<UInt8>) -> [EncodedExtension]? {
        guard let value else { return [] }
        guard value.tag == DERTag.constructed(0) else { return nil }
        return EncodedExtension.list(value.content, list)
    }
}
