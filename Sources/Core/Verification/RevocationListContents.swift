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

    /// When which serial number was revoked, in seconds since 1970.
    package let revoked: [[UInt8]: Int64]

    /// Reads a list.
    ///
    /// Nil where the structure is not that of RFC 5280, 5.1.
    package init?(_ encoded: Span<UInt8>) {
        guard let parts = RevocationListStructure(encoded) else { return nil }
        issuer = encoded.extracting(parts.issuer).copied
        thisUpdate = parts.thisUpdate
        nextUpdate = parts.nextUpdate
        revoked = parts.revoked
        signature = SignatureDescription(encoded.extracting(parts.signatureAlgorithm))
        // It is read as that of a certificate is.
        authorityKeyIdentifier = CertificateExtensions(parts.extensions).authorityKeyIdentifier
        defect = Self.defect(parts) ?? RevocationListRest.defect(encoded)
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
