/// Writes distinguished names for people: in Core, since the libraries differ in more than the names of attributes.
extension DistinguishedName {
    /// As RFC 4514 writes it, the last part first; empty for a name without parts, or for none.
    ///
    /// A value that is no string is in hexadecimal digits behind `#`.
    package static func text(_ name: Span<UInt8>) -> String {
        var parts: [String] = []
        for part in Self.parts(name) ?? [] { parts.append(text(ofPart: part, name)) }
        return parts.reversed().joined(separator: ",")
    }

    private static func text(ofPart part: Range<Int>, _ name: Span<UInt8>) -> String {
        var set = DERReader(part)
        var reader = DERReader(set.next(DERTag.set, name) ?? 0..<0)
        var pairs: [String] = []
        while let pair = reader.next(DERTag.sequence, name) {
            var fields = DERReader(pair)
            guard let identifier = fields.next(DERTag.objectIdentifier, name), let value = fields.next(name) else {
                continue
            }
            let attribute = ObjectIdentifier(encoded: name.extracting(identifier).copied)
            pairs.append(label(of: attribute) + "=" + text(of: value, name))
        }
        return pairs.joined(separator: "+")
    }

    private static func text(of value: DERValue, _ name: Span<UInt8>) -> String {
        guard let bytes = NamePart.text(value, name) else { return "#" + name.extracting(value.whole).hexadecimal }
        return escaped(String(decoding: bytes, as: UTF8.self))
    }

    /// RFC 4514, 2.4.
    private static func escaped(_ value: String) -> String {
        let scalars = value.unicodeScalars
        var text = String.UnicodeScalarView()
        for index in scalars.indices {
            let scalar = scalars[index]
            let isFirst = index == scalars.startIndex
            let isLast = scalars.index(after: index) == scalars.endIndex
            let needsEscape =
                switch scalar {
                case ",", "+", "\"", "\\", "<", ">", ";": true
                case "#": isFirst
                case " ": isFirst || isLast
                default: false
                }
            if needsEscape { text.append("\\") }
            text.append(scalar)
        }
        return String(text)
    }

    private static func label(of attribute: ObjectIdentifier) -> String {
        let number = attribute.description
        return labels.first { $0.number == number }?.label ?? number
    }

    /// RFC 4514, 3 and what else is often seen.
    private static let labels: [(number: String, label: String)] = [
        ("2.5.4.3", "CN"), ("2.5.4.7", "L"), ("2.5.4.8", "ST"), ("2.5.4.10", "O"), ("2.5.4.11", "OU"), ("2.5.4.6", "C"),
        ("2.5.4.9", "STREET"), ("0.9.2342.19200300.100.1.25", "DC"), ("0.9.2342.19200300.100.1.1", "UID"),
        ("2.5.4.5", "serialNumber"), ("2.5.4.97", "organizationIdentifier"), ("1.2.840.113549.1.9.1", "emailAddress"),
    ]
}

extension TLSCertificate {
    /// Its names and times, for display.
    public var summary: CertificateSummary {
        CertificateSummary(
            subject: DistinguishedName.text(contents.subject.span),
            issuer: DistinguishedName.text(contents.issuer.span),
            notBefore: contents.notBefore,
            notAfter: contents.notAfter
        )
    }
}

extension RevocationListContents {
    /// The issuer as RFC 4514 writes it, for display.
    package var issuerText: String { CertificateSummary.printable(DistinguishedName.text(issuer.span)) }
}
