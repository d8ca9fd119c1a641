/// What revocation lists say about a path (RFC 5280, 6.3).
///
/// Lists are enforced where there are some: a certificate whose issuer has none is not asked for one.
struct RevocationRules<List: TLSRevocationList> {
    /// The lists of the configuration.
    let lists: [List]
    /// The time, in seconds since 1970; nil where it is not looked at.
    let time: Int64?
    /// What signatures have to be.
    let strength: CertificateStrength

    /// The first certificate that is revoked, or of which the lists of its issuer cannot tell; from the anchor down.
    func fault(in path: [List.Certificate]) -> VerificationFault? {
        guard !lists.isEmpty else { return nil }
        for depth in path.indices.dropLast().reversed() {
            if let fault = fault(of: path[depth].contents, by: path[depth + 1], depth) { return fault }
        }
        return nil
    }

    private func fault(
        of contents: CertificateContents,
        by issuer: List.Certificate,
        _ depth: Int
    ) -> VerificationFault? {
        let own = lists.filter { $0.contents.isOfIssuer(of: contents) }
        guard !own.isEmpty else { return nil }
        var worst: (state: RevocationListState, detail: String)?
        var isTold = false
        for list in own {
            let (state, detail) = assess(list, by: issuer)
            if state == .used || state == .expired, let time = list.revocationTime(of: contents.serialNumber) {
                return VerificationFault(.revoked, depth: depth, "it was revoked at " + Timestamp.text(time))
            }
            if state == .used { isTold = true } else { worst = worst ?? (state, detail) }
        }
        guard !isTold, let worst else { return nil }
        let rule: VerificationRule = worst.state == .expired ? .revocationListExpired : .revocationListUnusable
        return VerificationFault(rule, depth: depth, "the revocation list of its issuer: " + worst.detail)
    }

    /// What a list is good for, whose issuer's certificate is known.
    private func assess(_ list: List, by issuer: List.Certificate) -> (RevocationListState, String) {
        let contents = list.contents
        if let defect = contents.defect { return (.unusable, defect) }
        if let usage = issuer.contents.extensions.keyUsage, !usage.contains(.revocationListSigning) {
            return (.untrusted, "its issuer's key is not for signing revocation lists")
        }
        guard list.isSigned(by: issuer) else { return (.untrusted, "its issuer's key did not make its signature") }
        if let why = strength.signatureFault(contents.signature) { return (.untrusted, why) }
        guard let time else { return (.used, "") }
        if time < contents.thisUpdate {
            return (.notYetValid, "it was made at " + Timestamp.text(contents.thisUpdate) + ", which is not yet")
        }
        guard let next = contents.nextUpdate, time > next else { return (.used, "") }
        return (.expired, "the next one was due at " + Timestamp.text(next))
    }

    /// What each list is good for, for a path.
    func states(for path: [List.Certificate]) -> [VerificationReport.RevocationList] {
        lists.map { list in
            var (state, detail) = (RevocationListState.otherIssuer, "no certificate of the path is its issuer's")
            if let depth = path.indices.dropLast().first(where: { list.contents.isOfIssuer(of: path[$0].contents) }) {
                (state, detail) = assess(list, by: path[depth + 1])
            }
            return VerificationReport.RevocationList(
                issuer: list.issuerText,
                thisUpdate: list.contents.thisUpdate,
                nextUpdate: list.contents.nextUpdate,
                state: state,
                detail: detail
            )
        }
    }
}

extension RevocationListContents {
    /// Whether it is of the issuer of a certificate, as far as name and key identifiers say.
    fileprivate func isOfIssuer(of certificate: CertificateContents) -> Bool {
        guard issuer == certificate.issuer else { return false }
        guard let own = authorityKeyIdentifier, let other = certificate.extensions.authorityKeyIdentifier else {
            return true
        }
        return own == other
    }
}
