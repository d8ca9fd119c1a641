/// What TLSA records of usage 2 (DANE-TA) make trust anchors, in one verification: these, and no others.
struct RecordAnchors<Certificate: TLSCertificate> {
    /// A certificate that the bare key of a record signed, and its issuer.
    private struct Key {
        let child: Certificate
        let issuer: Certificate
    }

    private let named: [Certificate]
    private let keys: [Key]

    /// `leaf` is the peer's own certificate, which is no issuer whatever it says; `others` are those presented besides, and those that
    /// records have in full.
    init(_ records: [TLSARecord], leaf: Certificate, others: [Certificate]) {
        named = others.filter { one in
            one.contents != leaf.contents && records.contains { $0.matches(one.contents) }
        }
        var keys: [Key] = []
        // Where the certificate of the key is there, its dates and extensions count too.
        for record in records where record.isBareKey && !named.contains(where: { record.matches($0.contents) }) {
            for child in [leaf] + others {
                guard let issuer = Self.issuer(of: child, record.data) else { continue }
                keys.append(Key(child: child, issuer: issuer))
            }
        }
        self.keys = keys
    }

    /// Whether no path can end.
    var isEmpty: Bool { named.isEmpty && keys.isEmpty }

    /// The anchors that may have issued a certificate.
    func above(_ contents: CertificateContents) -> [Certificate] {
        let issuers = named.filter { $0.contents.subject == contents.issuer }
        return issuers + keys.filter { $0.child.contents == contents }.map { $0.issuer }
    }

    /// Whether an anchor is a bare key, and no certificate that anybody made.
    func isKey(_ anchor: Certificate) -> Bool { keys.contains { $0.issuer === anchor } }

    private static func issuer(of child: Certificate, _ key: [UInt8]) -> Certificate? {
        // One that its own key signed is its own issuer, and no library looks above it.
        guard child.contents.publicKeyInfo != key else { return nil }
        let encoded = TrustAnchorInformation.certificate(name: child.contents.issuer, publicKeyInfo: key)
        guard let issuer = try? Certificate(encoded.span), child.isSigned(by: issuer) else { return nil }
        return issuer
    }
}
