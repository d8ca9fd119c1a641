/// How a LwM2M client verifies a server with certificates, as an instance of the LwM2M Security object says (OMA LwM2M 1.1, object 0).
///
/// The object's words are those of DANE (RFC 6698), so it becomes a TLSA record and a `PeerVerification`. It is for Security Mode 2
/// (certificate) and 4 (certificate with EST).
public struct LwM2MServerTrust: Sendable {
    /// What the certificate in Server Public Key is (resource 15).
    ///
    /// A struct, since the number comes from a server; `apply(to:)` refuses one that is not known.
    public struct CertificateUsage: RawRepresentable, Hashable, Sendable {
        /// The number in the object, which is that of a TLSA record.
        public let rawValue: UInt8

        /// The usage with this number.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// A CA that has to stand in the path to the trust store (PKIX-TA).
        public static let caConstraint = CertificateUsage(rawValue: 0)
        /// The server's own certificate, which has to be good by the trust store too (PKIX-EE).
        public static let serviceCertificateConstraint = CertificateUsage(rawValue: 1)
        /// The one trust anchor (DANE-TA).
        public static let trustAnchorAssertion = CertificateUsage(rawValue: 2)
        /// The server's own certificate, whoever issued it (DANE-EE): what the object means without the resource.
        public static let domainIssuedCertificate = CertificateUsage(rawValue: 3)
    }

    /// What of the certificate stands in Server Public Key (resource 13); the numbers are not those of TLSA records.
    ///
    /// A struct, since the number comes from a server; `apply(to:)` refuses one that is not known.
    public struct MatchingType: RawRepresentable, Hashable, Sendable {
        /// The number in the object.
        public let rawValue: UInt8

        /// The matching type with this number.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// All of it, in DER: what the object means without the resource.
        public static let exact = MatchingType(rawValue: 0)
        /// Its digest by SHA-256.
        public static let sha256 = MatchingType(rawValue: 1)
        /// Its digest by SHA-384, which TLSA records do not have.
        public static let sha384 = MatchingType(rawValue: 2)
        /// Its digest by SHA-512.
        public static let sha512 = MatchingType(rawValue: 3)
    }

    /// Certificate Usage (resource 15); default `domainIssuedCertificate`.
    public var certificateUsage = CertificateUsage.domainIssuedCertificate
    /// Matching Type (resource 13); default `exact`.
    public var matchingType = MatchingType.exact
    /// Server Public Key (resource 4): a certificate in DER, or its digest; default empty, which leaves all to the trust store.
    public var serverPublicKey: [UInt8] = []
    /// SNI (resource 14): the name for SNI and verification in place of the host in Server URI; default nil; an empty one counts as none.
    public var serverNameIndication: String?
    /// The device's own trust store; default none.
    ///
    /// Usages 0 and 1 need it. With usages 2 and 3 it has no say unless Server Public Key is empty.
    public var trustStore = CertificateSource.none
    /// Whether the system's trust anchors are part of the trust store; default false.
    public var usesSystemTrustStore = false
    /// Whether a server is taken that nothing is known of: usage 2 or 3, an empty Server Public Key and no trust store; default false.
    ///
    /// Some clients connect then, and talk to anybody. Here it is EINVAL unless asked for by this name.
    public var acceptsUnverifiedServer = false

    /// The defaults of the object: a domain-issued certificate, exact, and no key yet.
    public init() {}

    /// Writes it into a client's configuration: `verification` is replaced, `serverName` where SNI is given.
    ///
    /// The name is checked with each usage, 3 included; where the server is called by an address its certificate has to have that.
    /// Throws EINVAL for what contradicts itself or could never be verified, and for a number that is not known.
    public func apply(to configuration: inout TLSConfiguration) throws(TLSError) {
        let verification = try verification()
        if let name = serverNameIndication, !name.utf8.isEmpty { configuration.serverName = try ServerName(name).text }
        configuration.verification = verification
    }
}

extension LwM2MServerTrust {
    private var hasTrustStore: Bool { usesSystemTrustStore || !trustStore.isEmpty }
    private var needsTrustStore: Bool { certificateUsage.rawValue < 2 }

    private func verification() throws(TLSError) -> PeerVerification {
        let record = try record()
        guard record != nil || hasTrustStore || needsTrustStore else { return try unverified() }
        guard hasTrustStore || !needsTrustStore else {
            throw .configuration(
                "Certificate Usage \(certificateUsage.rawValue) needs a trust store, and there is none"
            )
        }
        var verification = PeerVerification.anchors(.none)
        verification.checksNameOfDomainIssuedCertificate = true
        if let record { verification.tlsaRecords = [record] }
        // What usages 2 and 3 name is all that counts.
        guard record == nil || needsTrustStore else { return verification }
        verification.trustAnchors = trustStore
        verification.usesSystemTrustStore = usesSystemTrustStore
        return verification
    }

    private func unverified() throws(TLSError) -> PeerVerification {
        guard acceptsUnverifiedServer else {
            throw .configuration(
                "with an empty Server Public Key and no trust store nothing says who the server is: give one of them"
            )
        }
        return .disabled
    }

    /// The record that says the same; nil where Server Public Key is empty.
    private func record() throws(TLSError) -> TLSARecord? {
        let usage = certificateUsage.rawValue
        guard usage <= CertificateUsage.domainIssuedCertificate.rawValue else {
            throw .configuration("Certificate Usage \(usage) is not known: wanted 0 to 3")
        }
        let matching = try matching()
        guard !serverPublicKey.isEmpty else { return nil }
        let record =
            matchingType == .sha384
            ? TLSARecord(usage: usage, selector: 0, sha384: serverPublicKey)
            : TLSARecord(usage: usage, selector: 0, matching: matching, data: serverPublicKey)
        // A record that cannot be used would be passed over; here it is all that is known.
        if let defect = record.defect { throw .configuration("Server Public Key: " + defect, .malformedCertificate) }
        return record
    }

    /// The number of TLSA records; that of SHA-384 has none.
    private func matching() throws(TLSError) -> UInt8 {
        switch matchingType {
        case .exact, .sha384: return 0
        case .sha256: return 1
        case .sha512: return 2
        default: throw .configuration("Matching Type \(matchingType.rawValue) is not known: wanted 0 to 3")
        }
    }
}
