extension PeerVerifier {
    /// An own chain with what is missing of it, where its credentials ask for that: the ancestors of its last certificate that are
    /// among the trust anchors, up to a root or until none is found.
    ///
    /// One that is in the chain, or has the name and the key of one that is, would lead in a circle. Of cross-signed issuers a root
    /// goes before others, which is the shortest way. Signatures are looked at; dates and strength are not, since the peer judges.
    package func completed(_ chain: [Library.Certificate], of own: CertificateCredentials) -> [Library.Certificate] {
        guard own.rebuildsChain else { return chain }
        var chain = chain
        var seen = chain.map { IssuerIdentity($0.contents) }
        while let last = chain.last, !last.isRoot {
            let issuers = store.anchors(subject: last.contents.issuer).filter { candidate in
                !seen.contains(IssuerIdentity(candidate.contents)) && candidate.hasIssued(last)
            }
            guard let issuer = issuers.first(where: { $0.isRoot }) ?? issuers.first else { break }
            seen.append(IssuerIdentity(issuer.contents))
            chain.append(issuer)
        }
        return chain
    }
}

/// What two certificates have in common that can stand for each other as issuers.
private struct IssuerIdentity: Equatable {
    let subject: [UInt8]
    let publicKeyInfo: [UInt8]

    init(_ contents: CertificateContents) {
        subject = contents.subject
        publicKeyInfo = contents.publicKeyInfo
    }
}

extension TLSCertificate {
    /// Whether it is its own issuer.
    fileprivate var isRoot: Bool { contents.mayHaveIssued(contents) && isSigned(by: self) }

    /// Whether it is a CA that signed the other.
    fileprivate func hasIssued(_ other: Self) -> Bool {
        // Before version 3 nothing says who is a CA: being trusted does.
        let isAuthority = contents.version < 3 || contents.extensions.basicConstraints?.isAuthority == true
        return isAuthority && contents.mayHaveIssued(other.contents) && other.isSigned(by: self)
    }
}
