public import SecureSocketCore
internal import Synchronization

/// A certificate before it is signed: every field can be as wrong as a test wants it.
public struct CertificateDraft: Sendable {
    /// 1, 2 or 3.
    public var version = 3
    /// The content octets; another one for each draft.
    public var serialNumber: [UInt8]
    /// DER of the name.
    public var issuer: [UInt8]
    /// DER of the name.
    public var subject: [UInt8]
    /// DER of a Time; default a year before `Moment.now`.
    public var notBefore = DER.time(Moment.now - Moment.year)
    /// DER of a Time; default a year after `Moment.now`.
    public var notAfter = DER.time(Moment.now + Moment.year)
    /// The key of the subject.
    public var key: SigningKey
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

    init(subject: [UInt8], issuer: [UInt8], key: SigningKey, extensions: [ExtensionDraft]) {
        serialNumber = Self.nextSerialNumber()
        self.subject = subject
        self.issuer = issuer
        self.key = key
        self.extensions = extensions
    }

    /// Puts an extension in the place of that with the same identifier, or behind all others.
    public mutating func set(_ draft: ExtensionDraft) {
        guard let index = extensions.firstIndex(where: { $0.identifier == draft.identifier }) else {
            extensions.append(draft)
            return
        }
        extensions[index] = draft
    }

    /// Takes an extension away.
    public mutating func remove(_ identifier: ObjectIdentifier) {
        extensions.removeAll { $0.identifier == identifier }
    }

    /// Sets both ends of the validity, in seconds since 1970.
    public mutating func setValidity(_ first: Int64, _ last: Int64) {
        notBefore = DER.time(first)
        notAfter = DER.time(last)
    }

    /// Signs it.
    public func minted(by issuerKey: SigningKey) throws -> MintedCertificate {
        let body = DER.sequence([
            version == 1 ? [] : DER.value(DERTag.constructed(0), DER.integer(version - 1)),
            DER.value(DERTag.integer, serialNumber),
            algorithm ?? issuerKey.algorithm(digest),
            issuer,
            DER.sequence([notBefore, notAfter]),
            subject,
            key.publicKeyInfo,
            extensions.isEmpty
                ? [] : DER.value(DERTag.constructed(3), DER.sequence(extensions.map { $0.encoded })),
        ])
        return MintedCertificate(
            encoded: try issuerKey.signed(body, digest, outer: outerAlgorithm ?? algorithm, isDamaged: isForged),
            subject: subject,
            serialNumber: serialNumber,
            key: key,
            hasKeyIdentifier: extensions.contains { $0.identifier == .subjectKeyIdentifier }
        )
    }

    private static let count = Atomic<UInt32>(0)

    private static func nextSerialNumber() -> [UInt8] {
        let number = count.add(1, ordering: .relaxed).newValue
        return [0x5e] + (0..<4).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
    }
}

/// The times that tests go by, in seconds since 1970.
public enum Moment {
    /// 2027-01-15 08:00:00 UTC.
    public static let now: Int64 = 1_800_000_000
    /// 365 days.
    public static let year: Int64 = 365 * day
    /// 24 hours.
    public static let day: Int64 = 86_400
}
