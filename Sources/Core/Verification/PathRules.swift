/// The rules that a path to a trust anchor has to keep besides its signatures (RFC 5280, 6.1).
struct PathRules {
    /// What is allowed.
    let policy: PeerVerification
    /// What the peer is to be.
    let peerRole: Role
    /// The time, in seconds since 1970; nil where it is not looked at.
    let time: Int64?

    /// How many comparisons of names a path may take: a certificate may have thousands of each, and so may its issuers.
    private static let mostComparisons = 250_000

    /// The first rule about its structure that a path breaks, from the anchor down to the peer's own.
    func structureFault(in path: [CertificateContents]) -> VerificationFault? {
        if let fault = first(path[...], extensionFault) { return fault }
        var authorities = 0
        for depth in path.indices.dropFirst() {
            if let fault = authorityFault(path[depth], depth, isAnchor: depth == path.count - 1) { return fault }
            if let longest = path[depth].extensions.basicConstraints?.pathLength, authorities > longest {
                let words = "it allows \(longest) CAs below it, and there are more: \(authorities)"
                return VerificationFault(.pathLength, depth: depth, words)
            }
            // Self-issued ones do not count (RFC 5280, 6.1.4 (l)).
            if !path[depth].isSelfIssued { authorities += 1 }
        }
        return depthFault(path)
    }

    /// The first other rule that a path breaks.
    ///
    /// The anchor's own signature proves nothing and is not looked at.
    func contentFault(in path: [CertificateContents]) -> VerificationFault? {
        first(path[...], keyFault) ?? first(path.dropLast(), signatureFault) ?? first(path[...], timeFault)
            ?? nameConstraintFault(path) ?? first(path[...], purposeFault)
    }

    /// Whether validity is now.
    func timeFault(_ contents: CertificateContents, _ depth: Int) -> VerificationFault? {
        guard let time else { return nil }
        if time < contents.notBefore {
            return VerificationFault(.notYetValid, depth: depth, Self.validity(contents, time))
        }
        guard time > contents.notAfter else { return nil }
        return VerificationFault(.expired, depth: depth, Self.validity(contents, time))
    }

    private static func validity(_ contents: CertificateContents, _ time: Int64) -> String {
        "it is valid from " + Timestamp.text(contents.notBefore) + " to " + Timestamp.text(contents.notAfter)
            + ", and it is " + Timestamp.text(time)
    }

    private func first(
        _ path: ArraySlice<CertificateContents>,
        _ rule: (CertificateContents, Int) -> VerificationFault?
    ) -> VerificationFault? {
        for depth in path.indices.reversed() {
            if let fault = rule(path[depth], depth) { return fault }
        }
        return nil
    }

    // MARK: Structure

    private func depthFault(_ path: [CertificateContents]) -> VerificationFault? {
        guard let most = policy.maximumDepth else { return nil }
        let count = path.dropFirst().dropLast().count { !$0.isSelfIssued }
        guard count > most else { return nil }
        let words = "CAs between it and the peer's own: \(count), and the limit is \(most)"
        return VerificationFault(.depth, depth: path.count - 1, words)
    }

    private func extensionFault(_ contents: CertificateContents, _ depth: Int) -> VerificationFault? {
        if let defect = contents.extensions.defect { return VerificationFault(.malformed, depth: depth, defect) }
        guard let unknown = contents.extensions.unknownCritical.first else { return subjectFault(contents, depth) }
        return VerificationFault(.criticalExtension, depth: depth, "the extension \(unknown) is critical and not known")
    }

    /// What contradicts itself: who issues has a name, and who does not issue has no business with the rules for issuers.
    private func subjectFault(_ contents: CertificateContents, _ depth: Int) -> VerificationFault? {
        if DistinguishedName.isEmpty(contents.issuer) {
            return VerificationFault(.malformed, depth: depth, "its issuer has no name (RFC 5280, 4.1.2.4)")
        }
        let isAuthority = contents.extensions.basicConstraints?.isAuthority == true
        guard !isAuthority, contents.version == 3 else { return nil }
        if contents.extensions.nameConstraints != nil {
            let words = "it has name constraints and is no CA (RFC 5280, 4.2.1.10)"
            return VerificationFault(.malformed, depth: depth, words)
        }
        guard contents.extensions.keyUsage?.contains(.certificateSigning) == true else { return nil }
        let words = "its key is for signing certificates, and it is no CA (RFC 5280, 4.2.1.9)"
        return VerificationFault(depth == 0 ? .keyUsage : .notAuthority, depth: depth, words)
    }

    private func authorityFault(_ contents: CertificateContents, _ depth: Int, isAnchor: Bool) -> VerificationFault? {
        if let usage = contents.extensions.keyUsage, !usage.contains(.certificateSigning) {
            return VerificationFault(.notAuthority, depth: depth, "its key is not for signing certificates")
        }
        // Before version 3 nothing says who is a CA: being trusted does.
        if isAnchor, contents.version < 3 { return nil }
        guard contents.extensions.basicConstraints?.isAuthority != true else { return nil }
        return VerificationFault(.notAuthority, depth: depth, "it has issued a certificate and is no CA")
    }

    // MARK: Strength, names and purposes

    private func keyFault(_ contents: CertificateContents, _ depth: Int) -> VerificationFault? {
        policy.strength.keyFault(contents.key).map { VerificationFault(.weakKey, depth: depth, $0) }
    }

    private func signatureFault(_ contents: CertificateContents, _ depth: Int) -> VerificationFault? {
        policy.strength.signatureFault(contents.signature).map { VerificationFault(.weakSignature, depth: depth, $0) }
    }

    /// Each CA's constraints hold for all certificates below it but self-issued CAs (RFC 5280, 6.1.3 (b)).
    private func nameConstraintFault(_ path: [CertificateContents]) -> VerificationFault? {
        var comparisons = 0
        for depth in path.indices.dropFirst() {
            guard let constraints = path[depth].extensions.nameConstraints else { continue }
            for below in 0..<depth where below == 0 || !path[below].isSelfIssued {
                let names = constrainedNames(path[below], isLeaf: below == 0)
                comparisons += constraints.cost(names.count)
                guard comparisons <= Self.mostComparisons else {
                    let words = "there are too many names and constraints to compare"
                    return VerificationFault(.nameConstraints, depth: below, words)
                }
                guard let why = names.lazy.compactMap({ constraints.refusal(of: $0) }).first else { continue }
                return VerificationFault(.nameConstraints, depth: below, why)
            }
        }
        return nil
    }

    private func constrainedNames(_ contents: CertificateContents, isLeaf: Bool) -> [GeneralName] {
        var names = contents.alternativeNames
        if !DistinguishedName.isEmpty(contents.subject) { names.append(.directory(contents.subject)) }
        if isLeaf, policy.allowsCommonName, PeerName.usesCommonName(contents) {
            names += contents.commonNames.map { GeneralName.dns($0) }
        }
        return names
    }

    private func purposeFault(_ contents: CertificateContents, _ depth: Int) -> VerificationFault? {
        let wanted: ObjectIdentifier = peerRole == .server ? .serverAuthentication : .clientAuthentication
        if let purposes = contents.extensions.purposes, !purposes.contains(wanted), !purposes.contains(.anyPurpose) {
            let words = "it is not for " + (peerRole == .server ? "a server" : "a client") + " of TLS"
            return VerificationFault(.extendedKeyUsage, depth: depth, words)
        }
        let handshake: KeyUsage = [.digitalSignature, .keyEncipherment, .keyAgreement]
        guard depth == 0, let usage = contents.extensions.keyUsage, usage.isDisjoint(with: handshake) else {
            return nil
        }
        return VerificationFault(.keyUsage, depth: 0, "its key is not for a handshake")
    }
}
