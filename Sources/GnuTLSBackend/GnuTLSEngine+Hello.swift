#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

/// What the engine decides while handshake messages pass, before the library reads them.
extension GnuTLSEngine {
    /// Looks at a message; a negative status ends the handshake with it.
    func inspect(_ type: UInt8, _ body: Span<UInt8>) -> CInt {
        lastIncomingMessage = type
        switch CInt(type) {
        case CInt(GNUTLS_HANDSHAKE_CLIENT_HELLO.rawValue): return chooseSuite(body)
        case CInt(GNUTLS_HANDSHAKE_SERVER_HELLO.rawValue): return checkSuite(body)
        case CInt(GNUTLS_HANDSHAKE_CERTIFICATE_PKT.rawValue): return checkCertificateIsExpected()
        default: return 0
        }
    }

    /// A server takes the first of its suites that the client offers, in the highest version that both speak.
    private func chooseSuite(_ body: Span<UInt8>) -> CInt {
        // A hello that cannot be read is left for the library to refuse.
        guard let hello = ClientHello(body, isDatagram: shared.settings.kind == .datagram) else { return 0 }
        let status = chooseCertificate(hello, body)
        guard status >= 0 else { return status }
        guard shared.priorities.parameters.versions.contains(where: { hello.offers($0, in: body) }) else {
            return GNUTLS_E_UNSUPPORTED_VERSION_PACKET
        }
        if let suite = firstSuite(hello, body, .all) { return set(suite) }
        if firstSuite(hello, body, .signature) != nil {
            failure = noCommonGroup
        } else {
            failure = firstSuite(hello, body, []) == nil ? noCommonSuite(hello, body) : noCommonSignature
        }
        return GNUTLS_E_NO_CIPHER_SUITES
    }

    /// TLS 1.3 goes first; of all older versions the newest has what the others have.
    private func firstSuite(_ hello: ClientHello, _ body: Span<UInt8>, _ needs: SuiteNeeds) -> CipherSuite? {
        let priorities = shared.priorities
        for version in priorities.parameters.versions where hello.offers(version, in: body) {
            let found = priorities.selection.offered.first { suite in
                guard priorities.fits(suite, version), hello.offers(suite, in: body), isServable(suite) else {
                    return false
                }
                return (!needs.contains(.group) || hasGroup(for: suite, hello, body))
                    && (!needs.contains(.signature) || hasSignature(for: suite, version, hello, body))
            }
            if let found { return found }
        }
        return nil
    }

    /// Whether our key can sign in a way that the client takes.
    private func hasSignature(
        for suite: CipherSuite,
        _ version: TLSVersion,
        _ hello: ClientHello,
        _ body: Span<UInt8>
    ) -> Bool {
        // What is older than TLS 1.2 has nothing to choose.
        guard !version.isObsolete, suite.isTLS13 || suite.isSigned else { return true }
        guard let key = certificate?.keyAlgorithm else { return true }
        return hello.takesAny(of: shared.priorities.parameters.signatureSchemes(of: key), in: body)
    }

    /// Whether the client has a group of ours that the suite can do its key exchange in.
    private func hasGroup(for suite: CipherSuite, _ hello: ClientHello, _ body: Span<UInt8>) -> Bool {
        let parameters = shared.priorities.parameters
        // A pre-shared key of TLS 1.3 can do without.
        if suite.isTLS13 {
            return parameters.usesPreSharedKey || hello.offersAny(of: parameters.groups.offered, in: body)
        }
        if suite.needsCurve { return hello.offersAny(of: parameters.curves, in: body) }
        guard suite.needsFiniteField, parameters.choosesGroups else { return true }
        return hello.offersAny(of: parameters.finiteFields, in: body)
    }

    /// A server with several certificates takes the one for the name that the client asks for.
    private func chooseCertificate(_ hello: ClientHello, _ body: Span<UInt8>) -> CInt {
        if case .certificate(let credentials) = shared.credentials { certificate = credentials }
        guard shared.choosesByName, let name = hello.serverName(in: body) else { return 0 }
        guard let named = shared.certificate(for: name) else { return 0 }
        certificate = named
        do throws(TLSError) {
            try unsafe named.set(in: session, .server)
            return 0
        } catch {
            failure = error
            return GNUTLS_E_INSUFFICIENT_CREDENTIALS
        }
    }

    /// Whether the key of our certificate can do what the suite wants of it.
    private func isServable(_ suite: CipherSuite) -> Bool {
        guard let key = certificate?.keyAlgorithm else { return true }
        return switch suite.keyExchange {
        case .ecdheECDSA: key == GNUTLS_PK_ECDSA || key == GNUTLS_PK_EDDSA_ED25519 || key == GNUTLS_PK_EDDSA_ED448
        case .ecdheRSA, .dheRSA: key == GNUTLS_PK_RSA || key == GNUTLS_PK_RSA_PSS
        case .rsa: key == GNUTLS_PK_RSA
        case .dheDSS: key == GNUTLS_PK_DSA
        default: true
        }
    }

    private func set(_ suite: CipherSuite) -> CInt {
        chosenSuite = suite
        // Of a single suite the union, which every session begins with, is exact.
        guard shared.priorities.selection.offered.count > 1 else { return 0 }
        do throws(TLSError) {
            let priority = try shared.priorities.priority(for: suite)
            return unsafe gnutls_priority_set(session, priority.handle)
        } catch {
            failure = error
            return GNUTLS_E_NO_CIPHER_SUITES
        }
    }

    /// What the client offers is what has to be known; what is offered here is in the configuration.
    private func noCommonSuite(_ hello: ClientHello, _ body: Span<UInt8>) -> TLSError {
        let theirs = hello.namedSuites(in: body, limit: 24).map { $0.description }
        let words = "none of ours is among the client's: " + theirs.joined(separator: ", ")
        let error = GnuTLSFailure(GNUTLS_E_NO_CIPHER_SUITES).error(phase: .handshake, detail: words)
        return error.sending(.fatal(.handshakeFailure))
    }

    private var noCommonGroup: TLSError {
        let ours = shared.priorities.parameters.groups.offered.map { $0.description }
        let words = "the client offers none of our groups: " + ours.joined(separator: ", ")
        let error = GnuTLSFailure(GNUTLS_E_NO_COMMON_KEY_SHARE).error(phase: .handshake, detail: words)
        return error.sending(.fatal(.handshakeFailure))
    }

    private var noCommonSignature: TLSError {
        let ours = shared.priorities.parameters.signatureSchemes.offered.map { $0.description }
        let words = "the client takes no signature scheme of ours that our key can do: " + ours.joined(separator: ", ")
        let error = GnuTLSFailure(GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM).error(phase: .handshake, detail: words)
        return error.sending(.fatal(.handshakeFailure))
    }

    /// A client's hello may name more suites than were configured, so the choice is checked.
    private func checkSuite(_ body: Span<UInt8>) -> CInt {
        var reader = MessageReader(0..<body.count)
        guard reader.skip(34), reader.vector8(body) != nil, let number = reader.number16(body) else { return 0 }
        let suite = CipherSuite(rawValue: number)
        guard !shared.priorities.selection.offered.contains(suite) else {
            chosenSuite = suite
            return 0
        }
        let words = "the server chose " + suite.description + ", which is not configured"
        let error = GnuTLSFailure(GNUTLS_E_UNKNOWN_CIPHER_SUITE).error(phase: .handshake, detail: words)
        failure = error.sending(.fatal(.illegalParameter))
        return GNUTLS_E_UNKNOWN_CIPHER_SUITE
    }

    /// A handshake with a pre-shared key never becomes one with certificates.
    private func checkCertificateIsExpected() -> CInt {
        guard shared.settings.usesPreSharedKey else { return 0 }
        let words = "a certificate came in a handshake that a pre-shared key is configured for"
        let error = GnuTLSFailure(GNUTLS_E_UNEXPECTED_HANDSHAKE_PACKET).error(phase: .handshake, detail: words)
        failure = error.sending(.fatal(.unexpectedMessage))
        return GNUTLS_E_UNEXPECTED_HANDSHAKE_PACKET
    }

    /// The key of an identity; where there is none, the reason is noted for the alert that GnuTLS itself would get wrong.
    func key(for identity: Span<UInt8>) -> Secret? {
        let found = lookUp(identity)
        guard let found, (try? PreSharedKey.validate(key: found)) != nil else {
            let words =
                found == nil
                ? "no key for an identity of \(identity.count) bytes" : "the key looked up is empty or too long"
            let error = GnuTLSFailure(GNUTLS_E_INSUFFICIENT_CREDENTIALS)
                .error(phase: .handshake, reason: .unknownPSKIdentity, detail: words)
            failure = error.sending(.fatal(.unknownPSKIdentity))
            return nil
        }
        pskIdentity = identity.copied
        return found
    }

    private func lookUp(_ identity: Span<UInt8>) -> Secret? {
        switch shared.configuration.credentials.kind {
        case .preSharedKey(let key): key.identity.span.hasSameElements(as: identity) ? key.key : nil
        case .preSharedKeyStore(let store): store.lookUp(identity)
        case .anonymousClient, .certificate: nil
        }
    }

    /// Verifies the certificate that came.
    func verifyPeerCertificate() -> CInt {
        do throws(TLSError) {
            let verification = GnuTLSVerification(shared.configuration, role, serverName)
            try unsafe verification.verify(session)
            return 0
        } catch {
            failure = error
            return GNUTLS_E_CERTIFICATE_ERROR
        }
    }
}

/// What a suite needs besides both ends having it.
private struct SuiteNeeds: OptionSet {
    let rawValue: UInt8

    static let group = SuiteNeeds(rawValue: 1)
    static let signature = SuiteNeeds(rawValue: 2)
    static let all: SuiteNeeds = [.group, .signature]
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
    var needsCurve: Bool {
        switch keyExchange {
        case .ecdheECDSA, .ecdheRSA, .ecdhePSK, .ecdhAnonymous: true
        default: false
        }
    }

    /// Whether its key exchange is in a finite field.
    var needsFiniteField: Bool {
        switch keyExchange {
        case .dheRSA, .dheDSS, .dhePSK, .dhAnonymous: true
        default: false
        }
    }
}
#endif
