/// A digest of everything in a configuration that a session or an association rests on.
///
/// Each part stands behind its length, so that no two configurations give the same bytes. The system's trust anchors are in it as
/// such, whatever they are.
struct ConfigurationDigest {
    private var hash = SHA256()

    /// The digest, 32 bytes, of a configuration; what its sources name must have been read, or it is read once more.
    static func make(_ configuration: TLSConfiguration) throws(TLSError) -> [UInt8] {
        var digest = ConfigurationDigest()
        digest.add(configuration.kind == .datagram ? 1 : 2)
        digest.add(configuration.versions.map { UInt64($0.rawValue) })
        digest.add(configuration.groups.map { UInt64($0.rawValue) })
        digest.add(configuration.signatureSchemes.map { UInt64($0.rawValue) })
        try digest.add(configuration.credentials)
        try digest.add(configuration.verification)
        // A dictionary has another order in each process.
        for name in configuration.certificatesByServerName.keys.sorted() {
            digest.add(Array(name.utf8).span)
            try digest.add(configuration.certificatesByServerName[name]?.chain ?? .none, .certificate)
        }
        return digest.hash.finalize()
    }

    /// The digest, 32 bytes, of that of a configuration with the suites that can be negotiated of it.
    static func extend(_ digest: [UInt8], with suites: [CipherSuite]) -> [UInt8] {
        var extended = ConfigurationDigest()
        extended.add(digest.span)
        extended.add(suites.map { UInt64($0.rawValue) })
        return extended.hash.finalize()
    }

    /// The digest, 32 bytes, of that of a configuration with the server's name and what has to match it.
    static func extend(_ digest: [UInt8], with name: String, _ records: [TLSARecord]) -> [UInt8] {
        var extended = ConfigurationDigest()
        extended.add(digest.span)
        extended.add(Array(name.utf8).span)
        extended.add(UInt64(records.count))
        for record in records {
            extended.add([record.usage, record.selector, record.matching].span)
            extended.add(record.data.span)
        }
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

    private mutating func add(_ flags: [Bool]) {
        add(flags.map { $0 ? 1 : 0 })
    }

    private mutating func add(_ source: CertificateSource, _ kind: KeyMaterialKind) throws(TLSError) {
        let blocks = try source.blocks(as: kind)
        add(UInt64(blocks.count))
        for block in blocks { block.bytes.withBytes { add($0) } }
    }

    private mutating func add(_ credentials: Credentials) throws(TLSError) {
        switch credentials.kind {
        case .anonymousClient: add(0)
        case .preSharedKey(let key):
            add(1)
            add(key.identity.span)
            key.key.withBytes { add($0) }
        case .preSharedKeyStore: add(2)
        case .certificate(let certificate):
            add(3)
            try add(certificate.chain, .certificate)
        case .rawPublicKey(let key):
            add(4)
            try key.privateKey.block().bytes.withBytes { add($0) }
        }
    }

    private mutating func add(_ verification: PeerVerification) throws(TLSError) {
        add([
            verification.isEnabled, verification.usesSystemTrustStore, verification.checksName,
            verification.allowsCommonName, verification.isOpportunistic,
            verification.checksNameOfDomainIssuedCertificate, verification.strength.allowsCollidingDigests,
        ])
        add([UInt64(clamping: verification.strength.modulusBits), UInt64(clamping: verification.strength.curveBits)])
        add(verification.maximumDepth.map { [UInt64(clamping: $0)] } ?? [])
        try add(verification.trustAnchors, .trustAnchor)
        try add(verification.revocationLists, .revocationList)
        add(verification.certificateTypes.map { UInt64($0.rawValue) })
        try add(verification.pinnedPublicKeys, .publicKey)
        add(number(of: verification.clock))
        add(number(of: verification.clientCertificate))
    }

    private func number(of clock: VerificationClock) -> UInt64 {
        switch clock.source {
        case .system: 0
        case .disabled: 1
        case .supplied: 2
        }
    }

    private func number(of policy: ClientCertificatePolicy) -> UInt64 {
        switch policy {
        case .none: 0
        case .requested: 1
        case .required: 2
        }
    }
}
