#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

/// Whether bytes are a client's session in GnuTLS's own form (lib/session_pack.c, the same from 3.7.0 to 3.8.9).
///
/// The library believes what it reads there: 3.7.9 crashes on up to half of all sessions that were cut, and a list of
/// signature schemes that is too long is written behind its end. So each length, count and number is looked at here, and what is
/// not exactly as the library writes it never reaches it.
struct GnuTLSSessionFormat {
    let usesPreSharedKey: Bool
    let versions: [TLSVersion]
    let suites: [CipherSuite]

    private static let longestTicket = 65_535
    private static let mostCertificates = 16

    /// All of it.
    func isSound(_ bytes: Span<UInt8>) -> Bool {
        var reader = MessageReader(0..<bytes.count)
        // The magic number has the version, and the library compares it itself; behind it are time and lifetime.
        guard reader.skip(12), reader.number8(bytes) == credentialsType else { return false }
        guard isProofSound(&reader, bytes), let security = reader.vector32(bytes) else { return false }
        guard let parameters = Parameters(security, bytes, self) else { return false }
        let isRestSound =
            parameters.isTLS13
            ? isTicketSound(&reader, bytes, secretSize: parameters.digestSize)
            : areExtensionsSound(&reader, bytes)
        return isRestSound && reader.isAtEnd
    }

    private var credentialsType: UInt8 {
        UInt8(truncatingIfNeeded: usesPreSharedKey ? GNUTLS_CRD_PSK.rawValue : GNUTLS_CRD_CERTIFICATE.rawValue)
    }

    /// Who the peer is: identity and hint, or certificates and answers of OCSP, with what is left of a Diffie-Hellman.
    private func isProofSound(_ reader: inout MessageReader, _ bytes: Span<UInt8>) -> Bool {
        guard let range = reader.vector32(bytes) else { return false }
        if range.isEmpty { return !usesPreSharedKey }
        var proof = MessageReader(range)
        if usesPreSharedKey {
            guard let identity = proof.vector32(bytes), identity.count <= PreSharedKey.longestIdentity else {
                return false
            }
            // With the zero that ends it.
            guard let hint = proof.vector32(bytes), (1...PreSharedKey.longestIdentity + 1).contains(hint.count) else {
                return false
            }
        }
        guard proof.number32(bytes) != nil else { return false }
        for _ in 0..<3 where proof.vector32(bytes) == nil { return false }
        if !usesPreSharedKey {
            for _ in 0..<2 where !isListSound(&proof, bytes) { return false }
        }
        return proof.isAtEnd
    }

    private func isListSound(_ reader: inout MessageReader, _ bytes: Span<UInt8>) -> Bool {
        guard let count = reader.number32(bytes), count <= UInt32(Self.mostCertificates) else { return false }
        for _ in 0..<count where reader.vector32(bytes) == nil { return false }
        return true
    }

    /// The ticket of TLS 1.3 with its secret.
    private func isTicketSound(_ reader: inout MessageReader, _ bytes: Span<UInt8>, secretSize: Int) -> Bool {
        guard let range = reader.vector32(bytes) else { return false }
        var ticket = MessageReader(range)
        // Lifetime and what is added to the age.
        guard ticket.skip(8), ticket.vector8(bytes) != nil, let content = ticket.vector32(bytes) else { return false }
        guard (1...Self.longestTicket).contains(content.count) else { return false }
        guard let secret = ticket.vector8(bytes), secret.count == secretSize else { return false }
        guard ticket.number64(bytes).flatMap({ Int64(exactly: $0) }) != nil else { return false }
        guard let nanoseconds = ticket.number32(bytes), nanoseconds < 1_000_000_000 else { return false }
        return ticket.number32(bytes) != nil && ticket.isAtEnd
    }

    /// What the library remembers of extensions before TLS 1.3 (`extensions_t` of lib/gnutls_int.h).
    private func areExtensionsSound(_ reader: inout MessageReader, _ bytes: Span<UInt8>) -> Bool {
        let (clientType, serverType, signatures, ticket, serverName): (UInt32, UInt32, UInt32, UInt32, UInt32) =
            (2, 3, 7, 13, 18)
        guard let count = reader.number32(bytes), count <= 5 else { return false }
        for _ in 0..<count {
            guard let type = reader.number32(bytes), let range = reader.vector32(bytes) else { return false }
            var content = MessageReader(range)
            switch type {
            case signatures: guard areSignaturesSound(&content, bytes) else { return false }
            case ticket:
                guard let length = content.vector32(bytes)?.count, length <= Self.longestTicket else { return false }
            case clientType, serverType, serverName: guard content.vector16(bytes) != nil else { return false }
            default: return false
            }
            guard content.isAtEnd else { return false }
        }
        return true
    }

    private func areSignaturesSound(_ reader: inout MessageReader, _ bytes: Span<UInt8>) -> Bool {
        let most: UInt32 = 32
        guard let count = reader.number32(bytes), count <= most else { return false }
        return reader.skip(4 * Int(count))
    }
}

extension GnuTLSSessionFormat {
    /// The parameters of a session, as far as they are looked at.
    private struct Parameters {
        let isTLS13: Bool
        /// How long what the key derivation's digest gives is.
        let digestSize: Int

        /// Nil where a part is not one of this configuration's.
        init?(_ range: Range<Int>, _ bytes: Span<UInt8>, _ format: GnuTLSSessionFormat) {
            var reader = MessageReader(range)
            guard reader.number32(bytes) == UInt32(GNUTLS_CLIENT) else { return nil }
            guard let digest = reader.number32(bytes) else { return nil }
            let proofs = [reader.number32(bytes), reader.number32(bytes)]
            let credentials = format.usesPreSharedKey ? GNUTLS_CRD_PSK : GNUTLS_CRD_CERTIFICATE
            guard proofs.allSatisfy({ $0 == credentials.rawValue }) else { return nil }
            guard let id = reader.vector8(bytes), id.count <= Int(GNUTLS_MAX_SESSION_ID) else { return nil }
            let protocolNumber = reader.number32(bytes).map { gnutls_protocol_t($0) }
            guard let version = protocolNumber.flatMap({ GnuTLSNames.version($0) }) else { return nil }
            guard format.versions.contains(version) else { return nil }
            let types = [reader.number32(bytes), reader.number32(bytes)]
            guard types.allSatisfy({ $0.map { $0 <= GNUTLS_CRT_RAWPK.rawValue } ?? false }) else { return nil }
            guard let suite = reader.number16(bytes).map({ CipherSuite(rawValue: $0) }) else { return nil }
            guard format.suites.contains(suite), suite.isTLS13 == (version == .tls13) else { return nil }
            guard let size = Self.digestSize(suite, version, digest) else { return nil }
            isTLS13 = version == .tls13
            digestSize = size
            guard isTLS13 || Self.areSecretsSound(&reader, bytes), reader.isAtEnd else { return nil }
        }

        /// Nil where the digest is not the suite's.
        private static func digestSize(_ suite: CipherSuite, _ version: TLSVersion, _ digest: UInt32) -> Int? {
            let (expected, size) =
                if version.isObsolete {
                    (GNUTLS_MAC_MD5_SHA1.rawValue, 36)
                } else if suite.digest == .sha384 {
                    (GNUTLS_MAC_SHA384.rawValue, 48)
                } else {
                    (GNUTLS_MAC_SHA256.rawValue, 32)
                }
            return digest == expected ? size : nil
        }

        /// Master secret, both randoms, sizes of records and what was negotiated.
        private static func areSecretsSound(_ reader: inout MessageReader, _ bytes: Span<UInt8>) -> Bool {
            guard reader.vector8(bytes)?.count == 48 else { return false }
            for _ in 0..<2 where reader.vector8(bytes)?.count != 32 { return false }
            let sizes: ClosedRange<UInt32> = 64...16_384
            for _ in 0..<2 {
                guard let size = reader.number32(bytes), sizes.contains(size) else { return false }
            }
            // The group and two signature schemes, which may be none; then two answers of yes or no.
            guard reader.skip(12) else { return false }
            for _ in 0..<2 {
                guard let answer = reader.number32(bytes), answer <= 1 else { return false }
            }
            return true
        }
    }
}
#endif
