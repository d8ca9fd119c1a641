/// What a chain is rebuilt by: a certificate that knows its issuer when it sees it.
package protocol ChainCertificate {
    /// The subject's name with the public key: what two certificates have in common that can stand for each other as issuers.
    var identity: [UInt8] { get }
    /// Whether it names itself as its issuer.
    var isSelfSigned: Bool { get }
    /// Whether the other is a CA that signed it.
    func isIssued(by other: Self) -> Bool
}

/// Completes a chain from certificates that are trusted.
package enum ChainRebuilding {
    /// What belongs behind a chain, up to a self-signed one or until no issuer is found.
    ///
    /// `candidates` gives those that may have issued a certificate, most wanted first; self-signed ones go before others, so that of
    /// cross-signed ones the shortest way is found. One that is in the chain, or has the name and key of one that is, would lead in
    /// a circle.
    package static func ancestors<Certificate: ChainCertificate>(
        of chain: [Certificate],
        among candidates: (Certificate) throws(TLSError) -> [Certificate]
    ) throws(TLSError) -> [Certificate] {
        var found: [Certificate] = []
        var seen = Set(chain.map { $0.identity })
        var last = chain.last
        while let child = last, !child.isSelfSigned {
            let issuers = try candidates(child).filter { !seen.contains($0.identity) && child.isIssued(by: $0) }
            last = issuers.first { $0.isSelfSigned } ?? issuers.first
            guard let issuer = last else { break }
            seen.insert(issuer.identity)
            found.append(issuer)
        }
        return found
    }
}
