#if OpenSSL
internal import COpenSSL
public import SecureSocketCore

/// What the engine decides while handshake messages pass, before the library reads them.
extension OpenSSLEngine {
    /// Looks at a message with its header.
    func inspect(_ message: Span<UInt8>) {
        let headerSize = shared.settings.kind == .datagram ? 12 : 4
        guard message.count >= headerSize, !isListening else { return }
        lastIncomingMessage = message[0]
        limit(message.count)
        let body = message.extracting(headerSize...)
        switch CInt(message[0]) {
        case SSL3_MT_CLIENT_HELLO:
            hasHello = true
            answer(body)
        case SSL3_MT_SERVER_HELLO:
            hasHello = true
            checkVersion(body)
        case SSL3_MT_CLIENT_KEY_EXCHANGE: noteIdentity(body)
        case SSL3_MT_NEWSESSION_TICKET: noteTicket(body)
        default: break
        }
    }

    /// Names just this suite in a client's hello.
    public func restrictOffer(to suite: CipherSuite) throws(TLSError) {
        try unsafe shared.priorities.restrict(ssl, to: suite)
    }

    /// The alert that ends the handshake over the hello; nil for one that is served.
    func refusalOfHello() -> TLSAlert? { helloAlert }

    private func limit(_ count: Int) {
        handshakeLength += count
        let longest = shared.configuration.limits.handshakeLength
        guard handshakeLength > longest, failure == nil, !isEstablished else { return }
        let words = "the handshake has more than \(longest) bytes of messages"
        let error = TLSError.system(.protocolError, .limitExceeded, phase: .handshake, detail: words)
        failure = error.sending(.fatal(.illegalParameter))
        isRefusingInput = true
    }

    /// A server takes what the choice of Core's says, and tells the library the version; the suite follows from the same order.
    private func answer(_ body: Span<UInt8>) {
        // A hello that cannot be read is left for the library to refuse.
        guard role == .server, let hello = ClientHello(body, isDatagram: shared.settings.kind == .datagram) else {
            return
        }
        helloName = hello.serverName(in: body)
        do throws(TLSError) {
            let certificate = try chooseCertificate(hello, body)
            let choice = shared.priorities.choice
            let outcome = choice.choose(by: hello, in: body, key: certificate?.keyAlgorithm)
            let words = choice.words(for: outcome, hello, in: body)
            switch outcome {
            case .chosen(_, let version): try take(version, hello, body)
            case .noCommonVersion:
                throw Self.refusal(
                    SSL_R_UNSUPPORTED_PROTOCOL,
                    .versionRefused,
                    "no version in common",
                    .protocolVersion
                )
            case .noCommonSuite: throw Self.refusal(SSL_R_NO_SHARED_CIPHER, .noCommonSuite, words)
            case .noCommonGroup: throw Self.refusal(SSL_R_NO_SHARED_GROUPS, .noCommonParameter, words)
            case .noCommonSignature:
                throw Self.refusal(SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, .noCommonParameter, words)
            }
        } catch {
            failure = error
            helloAlert = error.sentAlert ?? .fatal(.internalError)
        }
    }

    private func take(_ version: TLSVersion, _ hello: ClientHello, _ body: Span<UInt8>) throws(TLSError) {
        unsafe secsock_openssl_set_newest_version(ssl, CInt(version.rawValue))
        guard version == .tls13 else { return }
        try chooseGroup(hello, body)
        if shared.settings.usesPreSharedKey { try takeOfferedKey(hello, body) }
    }

    /// In TLS 1.3 the library takes the group that the client has a key share of: one of the caller's order goes before that.
    private func chooseGroup(_ hello: ClientHello, _ body: Span<UInt8>) throws(TLSError) {
        let parameters = shared.priorities.parameters
        guard parameters.choosesGroups else { return }
        for group in parameters.groups.offered where hello.offersAny(of: [group], in: body) {
            guard let name = group.name else { continue }
            return try unsafe check(secsock_openssl_set_group(ssl, name), phase: .handshake)
        }
    }

    /// The library offers a range of versions, in which one may not be configured.
    private func checkVersion(_ body: Span<UInt8>) {
        guard role == .client, let version = ServerHello.version(of: body) else { return }
        guard !shared.configuration.versions.contains(version) else { return }
        let words = "the server chose " + version.name + ", which is not configured"
        failure = Self.refusal(SSL_R_UNSUPPORTED_PROTOCOL, .versionRefused, words, .protocolVersion)
        isRefusingInput = true
    }

    private static func refusal(
        _ code: CInt,
        _ reason: Reason,
        _ words: String,
        _ alert: TLSAlert.Description = .handshakeFailure
    ) -> TLSError {
        let error = TLSError(
            category: .library,
            code: UInt16(truncatingIfNeeded: code),
            reason: reason,
            phase: .handshake,
            detail: words
        )
        return error.sending(.fatal(alert))
    }

    /// A server with several certificates takes the one for the name that the client asks for.
    private func chooseCertificate(
        _ hello: ClientHello,
        _ body: Span<UInt8>
    ) throws(TLSError) -> OpenSSLCertificateCredentials? {
        let own = shared.credentials.certificate
        guard shared.choosesByName, let name = hello.serverName(in: body) else { return own }
        guard let named = shared.certificate(for: name) else { return own }
        try unsafe named.set(in: ssl)
        return named
    }

    // MARK: Pre-shared keys

    /// In TLS 1.3 the library answers an unknown identity as if a certificate were missing, so it is looked up before.
    private func takeOfferedKey(_ hello: ClientHello, _ body: Span<UInt8>) throws(TLSError) {
        // A second hello may offer something else.
        (offeredKey, pskIdentity, hasGivenKey) = (nil, nil, false)
        let identities = hello.preSharedKeyIdentities(in: body)
        guard !identities.isEmpty else {
            throw Self.refusal(SSL_R_NO_SHARED_CIPHER, .noCommonSuite, "the client offers no pre-shared key")
        }
        var hasTicket = false
        for range in identities {
            let identity = body.extracting(range)
            guard !isOwnTicket(identity) else {
                hasTicket = true
                continue
            }
            guard let key = lookUp(identity) else { continue }
            guard (try? PreSharedKey.validate(key: key)) != nil else { throw Self.unusableKey }
            offeredKey = (identity.copied, key)
            pskIdentity = identity.copied
            return
        }
        // The library opens it, and refuses the handshake where it cannot.
        guard !hasTicket else { return }
        throw Self.unknown(identities[0].count)
    }

    /// Whether what a client of TLS 1.3 offers as a key begins as our tickets do.
    private func isOwnTicket(_ identity: Span<UInt8>) -> Bool {
        let size = TicketKeyRing.Key.nameSize
        guard let keys = shared.ticketKeys, identity.count > size else { return false }
        return keys.find(identity.extracting(..<size)) != nil
    }

    private func noteIdentity(_ body: Span<UInt8>) {
        guard shared.settings.usesPreSharedKey else { return }
        var reader = MessageReader(0..<body.count)
        guard let range = reader.vector16(body) else { return }
        exchangedIdentity = body.extracting(range).copied
    }

    /// The key for the identity of a client of (D)TLS 1.2; with none the library sends unknown_psk_identity.
    func keyOfKeyExchange() -> Secret? {
        guard let identity = exchangedIdentity else { return nil }
        guard !identity.contains(0) else {
            let words = "the identity contains a byte of value 0, which OpenSSL cannot take before TLS 1.3"
            failure = Self.refusal(SSL_R_PSK_IDENTITY_NOT_FOUND, .unknownPSKIdentity, words, .unknownPSKIdentity)
            return nil
        }
        guard let key = lookUp(identity.span) else {
            failure = Self.unknown(identity.count)
            return nil
        }
        guard (try? PreSharedKey.validate(key: key)) != nil else {
            failure = Self.unusableKey
            return nil
        }
        pskIdentity = identity
        return key
    }

    private static func unknown(_ length: Int) -> TLSError {
        let words = "no key for an identity of \(length) bytes"
        return refusal(SSL_R_PSK_IDENTITY_NOT_FOUND, .unknownPSKIdentity, words, .unknownPSKIdentity)
    }

    private static var unusableKey: TLSError {
        let words = "the key looked up is empty or too long"
        return refusal(SSL_R_PSK_IDENTITY_NOT_FOUND, .unknownPSKIdentity, words, .unknownPSKIdentity)
    }

    private func lookUp(_ identity: Span<UInt8>) -> Secret? {
        switch shared.configuration.credentials.kind {
        case .preSharedKey(let key): key.identity.span.hasSameElements(as: identity) ? key.key : nil
        case .preSharedKeyStore(let store): store.lookUp(identity)
        case .anonymousClient, .certificate, .rawPublicKey: nil
        }
    }

    // MARK: Application protocols

    /// Where in the client's list the protocol is that is taken, in the client's order.
    func applicationProtocol(among offered: Span<UInt8>) -> Range<Int>? {
        let own = shared.configuration.applicationProtocols.map { Array($0.utf8) }
        var reader = MessageReader(0..<offered.count)
        while let range = reader.vector8(offered) {
            if own.contains(where: { $0.span.hasSameElements(as: offered.extracting(range)) }) { return range }
        }
        return nil
    }
}
#endif
