/// A pre-shared key with the identity that names it (RFC 4279; external PSK of RFC 8446, 4.2.11).
public struct PreSharedKey: Sendable {
    /// The most bytes that an identity may have in DTLS: a hello must hold it.
    public static let longestDatagramIdentity = 16_000
    /// The most bytes that an identity may have in TLS 1.3.
    public static let longestTLS13Identity = 60_000
    /// The most bytes that an identity may have in TLS 1.2 (RFC 4279, 2).
    public static let longestIdentity = 65_535
    /// The most bytes that a key may have.
    public static let longestKey = 512

    /// The name that the client sends in the clear: any bytes, those of value 0 and 255 included.
    public let identity: [UInt8]
    /// The key itself, any bytes.
    public let key: Secret

    /// An identity and its key; both are checked when a backend is made of the configuration.
    public init(identity: [UInt8], key: Secret) {
        self.identity = identity
        self.key = key
    }

    /// An identity that is text, as UTF-8, and its key.
    public init(identity: String, key: Secret) {
        self.init(identity: Array(identity.utf8), key: key)
    }

    /// Throws EINVAL where identity or key is empty or longer than the versions allow.
    package func validate(for versions: [TLSVersion]) throws(TLSError) {
        try Self.validate(key: key)
        let limit = Self.longestIdentity(for: versions)
        guard !identity.isEmpty else {
            throw .configuration("the identity of the pre-shared key is empty")
        }
        guard identity.count <= limit else {
            let words = "the identity of the pre-shared key has \(identity.count) bytes"
            throw .configuration("\(words), at most \(limit) can be sent with these versions")
        }
    }

    fileprivate static func longestIdentity(for versions: [TLSVersion]) -> Int {
        if versions.contains(where: { $0.isDatagram }) { return longestDatagramIdentity }
        return versions.contains(.tls13) ? longestTLS13Identity : longestIdentity
    }

    /// Throws EINVAL where a key is empty or too long.
    package static func validate(key: Secret) throws(TLSError) {
        guard !key.isEmpty else {
            throw .configuration("the pre-shared key is empty: wanted 1 to \(longestKey) bytes")
        }
        guard key.count <= longestKey else {
            throw .configuration("the pre-shared key has \(key.count) bytes: wanted 1 to \(longestKey)")
        }
    }
}

/// How a server finds the key of a client: by a closure, with an optional hint for the client to choose an identity by.
public struct PreSharedKeyStore: Sendable {
    /// Sent to clients of (D)TLS 1.2 before they name their identity (RFC 4279, 5.2); nil sends none.
    ///
    /// As long as an identity at most.
    public let hint: [UInt8]?
    /// Gives the key of an identity, or nil where there is none.
    ///
    /// Called in the handshake, on the thread that runs it, while the socket is locked: it must not call the socket.
    public let lookUp: @Sendable (_ identity: Span<UInt8>) -> Secret?

    /// A closure that knows the keys.
    public init(hint: [UInt8]? = nil, lookUp: @escaping @Sendable (_ identity: Span<UInt8>) -> Secret?) {
        self.hint = hint
        self.lookUp = lookUp
    }

    /// A list of keys that does not change.
    public init(_ keys: [PreSharedKey], hint: [UInt8]? = nil) {
        self.init(hint: hint) { identity in
            keys.first { $0.identity.span.hasSameElements(as: identity) }?.key
        }
    }

    /// Throws EINVAL where the hint is longer than the versions allow.
    package func validate(for versions: [TLSVersion]) throws(TLSError) {
        let limit = PreSharedKey.longestIdentity(for: versions)
        guard let hint, hint.count > limit else { return }
        throw .configuration(
            "the hint of the pre-shared keys has \(hint.count) bytes, at most \(limit) can be sent with these versions"
        )
    }
}
