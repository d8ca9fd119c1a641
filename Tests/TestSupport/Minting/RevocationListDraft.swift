public import SecureSocketCore

/// A revocation list before it is signed.
public struct RevocationListDraft: Sendable {
    /// One certificate that it revokes.
    public struct Entry: Sendable {
        /// The content octets.
        public var serialNumber: [UInt8]
        /// When, in seconds since 1970.
        public var time = Moment.now - Moment.day
        /// What is said besides.
        public var extensions: [ExtensionDraft] = []

        /// That certificate, a day before `Moment.now`.
        public init(serialNumber: [UInt8], extensions: [ExtensionDraft] = []) {
            self.serialNumber = serialNumber
            self.extensions = extensions
        }
    }

    /// 1 or 2.
    public var version = 2
    /// DER of the name.
    public var issuer: [UInt8]
    /// DER of a Time; default an hour before `Moment.now`.
    public var thisUpdate = DER.time(Moment.now - 3600)
    /// DER of a Time; default a day after `Moment.now`.
    public var nextUpdate: [UInt8]? = DER.time(Moment.now + Moment.day)
    /// Whom it revokes.
    public var entries: [Entry]
    /// In their order.
    public var extensions: [ExtensionDraft]
    /// What the issuer signs over.
    public var digest = SigningKey.Digest.sha256
    /// The AlgorithmIdentifier that it is said to be signed with, where that is to be another one.
    public var algorithm: [UInt8]?
    /// The outer AlgorithmIdentifier, where it is to differ from the inner one.
    public var outerAlgorithm: [UInt8]?
    /// Whether the signature is one that nobody made.
    public var isForged = false

    /// A list of this issuer's.
    public init(issuer: [UInt8], entries: [Entry], extensions: [ExtensionDraft]) {
        self.issuer = issuer
        self.entries = entries
        self.extensions = extensions
    }

    /// Takes an extension away.
    public mutating func remove(_ identifier: ObjectIdentifier) {
        extensions.removeAll { $0.identifier == identifier }
    }

    /// Signs it; DER.
    public func minted(by key: SigningKey) throws -> [UInt8] {
        let revoked = entries.map { entry in
            let more = entry.extensions.isEmpty ? [] : DER.sequence(entry.extensions.map { $0.encoded })
            return DER.sequence([DER.value(DERTag.integer, entry.serialNumber), DER.time(entry.time), more])
        }
        let body = DER.sequence([
            version == 1 ? [] : DER.integer(version - 1),
            algorithm ?? key.algorithm(digest),
            issuer,
            thisUpdate,
            nextUpdate ?? [],
            revoked.isEmpty ? [] : DER.sequence(revoked),
            extensions.isEmpty
                ? [] : DER.value(DERTag.constructed(0), DER.sequence(extensions.map { $0.encoded })),
        ])
        return try key.signed(body, digest, outer: outerAlgorithm ?? algorithm, isDamaged: isForged)
    }
}
