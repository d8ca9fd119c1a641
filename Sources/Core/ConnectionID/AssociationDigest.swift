/// A digest of what an association was proved by: it goes on only where the same is asked for.
///
/// Trust anchors and pinned keys are not in it, only whether there are any: what they once verified is the peer that has the
/// keys. Each part stands behind its length, so that no two configurations give the same bytes.
struct AssociationDigest {
    private var hash = SHA256()

    /// The digest, 32 bytes, of a configuration.
    static func make(_ configuration: TLSConfiguration) -> [UInt8] {
        var digest = AssociationDigest()
        digest.add(configuration.versions.map { UInt64($0.rawValue) })
        digest.add(configuration.credentials)
        digest.add(configuration.verification)
        return digest.hash.finalize()
    }

    /// The digest, 32 bytes, of another one with a text.
    static func extend(_ digest: [UInt8], with text: String) -> [UInt8] {
        var extended = AssociationDigest()
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
        case .certificate: add(3)
        case .rawPublicKey: add(4)
        }
    }

    private mutating func add(_ verification: PeerVerification) {
        add([verification.isEnabled, verification.usesSystemTrustStore, verification.checksName])
        add([verification.allowsCommonName, verification.isOpportunistic, verification.trustAnchors.isEmpty])
        add([verification.pinnedPublicKeys.isEmpty])
        add(verification.certificateTypes.map { UInt64($0.rawValue) })
        for record in verification.tlsaRecords {
            add([UInt64(record.usage), UInt64(record.selector), UInt64(record.matching)])
            add(record.data.span)
        }
        switch verification.clientCertificate {
        case .none: add(0)
        case .requested: add(1)
        case .required: add(2)
        }
    }
}
