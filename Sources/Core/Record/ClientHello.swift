/// Where a ClientHello keeps what a server chooses by, as offsets into its body, so that reading one allocates nothing
/// (RFC 5246, 7.4.1.2; RFC 6347, 4.2.1; RFC 8446, 4.1.2).
package struct ClientHello {
    private static let serverName: UInt16 = 0
    private static let supportedGroups: UInt16 = 10
    private static let signatureAlgorithms: UInt16 = 13
    private static let serverCertificateType: UInt16 = 20
    private static let preSharedKey: UInt16 = 41
    private static let supportedVersions: UInt16 = 43

    /// The version field; what a client without the extension supported_versions supports at most.
    package private(set) var legacyVersion: UInt16 = 0
    private var suites = 0..<0
    private var versions: Range<Int>?
    private var groups: Range<Int>?
    private var name: Range<Int>?
    private var signatures: Range<Int>?
    private var identities: Range<Int>?
    private var certificateTypes: Range<Int>?

    /// Reads the body of a hello (behind the handshake header); nil where it is cut or inconsistent.
    package init?(_ body: Span<UInt8>, isDatagram: Bool) {
        var reader = MessageReader(0..<body.count)
        guard let version = reader.number16(body), reader.skip(32), reader.vector8(body) != nil else { return nil }
        legacyVersion = version
        if isDatagram, reader.vector8(body) == nil { return nil }
        guard let suites = reader.vector16(body), reader.vector8(body) != nil else { return nil }
        self.suites = suites
        guard !reader.isAtEnd else { return }
        guard let extensions = reader.vector16(body) else { return nil }
        var fields = MessageReader(extensions)
        while !fields.isAtEnd {
            guard let type = fields.number16(body), let content = fields.vector16(body) else { return nil }
            var inner = MessageReader(content)
            switch type {
            case Self.serverName: name = Self.hostName(&inner, body)
            case Self.supportedGroups: groups = inner.vector16(body)
            case Self.signatureAlgorithms: signatures = inner.vector16(body)
            case Self.serverCertificateType: certificateTypes = inner.vector8(body)
            case Self.preSharedKey: identities = inner.vector16(body)
            case Self.supportedVersions: versions = inner.vector8(body)
            default: break
            }
        }
    }

    /// The first name of a list, which is a host's (RFC 6066, 3).
    private static func hostName(_ list: inout MessageReader, _ body: Span<UInt8>) -> Range<Int>? {
        guard let content = list.vector16(body) else { return nil }
        var entry = MessageReader(content)
        guard entry.number8(body) == 0 else { return nil }
        return entry.vector16(body)
    }

    /// The name that the client calls the server by (SNI), in lower case; nil where it does not say.
    package func serverName(in body: Span<UInt8>) -> String? {
        guard let name else { return nil }
        return String(decoding: body.extracting(name).copied, as: UTF8.self).lowercasedASCII
    }

    /// Where the identities of the pre-shared keys are that a client of TLS 1.3 offers (RFC 8446, 4.2.11); most wanted first.
    package func preSharedKeyIdentities(in body: Span<UInt8>) -> [Range<Int>] {
        guard let identities else { return [] }
        var reader = MessageReader(identities)
        var found: [Range<Int>] = []
        let obfuscatedAge = 4
        while let identity = reader.vector16(body), reader.skip(obfuscatedAge) { found.append(identity) }
        return found
    }

    /// The first suites that the client offers, as far as they have a name: for words about a refusal.
    ///
    /// At most `limit`, since a hello may name thousands.
    package func namedSuites(in body: Span<UInt8>, limit: Int) -> [CipherSuite] {
        var reader = MessageReader(suites)
        var found: [CipherSuite] = []
        while found.count < limit, let number = reader.number16(body) {
            let suite = CipherSuite(rawValue: number)
            if suite.name != nil { found.append(suite) }
        }
        return found
    }

    /// Whether the client offers this suite.
    package func offers(_ suite: CipherSuite, in body: Span<UInt8>) -> Bool {
        Self.contains(suite.rawValue, in: suites, of: body)
    }

    /// Whether the client speaks this version.
    package func offers(_ version: TLSVersion, in body: Span<UInt8>) -> Bool {
        if let versions { return Self.contains(version.rawValue, in: versions, of: body) }
        // Versions of DTLS count downwards.
        if version.isDatagram { return legacyVersion >> 8 == 0xfe && legacyVersion <= version.rawValue }
        return version != .tls13 && legacyVersion >= version.rawValue && legacyVersion >> 8 == 3
    }

    /// Whether the client offers one of these groups; true where it does not say.
    package func offersAny(of groups: [NamedGroup], in body: Span<UInt8>) -> Bool {
        guard let offered = self.groups else { return true }
        for group in groups where Self.contains(group.rawValue, in: offered, of: body) { return true }
        return false
    }

    /// Whether the client takes one of these signature schemes; true where it does not say.
    package func takesAny(of schemes: [SignatureScheme], in body: Span<UInt8>) -> Bool {
        guard let taken = signatures else { return true }
        for scheme in schemes where Self.contains(scheme.rawValue, in: taken, of: body) { return true }
        return false
    }

    /// Whether the client takes this of the server (RFC 7250, 3); where it does not say, that is an X.509 certificate.
    package func takes(_ type: CertificateType, in body: Span<UInt8>) -> Bool {
        guard let taken = certificateTypes else { return type == .x509 }
        for offset in taken where body[offset] == type.rawValue { return true }
        return false
    }

    private static func contains(_ value: UInt16, in range: Range<Int>, of body: Span<UInt8>) -> Bool {
        var offset = range.lowerBound
        while offset + 1 < range.upperBound {
            if UInt16(body[offset]) << 8 | UInt16(body[offset + 1]) == value { return true }
            offset += 2
        }
        return false
    }
}
