/// One certificate that a backend's library has read: what it says, and what only the library can tell.
public protocol TLSCertificate: AnyObject, Sendable {
    /// Reads DER with nothing behind it; throws where the library takes it for no certificate.
    init(_ encoded: Span<UInt8>) throws(TLSError)

    /// What it says.
    var contents: CertificateContents { get }
    /// Its names and times, for display.
    var summary: CertificateSummary { get }
    /// Whether the key of `issuer` made its signature, whatever the strength of both.
    func isSigned(by issuer: Self) -> Bool
}

extension TLSCertificate {
    /// Reads several.
    package static func list(_ encoded: [[UInt8]]) throws(TLSError) -> [Self] {
        var found: [Self] = []
        for bytes in encoded { found.append(try Self(bytes.span)) }
        return found
    }
}

/// One revocation list that a backend's library has read.
public protocol TLSRevocationList: AnyObject, Sendable {
    /// The certificates that it can be compared with.
    associatedtype Certificate: TLSCertificate

    /// What it says besides whom it revokes.
    var contents: RevocationListContents { get }
    /// The issuer as RFC 4514 writes it, for display.
    var issuerText: String { get }
    /// When a certificate of its issuer's with this serial number was revoked, in seconds since 1970; nil where it is not listed.
    func revocationTime(of serialNumber: [UInt8]) -> Int64?
    /// Whether the key of `issuer` made its signature, whatever the strength of both.
    func isSigned(by issuer: Certificate) -> Bool
}

/// The machine's store of trust anchors, where a backend's library looks for it.
public protocol TLSSystemTrust: AnyObject, Sendable {
    /// The certificates that it gives.
    associatedtype Certificate: TLSCertificate

    /// Opens the store; a machine without one trusts nothing by itself.
    init() throws(TLSError)

    /// The certificates with a subject, which is in DER.
    func certificates(subject: [UInt8]) -> [Certificate]
}

/// What verification needs of a TLS library: it reads certificates and checks signatures.
public protocol CertificateLibrary: Sendable {
    /// A certificate that it has read.
    associatedtype Certificate: TLSCertificate
    /// A revocation list that it has read.
    associatedtype RevocationList: TLSRevocationList where RevocationList.Certificate == Certificate
    /// The machine's store of trust anchors.
    associatedtype SystemTrust: TLSSystemTrust where SystemTrust.Certificate == Certificate

    /// The library's name.
    static var name: String { get }

    /// Reads one certificate of a configuration; the error names its origin.
    static func certificate(_ block: KeyMaterialBlock) throws(TLSError) -> Certificate

    /// Reads one revocation list of a configuration in the same way.
    static func revocationList(_ block: KeyMaterialBlock) throws(TLSError) -> RevocationList

    /// What the library has against a path whose last certificate is trusted, in its words; nil where it agrees.
    ///
    /// It checks the signatures, and whatever else it has rules for; not the times, which are Core's.
    static func objection(to path: [Certificate], _ strength: CertificateStrength) -> String?
}
