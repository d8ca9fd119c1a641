/// Completes a chain from certificates that are trusted.
package enum ChainRebuilding {
    /// What belongs behind a chain, up to a self-signed one or until no issuer is found.
    ///
    /// `candidates` gives those with the subject that it is given, most wanted first; self-signed ones go before others, so that of
    /// cross-signed ones the shortest way is found. One that is in the chain, or has the name and key of one that is, would lead in
    /// a circle.
    package static func ancestors<Certificate: TLSCertificate>(
        of chain: [Certificate],
        among candidates: ([UInt8]) -> [Certificate]
    ) -> [Certificate] {
        var found: [Certificate] = []
        var seen = Set(chain.map { $0.identity })
        var last = chain.last
        while let child = last, !child.contents.isSelfIssued {
            let issuers = candidates(child.contents.issuer).filter { issuer in
                !seen.contains(issuer.identity) && issuer.contents.mayHaveIssued(child.contents)
                    && child.isSigned(by: issuer)
            }
            last = issuers.first { $0.contents.isSelfIssued } ?? issuers.first
            guard let issuer = last else { break }
            seen.insert(issuer.identity)
            found.append(issuer)
        }
        return found
    }
}

extension TLSCertificate {
    /// The subject's name with the public key: what two certificates have in common that can stand for each other as issuers.
    fileprivate var identity: [UInt8] { contents.subject + contents.publicKeyInfo }
}
