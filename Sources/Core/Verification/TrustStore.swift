/// The trust anchors and revocation lists of one configuration, read once.
///
/// The system's anchors are read when they are first wanted: they are many, and a server that asks for no certificate never needs them.
final class TrustStore<Library: CertificateLibrary>: @unchecked Sendable {
    /// The lists.
    let revocationLists: [Library.RevocationList]
    /// The configured anchors, in their order.
    let anchors: [Library.Certificate]
    private let bySubject: [[UInt8]: [Library.Certificate]]
    private let usesSystem: Bool
    private let lock = Lock()
    /// Guarded by `lock`.
    private var system: Library.SystemTrust?

    init(_ verification: PeerVerification) throws(TLSError) {
        var anchors: [Library.Certificate] = []
        var bySubject: [[UInt8]: [Library.Certificate]] = [:]
        var seen: Set<[UInt8]> = []
        let found = try verification.trustAnchors.decoded(as: .trustAnchor) { (block) throws(TLSError) in
            try Library.certificate(block)
        }
        for anchor in found {
            guard seen.insert(anchor.contents.encoded).inserted else { continue }
            anchors.append(anchor)
            bySubject[anchor.contents.subject, default: []].append(anchor)
        }
        self.anchors = anchors
        self.bySubject = bySubject
        revocationLists = try verification.revocationLists.decoded(as: .revocationList) { (block) throws(TLSError) in
            try Library.revocationList(block)
        }
        usesSystem = verification.usesSystemTrustStore
    }

    /// The anchors with a subject, which is in DER: the configured ones first.
    func anchors(subject: [UInt8]) -> [Library.Certificate] {
        let own = bySubject[subject] ?? []
        guard usesSystem, let system = openSystem() else { return own }
        return own + system.certificates(subject: subject)
    }

    /// The anchors that may have issued a certificate, and the certificate itself where it is one.
    func anchors(above contents: CertificateContents) -> [Library.Certificate] {
        let issuers = anchors(subject: contents.issuer)
        guard !contents.isSelfIssued else { return issuers }
        return issuers + anchors(subject: contents.subject).filter { $0.contents == contents }
    }

    private func openSystem() -> Library.SystemTrust? {
        lock.lock()
        defer { lock.unlock() }
        if system == nil { system = try? Library.SystemTrust() }
        return system
    }
}
