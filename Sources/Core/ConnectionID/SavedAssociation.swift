/// An association with connection IDs as bytes: who has them goes on with it without a handshake.
///
/// It is as secret as a key, and more than a session: with it everything of the association can be read and forged.
/// The bytes are good on each TLS library, for the same server's name, credentials and verification. However old they are and
/// however often they are used, no nonce is ever used twice; but what an old or a copied one sends under a number that was used
/// meanwhile the peer drops as a replay, and what came after the bytes were made it would take once more.
public struct SavedAssociation: SavedSecret {
    /// The bytes.
    public let secret: Secret

    /// Bytes that were saved; nobody looks at them before they are used.
    public init(_ secret: Secret) {
        self.secret = secret
    }

    /// The number of bytes, never the bytes.
    public var description: String { "SavedAssociation(" + String(count) + " bytes)" }

    /// Seals a state for one configuration and server.
    init(_ state: AssociationState, _ binding: AssociationBinding, includingCertificates: Bool) {
        let envelope = ResumptionEnvelope(
            kind: .association,
            version: state.negotiated.version,
            suite: state.suite,
            fingerprint: binding.fingerprint,
            created: 0,
            // An association has no age: what ends it is its peer.
            expires: .max,
            provedUntil: .max,
            backend: "",
            content: state.encoded(includingCertificates: includingCertificates)
        )
        secret = envelope.sealed
    }

    /// Opens it for one configuration and server.
    func open(_ role: Role, _ binding: AssociationBinding) throws(NotRestored) -> AssociationContent {
        let parts = try secret.withBytes { (bytes) throws(NotRestored) in try Self.parts(bytes, binding) }
        // What stands behind it, as in a buffer of a fixed size, is not kept with it.
        let isAlone = secret.count == parts.content.upperBound + SHA256.digestSize
        let bytes = isAlone ? secret.part(parts.content) : secret.copy(parts.content)
        guard let content = AssociationContent(bytes, suite: parts.suite) else { throw NotRestored.damaged }
        guard content.role == role else { throw NotRestored.otherConfiguration }
        return content
    }

    private static func parts(
        _ bytes: Span<UInt8>,
        _ binding: AssociationBinding
    ) throws(NotRestored) -> ResumptionEnvelope.Parts {
        if bytes.isZero() { throw NotRestored.empty }
        guard let parts = ResumptionEnvelope.Parts(bytes), parts.kind == .association else {
            throw NotRestored.damaged
        }
        guard bytes.extracting(parts.fingerprint).hasSameElements(as: binding.fingerprint.span) else {
            throw NotRestored.otherConfiguration
        }
        guard binding.suites.contains(parts.suite) else { throw NotRestored.otherConfiguration }
        return parts
    }
}

/// Why a saved association did not go on.
public struct NotRestored: RawRepresentable, Hashable, Sendable, Error {
    /// One number a reason.
    public let rawValue: UInt8

    /// The reason with this number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Nothing was saved, or all bytes are zero.
    public static let empty = NotRestored(rawValue: 1)
    /// What was saved is cut, changed or no association at all.
    public static let damaged = NotRestored(rawValue: 2)
    /// It was made with another server's name, other credentials, another verification, a suite that is not among those of the
    /// configuration, or at the other end.
    public static let otherConfiguration = NotRestored(rawValue: 3)
    /// The place where it is kept could not be read or written.
    public static let unreadable = NotRestored(rawValue: 4)
    /// With ChaCha20-Poly1305 the record's number is its nonce, so that an `AssociationStorage` is needed.
    public static let needsStorage = NotRestored(rawValue: 5)
    /// The connection ID is in use already: the association goes on in this process.
    public static let inUse = NotRestored(rawValue: 6)

    /// A limit of the listener's is reached.
    public static let refused = NotRestored(rawValue: 7)

    /// One clause for people.
    public var text: String {
        switch rawValue {
        case 1: "no association was saved"
        case 2: "the saved association is damaged"
        case 3: "the association was made with another name or configuration"
        case 4: "the place where the association is kept could not be read or written"
        case 5: "an association with ChaCha20-Poly1305 needs a storage"
        case 6: "the association goes on already"
        case 7: "a limit of the listener is reached"
        default: "reason " + String(rawValue)
        }
    }
}
