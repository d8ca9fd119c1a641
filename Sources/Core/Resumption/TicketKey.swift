/// The key that a server protects tickets with: who has it can read and make them.
///
/// Give the same one to all processes that are to resume each other's sessions, and replace it now and then: what a ticket of
/// (D)TLS 1.2 holds can be read by who gets the key later.
public struct TicketKey: Sendable, CustomStringConvertible {
    /// The fewest bytes that a key may have.
    public static let shortest = 32
    /// The most bytes that a key may have.
    public static let longest = 512

    private let secret: Secret

    /// A key of these bytes, which must be random; EINVAL unless there are 32 to 512.
    public init(_ secret: Secret) throws(TLSError) {
        guard secret.count >= Self.shortest, secret.count <= Self.longest else {
            let wanted = "wanted \(Self.shortest) to \(Self.longest)"
            throw .configuration("the key of the tickets has \(secret.count) bytes: " + wanted)
        }
        self.secret = secret
    }

    private init(random secret: Secret) {
        self.secret = secret
    }

    /// A new key of 64 bytes, of the system's randomness, whose error it throws.
    public static func random() throws(TLSError) -> TicketKey {
        TicketKey(random: try Secret.random(count: 64))
    }

    /// Lends the bytes for the duration of `body`, to be given to another process.
    public func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try secret.withBytes(body)
    }

    /// The key for one configuration, 64 bytes: tickets of another one cannot be opened with it.
    ///
    /// `digest` is that of the configuration, and `backend` the library with its version, whose form the tickets hold.
    package func derived(for digest: [UInt8], _ backend: String) -> Secret {
        secret.expanded(for: Array(backend.utf8) + digest, count: 2 * SHA256.digestSize)
    }

    /// `TicketKey`, never the bytes.
    public var description: String { "TicketKey" }
}
