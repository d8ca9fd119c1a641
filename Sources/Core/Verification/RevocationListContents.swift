/// What a certificate revocation list says besides whom it revokes (RFC 5280, 5.1).
public struct RevocationListContents: Hashable, Sendable {
    /// Who issued it, in DER.
    public let issuer: [UInt8]
    /// When it was made, in seconds since 1970-01-01 00:00 UTC.
    public let thisUpdate: Int64
    /// When the next one is due at the latest; nil where it does not say.
    public let nextUpdate: Int64?
    /// The identifier of the issuer's key; nil without it.
    public let authorityKeyIdentifier: [UInt8]?
    /// How the issuer signed.
    public let signature: SignatureDescription
    /// Why it cannot be used whatever the time, in words; nil where it can.
    public let defect: String?

    /// Reads a list; the times are as the library read them.
    ///
    /// Nil where the structure is not that of RFC 5280, 5.1.
    package init?(_ encoded: Span<UInt8>, thisUpdate: Int64, nextUpdate: Int64?) {
        guard let parts = RevocationListStructure(encoded) else { return nil }
        issuer = encoded.extracting(parts.issuer).copied
        self.thisUpdate = thisUpdate
        self.nextUpdate = nextUpdate
        signature = SignatureDescription(encoded.extracting(parts.signatureAlgorithm))
        // It is read as that of a certificate is.
        authorityKeyIdentifier = CertificateExtensions(parts.extensions).authorityKeyIdentifier
        defect = Self.defect(parts)
    }

    private static func defect(_ parts: RevocationListStructure) -> String? {
        for entry in parts.extensions {
            switch entry.identifier {
            case .authorityKeyIdentifier, .issuerAlternativeName: continue
            case .revocationListNumber:
                if entry.isCritical { return "its number is marked critical (RFC 5280, 5.2.3)" }
            default:
                // Among them lists of changes only, and lists of a part of the certificates or of other issuers.
                if entry.isCritical {
                    return "it has the critical extension \(entry.identifier), which is not supported"
                }
            }
        }
        guard parts.version == 2 else { return nil }
        let hasNumber = parts.extensions.contains { $0.identifier == .revocationListNumber }
        return hasNumber ? nil : "it has no number (RFC 5280, 5.2.3)"
    }
}

/// Where the parts of a revocation list stand (RFC 5280, 5.1).
private struct RevocationListStructure {
    /// 1 or 2.
    let version: Int
    /// The AlgorithmIdentifier.
    let signatureAlgorithm: Range<Int>
    let issuer: Range<Int>
    let extensions: [EncodedExtension]

    init?(_ list: Span<UInt8>) {
        var file = DERReader(0..<list.count)
        guard let all = file.next(DERTag.sequence, list), file.isAtEnd else { return nil }
        var outer = DERReader(all)
        guard let body = outer.next(DERTag.sequence, list) else { return nil }
        var fields = DERReader(body)
        version = fields.next(DERTag.integer, list) == nil ? 1 : 2
        guard let algorithm = fields.next(list), algorithm.tag == DERTag.sequence else { return nil }
        signatureAlgorithm = algorithm.whole
        guard let issuer = fields.next(list), issuer.tag == DERTag.sequence else { return nil }
        self.issuer = issuer.whole
        guard let rest = Self.extensions(&fields, list) else { return nil }
        extensions = rest
    }

    /// What stands behind the times and the entries, each of which is optional.
    private static func extensions(_ fields: inout DERReader, _ list: Span<UInt8>) -> [EncodedExtension]? {
        while let value = fields.next(list) {
            guard value.tag == DERTag.constructed(0) else { continue }
            return fields.isAtEnd ? EncodedExtension.list(value.content, list) : nil
        }
        return fields.isAtEnd ? [] : nil
    }
}
