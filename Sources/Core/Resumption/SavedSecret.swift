/// Bytes that outlive a connection and are as secret as a key: a `SavedSession` or a `SavedAssociation`.
///
/// Copies share one piece of memory, which is overwritten when the last one goes.
public protocol SavedSecret: Sendable, CustomStringConvertible {
    /// Bytes that were saved; nobody looks at them before they are used.
    init(_ secret: Secret)

    /// The bytes.
    var secret: Secret { get }
}

extension SavedSecret {
    /// A copy of bytes that were saved; nobody looks at them before they are used.
    public init(_ bytes: Span<UInt8>) {
        self.init(Secret(bytes))
    }

    /// A copy of bytes that were saved; nobody looks at them before they are used.
    public init(_ bytes: [UInt8]) {
        self.init(Secret(bytes))
    }

    /// How many bytes there are.
    public var count: Int { secret.count }

    /// Lends the bytes for the duration of `body`.
    public func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try secret.withBytes(body)
    }
}
