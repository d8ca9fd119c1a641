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
        let configuration = shared.configuration
        // A hello that cannot be read is left for the library to refuse.
        guard let hello = ClientHello(body, isDatagram: configuration.kind == .datagram) else { return 0 }
        let status = chooseCertificate(hello, body)
        guard status >= 0 else { return status }
        let versions = configuration.versions.filter { hello.offers($0, in: body) }
        guard !versions.isEmpty else { return GNUTLS_E_UNSUPPORTED_VERSION_PACKET }
        let speaksTLS13 = versions.contains(.tls13)
        if speaksTLS13, let suite = firstSuite(hello, body, inTLS13: true) { return set(suite) }
        if versions != [.tls13], let suite = firstSuite(hello, body, inTLS13: false) { return set(suite) }
        failure = noCommonSuite
        return GNUTLS_E_NO_CIPHER_SUITES
    }

    private func firstSuite(_ hello: ClientHello, _ body: Span<UInt8>, inTLS13: Bool) -> CipherSuite? {
        let curves: [NamedGroup] = [.secp256r1, .secp384r1, .secp521r1, .x25519, .x448]
        let sharesCurve = hello.offersAny(of: curves, in: body)
        return shared.priorities.selection.offered.first { suite in
            guard suite.isTLS13 == inTLS13, hello.offers(suite, in: body) else { return false }
            return isServable(suite) && (sharesCurve || !suite.needsCurve)
        }
    }

    /// A server with several certificates takes the one for the name that the client asks for.
    private func chooseCertificate(_ hello: ClientHello, _ body: Span<UInt8>) -> CInt {
        if case .certificate(let credentials) = shared.credentials { certificate = credentials }
        guard let name = hello.serverName(in: body), let named = shared.certificate(for: name) else { return 0 }
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
        do throws(TLSError) {
            let priority = try shared.priorities.priority(for: suite)
            chosenSuite = suite
            return unsafe gnutls_priority_set(session, priority.handle)
        } catch {
            failure = error
            return GNUTLS_E_NO_CIPHER_SUITES
        }
    }

    private var noCommonSuite: TLSError {
        let ours = shared.priorities.selection.offered.map { $0.description }
        let words = "the client offers none of ours: " + ours.joined(separator: ", ")
        let error = GnuTLSFailure(GNUTLS_E_NO_CIPHER_SUITES).error(phase: .handshake, detail: words)
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
        guard shared.configuration.credentials.usesPreSharedKey else { return 0 }
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
            let verification = GnuTLSVerification(shared.configuration.verification, role, serverName)
            try unsafe verification.verify(session)
            return 0
        } catch {
            failure = error
            return GNUTLS_E_CERTIFICATE_ERROR
        }
    }
}

extension CipherSuite {
    fileprivate var needsCurve: Bool {
        switch keyExchange {
        case .ecdheECDSA, .ecdheRSA, .ecdhePSK, .ecdhAnonymous: true
        default: false
        }
    }
}
#endif
