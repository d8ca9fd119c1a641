/// A way from the peer's certificate upwards, each one issued by the next as far as their names say.
struct CertificatePath<Certificate: TLSCertificate> {
    /// The peer's own first.
    var certificates: [Certificate]
    /// Whether the last one is a trust anchor.
    var isComplete: Bool
}

/// Looks for paths from a certificate to a trust anchor (RFC 4158): by names and key identifiers only, since signatures cost.
///
/// What the peer presents may stand in any order and may contain what belongs to no path. The effort is limited, whatever is presented.
struct PathSearch<Certificate: TLSCertificate> {
    /// What tries to find a path at most: certificates of one name in a web of issuers have more paths than can be tried.
    private static var mostSteps: Int { 512 }
    private static var mostPaths: Int { 32 }

    private let pool: [Certificate]
    private let anchors: (CertificateContents) -> [Certificate]
    private let longest: Int
    private var steps = 0
    private var pathsLeft = Self.mostPaths
    /// The trust anchors that were looked at.
    private(set) var anchorsTried: [Certificate] = []

    /// `anchors` gives the trust anchors with the name that issued a certificate, and the certificate itself where it is one; `longest`
    /// is the most certificates in a path.
    init(pool: [Certificate], longest: Int, anchors: @escaping (CertificateContents) -> [Certificate]) {
        self.pool = pool
        self.anchors = anchors
        self.longest = longest
    }

    /// Gives each path to `isWanted` until it takes one; those without an anchor at their end come too.
    mutating func search(from leaf: Certificate, _ isWanted: (CertificatePath<Certificate>) -> Bool) {
        _ = extend([leaf], isWanted)
    }

    /// Who may have issued a certificate.
    private struct Issuer {
        let certificate: Certificate
        let isAnchor: Bool
    }

    /// Whether the search is over.
    private mutating func extend(_ path: [Certificate], _ isWanted: (CertificatePath<Certificate>) -> Bool) -> Bool {
        guard let last = path.last, steps < Self.mostSteps, pathsLeft > 0 else { return true }
        steps += 1
        let found = anchors(last.contents)
        if found.contains(where: { $0.contents == last.contents }) { return finish(path, true, isWanted) }
        let issuers = issuers(of: last, found, besides: path)
        guard !issuers.isEmpty, path.count < longest else { return finish(path, false, isWanted) }
        for issuer in issuers {
            if issuer.isAnchor {
                note(issuer.certificate)
                if finish(path + [issuer.certificate], true, isWanted) { return true }
            } else if extend(path + [issuer.certificate], isWanted) {
                return true
            }
        }
        return false
    }

    private mutating func finish(
        _ path: [Certificate],
        _ isComplete: Bool,
        _ isWanted: (CertificatePath<Certificate>) -> Bool
    ) -> Bool {
        pathsLeft -= 1
        if isComplete, path.count == 1, let only = path.last { note(only) }
        return isWanted(CertificatePath(certificates: path, isComplete: isComplete))
    }

    private mutating func note(_ anchor: Certificate) {
        guard !anchorsTried.contains(where: { $0.contents == anchor.contents }) else { return }
        anchorsTried.append(anchor)
    }

    /// Who may have issued a certificate: anchors before others, and those whose key identifier fits before those that have none.
    private func issuers(
        of certificate: Certificate,
        _ anchors: [Certificate],
        besides path: [Certificate]
    ) -> [Issuer] {
        let contents = certificate.contents
        let trusted = anchors.filter { $0.contents.mayHaveIssued(contents) }.map {
            Issuer(certificate: $0, isAnchor: true)
        }
        let others = pool.filter { candidate in
            candidate.contents.mayHaveIssued(contents) && !path.contains { $0.contents == candidate.contents }
                && !trusted.contains { $0.certificate.contents == candidate.contents }
        }
        let all = trusted + others.map { Issuer(certificate: $0, isAnchor: false) }
        let identified = all.filter { $0.certificate.contents.isIdentifiedIssuer(of: contents) }
        return identified + all.filter { !$0.certificate.contents.isIdentifiedIssuer(of: contents) }
    }
}

extension CertificateContents {
    /// Whether the names, and the key identifiers where both are there, allow it to be the issuer of another one.
    func mayHaveIssued(_ other: CertificateContents) -> Bool {
        guard subject == other.issuer else { return false }
        guard let wanted = other.extensions.authorityKeyIdentifier,
            let own = extensions.subjectKeyIdentifier
        else { return true }
        return wanted == own
    }

    fileprivate func isIdentifiedIssuer(of other: CertificateContents) -> Bool {
        guard let wanted = other.extensions.authorityKeyIdentifier else { return false }
        return wanted == extensions.subjectKeyIdentifier
    }
}
