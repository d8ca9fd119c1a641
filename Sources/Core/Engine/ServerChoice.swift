/// How a server answers a hello: the highest version that both ends speak, and in it the first of its own suites that the
/// client offers and that its key, its groups and its signature schemes can serve.
///
/// The libraries each have rules of their own; this one is the same on all of them.
package final class ServerChoice: Sendable {
    /// A suite that may be negotiated, with the versions that have it.
    package struct Candidate: Sendable {
        let suite: CipherSuite
        let versions: [TLSVersion]
        let keyExchange: CipherSuite.KeyExchange?
        /// Whether the server signs its key exchange.
        let isSigned: Bool
        let needsCurve: Bool
        let needsFiniteField: Bool

        package init(_ suite: CipherSuite, _ versions: [TLSVersion]) {
            self.suite = suite
            self.versions = versions
            keyExchange = suite.keyExchange
            isSigned = suite.isTLS13 || suite.isSigned
            needsCurve = suite.needsCurve
            needsFiniteField = suite.needsFiniteField
        }
    }

    /// What a hello came to.
    package enum Outcome {
        case chosen(CipherSuite, TLSVersion)
        case noCommonVersion
        case noCommonSuite
        case noCommonGroup
        case noCommonSignature
    }

    private let candidates: [Candidate]
    private let versions: [TLSVersion]
    private let usesPreSharedKey: Bool
    private let choosesGroups: Bool
    private let groups: [NamedGroup]
    private let curves: [NamedGroup]
    private let finiteFields: [NamedGroup]
    private let schemes: [SignatureScheme]
    private let ecdsaSchemes: [SignatureScheme]
    private let rsaSchemes: [SignatureScheme]

    /// All that may be negotiated: suites in order, versions with the newest first.
    package init(
        _ candidates: [Candidate],
        versions: [TLSVersion],
        usesPreSharedKey: Bool,
        choosesGroups: Bool,
        groups: [NamedGroup],
        schemes: [SignatureScheme]
    ) {
        self.candidates = candidates
        self.versions = versions
        self.usesPreSharedKey = usesPreSharedKey
        self.choosesGroups = choosesGroups
        self.groups = groups
        self.schemes = schemes
        curves = groups.filter { !$0.isFiniteField }
        finiteFields = groups.filter { $0.isFiniteField }
        ecdsaSchemes = schemes.filter { $0.rawValue & 0xff == 3 && $0.rawValue < 0x0700 }
        rsaSchemes = schemes.filter {
            $0.rawValue & 0xff == 1 && $0.rawValue < 0x0700 || (0x0804...0x0806).contains($0.rawValue)
        }
    }

    /// Chooses by a hello; `key` is that of the certificate for it, nil without one.
    package func choose(by hello: ClientHello, in body: Span<UInt8>, key: KeyAlgorithm?) -> Outcome {
        guard versions.contains(where: { hello.offers($0, in: body) }) else { return .noCommonVersion }
        if let found = first(hello, body, key, .all) { return .chosen(found.suite, found.version) }
        if first(hello, body, key, .signature) != nil { return .noCommonGroup }
        return first(hello, body, key, []) == nil ? .noCommonSuite : .noCommonSignature
    }

    /// Why a hello is refused, in words; empty for one that is not.
    package func words(for outcome: Outcome, _ hello: ClientHello, in body: Span<UInt8>) -> String {
        switch outcome {
        case .chosen, .noCommonVersion: return ""
        case .noCommonSuite:
            // What the client offers is what has to be known; what is offered here is in the configuration.
            let theirs = hello.namedSuites(in: body, limit: 24).map { $0.description }
            return "none of ours is among the client's: " + theirs.joined(separator: ", ")
        case .noCommonGroup:
            let ours = groups.map { $0.description }
            return "the client offers none of our groups: " + ours.joined(separator: ", ")
        case .noCommonSignature:
            let ours = schemes.map { $0.description }
            return "the client takes no signature scheme of ours that our key can do: " + ours.joined(separator: ", ")
        }
    }

    /// TLS 1.3 goes first; of all older versions the newest has what the others have.
    private func first(
        _ hello: ClientHello,
        _ body: Span<UInt8>,
        _ key: KeyAlgorithm?,
        _ needs: Needs
    ) -> (suite: CipherSuite, version: TLSVersion)? {
        for version in versions where hello.offers(version, in: body) {
            for candidate in candidates where candidate.versions.contains(version) {
                let suite = candidate.suite
                guard hello.offers(suite, in: body), Self.isServable(candidate, key) else { continue }
                if needs.contains(.group), !hasGroup(for: candidate, hello, body) { continue }
                if needs.contains(.signature), !hasSignature(for: candidate, version, key, hello, body) { continue }
                return (suite, version)
            }
        }
        return nil
    }

    /// Whether our key can sign in a way that the client takes.
    private func hasSignature(
        for candidate: Candidate,
        _ version: TLSVersion,
        _ key: KeyAlgorithm?,
        _ hello: ClientHello,
        _ body: Span<UInt8>
    ) -> Bool {
        // What is older than TLS 1.2 has nothing to choose.
        guard !version.isObsolete, candidate.isSigned else { return true }
        switch key {
        case nil: return true
        case .ecdsa: return hello.takesAny(of: ecdsaSchemes, in: body)
        case .rsa: return hello.takesAny(of: rsaSchemes, in: body)
        case .rsaPSS, .edDSA, .dsa, .other: return hello.takesAny(of: schemes, in: body)
        }
    }

    /// Whether the client has a group of ours that the suite can do its key exchange in.
    private func hasGroup(for candidate: Candidate, _ hello: ClientHello, _ body: Span<UInt8>) -> Bool {
        // A pre-shared key of TLS 1.3 can do without.
        if candidate.suite.isTLS13 { return usesPreSharedKey || hello.offersAny(of: groups, in: body) }
        if candidate.needsCurve { return hello.offersAny(of: curves, in: body) }
        guard candidate.needsFiniteField, choosesGroups else { return true }
        return hello.offersAny(of: finiteFields, in: body)
    }

    /// Whether the key of our certificate can do what the suite wants of it.
    private static func isServable(_ candidate: Candidate, _ key: KeyAlgorithm?) -> Bool {
        guard let key else { return true }
        return switch candidate.keyExchange {
        case .ecdheECDSA: key == .ecdsa || key == .edDSA
        case .ecdheRSA, .dheRSA: key == .rsa || key == .rsaPSS
        case .rsa: key == .rsa
        case .dheDSS: key == .dsa
        default: true
        }
    }

    /// What a suite needs besides both ends having it.
    private struct Needs: OptionSet {
        let rawValue: UInt8

        static let group = Needs(rawValue: 1)
        static let signature = Needs(rawValue: 2)
        static let all: Needs = [.group, .signature]
    }
}

extension CipherSuite {
    /// Whether the server signs its key exchange, in versions before TLS 1.3.
    fileprivate var isSigned: Bool {
        switch keyExchange {
        case .ecdheECDSA, .ecdheRSA, .dheRSA, .dheDSS: true
        default: false
        }
    }

    /// Whether its key exchange is in an elliptic curve.
    package var needsCurve: Bool {
        switch keyExchange {
        case .ecdheECDSA, .ecdheRSA, .ecdhePSK, .ecdhAnonymous: true
        default: false
        }
    }

    /// Whether its key exchange is in a finite field.
    package var needsFiniteField: Bool {
        switch keyExchange {
        case .dheRSA, .dheDSS, .dhePSK, .dhAnonymous: true
        default: false
        }
    }
}
