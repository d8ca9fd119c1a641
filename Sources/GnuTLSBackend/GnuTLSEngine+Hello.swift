#if GnuTLS
internal import CGnuTLS
public import SecureSocketCore

/// What the engine decides while handshake messages pass, before the library reads them.
extension GnuTLSEngine {
    /// Looks at a message; a negative status ends the handshake with it.
    ///
    /// In TLS 1.3 GnuTLS shows each message that comes behind the handshake before it refuses it: nothing of what was agreed on may
    /// follow from one, and all that is wanted of them are tickets.
    func inspect(_ type: UInt8, _ body: Span<UInt8>) -> CInt {
        let isTicket = CInt(type) == CInt(GNUTLS_HANDSHAKE_NEW_SESSION_TICKET.rawValue)
        guard !isEstablished || isTicket else { return 0 }
        lastIncomingMessage = type
        takenMessages += 1
        switch CInt(type) {
        case CInt(GNUTLS_HANDSHAKE_CLIENT_HELLO.rawValue): return chooseSuite(body)
        case CInt(GNUTLS_HANDSHAKE_SERVER_HELLO.rawValue): return checkSuite(body)
        case CInt(GNUTLS_HANDSHAKE_CERTIFICATE_PKT.rawValue): return noteCertificate(body)
        case CInt(GNUTLS_HANDSHAKE_NEW_SESSION_TICKET.rawValue): return noteTicket(body)
        default: return 0
        }
    }

    /// Looks at a message of our own.
    func observe(_ type: UInt8, _ body: Span<UInt8>) {
        guard !isEstablished, CInt(type) == CInt(GNUTLS_HANDSHAKE_SERVER_HELLO.rawValue) else { return }
        guard let suite = suite(ofServerHello: body) else { return }
        // A session that is resumed has its own, whatever was chosen by the hello.
        chosenSuite = suite
    }

    private func suite(ofServerHello body: Span<UInt8>) -> CipherSuite? {
        var reader = MessageReader(0..<body.count)
        guard reader.skip(34), reader.vector8(body) != nil else { return nil }
        return reader.number16(body).map { CipherSuite(rawValue: $0) }
    }

    /// A server takes what the choice of Core's says; a suite besides others is set in the session.
    private func chooseSuite(_ body: Span<UInt8>) -> CInt {
        // A hello that cannot be read is left for the library to refuse.
        guard let hello = ClientHello(body, isDatagram: shared.settings.kind == .datagram) else { return 0 }
        let status = chooseCertificate(hello, body)
        guard status >= 0 else { return status }
        guard takesOurType(hello, body) else { return refuseOurType() }
        let outcome = shared.priorities.choice.choose(by: hello, in: body, key: certificate?.keyAlgorithm)
        let words = shared.priorities.choice.words(for: outcome, hello, in: body)
        switch outcome {
        case .chosen(let suite, _): return set(suite)
        case .noCommonVersion: return GNUTLS_E_UNSUPPORTED_VERSION_PACKET
        case .noCommonSuite: return refuse(GNUTLS_E_NO_CIPHER_SUITES, words)
        case .noCommonGroup: return refuse(GNUTLS_E_NO_COMMON_KEY_SHARE, words)
        case .noCommonSignature: return refuse(GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM, words)
        }
    }

    /// GnuTLS 3.7.9 would find that there is no suite.
    private func takesOurType(_ hello: ClientHello, _ body: Span<UInt8>) -> Bool {
        guard shared.ownType == .rawPublicKey else { return true }
        return hello.takes(.rawPublicKey, in: body)
    }

    private func refuseOurType() -> CInt {
        let words = "the client takes no raw public key, and this server has nothing else"
        let error = GnuTLSFailure(GNUTLS_E_UNSUPPORTED_CERTIFICATE_TYPE).error(phase: .handshake, detail: words)
        failure = error.sending(.fatal(.unsupportedCertificate))
        return GNUTLS_E_UNSUPPORTED_CERTIFICATE_TYPE
    }

    private func refuse(_ status: CInt, _ words: String) -> CInt {
        let error = GnuTLSFailure(status).error(phase: .handshake, detail: words)
        failure = error.sending(.fatal(.handshakeFailure))
        return GNUTLS_E_NO_CIPHER_SUITES
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

    private func set(_ suite: CipherSuite) -> CInt {
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

    /// Names just this suite in a client's hello, which is exact then.
    public func restrictOffer(to suite: CipherSuite) throws(TLSError) {
        let priority = try shared.priorities.offer(only: suite)
        try unsafe check(gnutls_priority_set(session, priority.handle))
    }

    /// A client's hello may name more suites than were configured, so the choice is checked.
    private func checkSuite(_ body: Span<UInt8>) -> CInt {
        guard let suite = suite(ofServerHello: body) else { return 0 }
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
    private func noteCertificate(_ body: Span<UInt8>) -> CInt {
        guard shared.settings.usesPreSharedKey else {
            hasPeerPresented = isPresenting(body)
            return 0
        }
        let words = "a certificate came in a handshake that a pre-shared key is configured for"
        let error = GnuTLSFailure(GNUTLS_E_UNEXPECTED_HANDSHAKE_PACKET).error(phase: .handshake, detail: words)
        failure = error.sending(.fatal(.unexpectedMessage))
        return GNUTLS_E_UNEXPECTED_HANDSHAKE_PACKET
    }

    /// Whether there is something in the message.
    ///
    /// Behind the length of the list stands that of the first certificate, or a raw public key itself (RFC 5246, 7.4.2; RFC 8446,
    /// 4.4.2; RFC 7250, 3). GnuTLS takes a certificate of no length for none too.
    private func isPresenting(_ body: Span<UInt8>) -> Bool {
        var reader = MessageReader(0..<body.count)
        if version == .tls13, reader.vector8(body) == nil { return false }
        guard reader.skip(3), let first = reader.take(3) else { return false }
        return first.contains { body[$0] != 0 }
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
        case .anonymousClient, .certificate, .rawPublicKey: nil
        }
    }
}
#endif
