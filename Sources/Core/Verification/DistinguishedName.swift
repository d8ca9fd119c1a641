/// Reads distinguished names in DER (RFC 5280, 4.1.2.4).
package enum DistinguishedName {
    /// Where each relative name stands, in the order of the name; nil where it is no name.
    package static func parts(_ name: Span<UInt8>) -> [Range<Int>]? {
        var outer = DERReader(0..<name.count)
        guard let content = outer.next(DERTag.sequence, name), outer.isAtEnd else { return nil }
        var reader = DERReader(content)
        var parts: [Range<Int>] = []
        while !reader.isAtEnd {
            guard let part = reader.next(name), part.tag == DERTag.set else { return nil }
            parts.append(part.whole)
        }
        return parts
    }

    /// Whether it has no part at all.
    package static func isEmpty(_ name: [UInt8]) -> Bool { parts(name.span)?.isEmpty ?? true }

    /// Whether a name is in the subtree of another one: it begins with the same parts (RFC 5280, 4.2.1.10).
    package static func isWithin(_ name: Span<UInt8>, _ subtree: Span<UInt8>) -> Bool {
        guard let parts = parts(name), let wanted = Self.parts(subtree), wanted.count <= parts.count else {
            return false
        }
        for index in wanted.indices {
            let part = name.extracting(parts[index])
            guard part.hasSameElements(as: subtree.extracting(wanted[index])) else { return false }
        }
        return true
    }

    /// The values of one attribute, as the bytes of their strings.
    package static func values(of attribute: ObjectIdentifier, in name: Span<UInt8>) -> [[UInt8]] {
        var found: [[UInt8]] = []
        for part in parts(name) ?? [] {
            var set = DERReader(part)
            guard let pairs = set.next(DERTag.set, name) else { continue }
            var reader = DERReader(pairs)
            while let pair = reader.next(DERTag.sequence, name) {
                var fields = DERReader(pair)
                guard let identifier = fields.next(DERTag.objectIdentifier, name) else { continue }
                guard name.extracting(identifier).copied == attribute.encoded else { continue }
                if let value = fields.next(name) { found.append(name.extracting(value.content).copied) }
            }
        }
        return found
    }
}
