/// A digest of everything in a configuration that a session depends on.
///
/// Each part stands behind its length, so that no two configurations give the same bytes.
struct ConfigurationDigest {
    private var hash = SHA256()

    /// The digest, 32 bytes, of a configuration of which these suites can be negotiated.
    static func make(_ configuration: TLSConfiguration, suites: [CipherSuite]) -> [UInt8] {
        var digest = ConfigurationDigest()
        digest.add(configuration.kind == .datagram ? 1 : 2)
        digest.add(configuration.versions.map { UInt64($0.rawValue) })
        digest.add(suites.map { UInt64($0.rawValue) })
        digest.add(configuration.credentials)
        digest.add(configuration.verification)
        // A dictionary has another order in each process.
        for name in configuration.certificatesByServerName.keys.sorted() {
            digest.add(Array(name.utf8).span)
            digest.add(configuration.certificatesByServerName[name]?.chain ?? [])
        }
        return digest.hash.finalize()
    }

    /// The digest, 32 bytes, of another one with a text.
    static func extend(_ digest: [UInt8], with text: String) -> [UInt8] {
        var extended = ConfigurationDigest()
        extended.add(digest.span)
        extended.add(Array(text.utf8).span)
        return extended.hash.finalize()
    }

    private mutating func add(_ bytes: Span<UInt8>) {
        add(UInt64(bytes.count))
        hash.update(bytes)
    }

    private mutating func add(_ number: UInt64) {
        var bytes = InlineArray<8, UInt8>(repeating: 0)
        for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * index)) }
        hash.update(bytes.span)
    }

    private mutating func add(_ numbers: [UInt64]) {
        add(UInt64(numbers.count))
        for number in numbers { add(number) }
    }

    private mutating func add(_ pieces: [[UInt8]]) {
        add(UInt64(pieces.count))
        for piece in pieces { add(piece.span) }
    }

    private mutating func add(_ flags: [Bool]) {
        add(flags.map { $0 ? 1 : 0 })
    }

    private mutating func add(_ credentials: Credentials) {
        switch credentials.kind {
        case .anonymousClient: add(0)
        case .preSharedKey(let key):
            add(1)
            add(key.identity.span)
            key.key.withBytes { add($0) }
        case .preSharedKeyStore: add(2)
        case .certificate(let certificate):
            add(3)
            add(certificate.chain)
        }
    }

    private mutating func add(_ verification: PeerVerification) {
        add([verification.isEnabled, verification.usesSystemTrustStore, verification.checksName])
        add(verification.trustAnchors)
        add(verification.revocationLists)
        switch verification.clock.source {
        case .system: add(0)
        case .disabled: add(1)
        case .supplied: add(2)
        }
        switch verification.clientCertificate {
        case .none: add(0)
        case .requested: add(1)
        case .required: add(2)
        }
    }
}
