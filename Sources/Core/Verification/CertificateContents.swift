/// What one certificate says, for the rules of verification and for display (RFC 5280, 4.1).
///
/// A backend's library has taken the bytes for a certificate; what the rules go by is read here, for all backends alike.
public struct CertificateContents: Hashable, Sendable {
    /// All of it in DER.
    public let encoded: [UInt8]
    /// 1, 2 or 3.
    public let version: Int
    /// The content octets of the serial number, big-endian.
    public let serialNumber: [UInt8]
    /// The issuer in DER.
    public let issuer: [UInt8]
    /// The subject in DER.
    public let subject: [UInt8]
    /// The SubjectPublicKeyInfo in DER.
    public let publicKeyInfo: [UInt8]
    /// What the extensions say.
    public let extensions: CertificateExtensions
    /// The first second of its validity, since 1970-01-01 00:00 UTC.
    public let notBefore: Int64
    /// The last second of its validity, since 1970-01-01 00:00 UTC.
    public let notAfter: Int64
    /// The kind and the size of the public key.
    public let key: PublicKeyDescription
    /// How the issuer signed.
    public let signature: SignatureDescription

    /// Reads a certificate; the times are as the library read them.
    ///
    /// Nil where the structure is not that of RFC 5280, 4.1, or where the two algorithms of the signature differ.
    package init?(_ encoded: Span<UInt8>, notBefore: Int64, notAfter: Int64) {
        guard let parts = CertificateStructure(encoded) else { return nil }
        func bytes(_ range: Range<Int>) -> [UInt8] { encoded.extracting(range).copied }
        guard let extensions = parts.extensions(encoded) else { return nil }
        self.encoded = encoded.copied
        version = parts.version
        serialNumber = bytes(parts.serialNumber)
        issuer = bytes(parts.issuer)
        subject = bytes(parts.subject)
        publicKeyInfo = bytes(parts.publicKeyInfo)
        self.extensions = CertificateExtensions(extensions)
        self.notBefore = notBefore
        self.notAfter = notAfter
        key = PublicKeyDescription(encoded.extracting(parts.publicKeyInfo))
        signature = SignatureDescription(encoded.extracting(parts.signatureAlgorithm))
    }

    /// Whether subject and issuer are the same name: a root, or a CA that changes its key (RFC 5280, 3.2).
    public var isSelfIssued: Bool { subject == issuer }

    /// The SHA-256 digest of all of it, as fingerprints are written.
    public var fingerprint: [UInt8] { SHA256.digest(of: encoded.span) }

    /// The names that the subject has besides its distinguished name; empty without any.
    public var alternativeNames: [GeneralName] { extensions.alternativeNames ?? [] }

    /// The common names of the subject, in their order.
    public var commonNames: [[UInt8]] { DistinguishedName.values(of: .commonName, in: subject.span) }

    /// Two are the same certificate where their DER is.
    public static func == (left: CertificateContents, right: CertificateContents) -> Bool {
        left.encoded == right.encoded
    }

    /// Hashes what equality compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(encoded)
    }
}

/// One extension as it stands in a certificate or a revocation list.
package struct EncodedExtension: Hashable, Sendable {
    /// Which one.
    package let identifier: ObjectIdentifier
    /// Whether who does not know it must refuse.
    package let isCritical: Bool
    /// The content of its octet string.
    package let value: [UInt8]

    /// All parts.
    package init(identifier: ObjectIdentifier, isCritical: Bool, value: [UInt8]) {
        self.identifier = identifier
        self.isCritical = isCritical
        self.value = value
    }
}
