/// A session of a client's as bytes, to be kept for a later handshake that resumes it (RFC 5246, 7.3; RFC 8446, 2.2).
///
/// It is as secret as a key: who can read it can read what is sent in the session, and who can change where it is kept can
/// put another server in the place of the right one. The bytes are good for the library and its version that made them, for
/// the same server's name and the same configuration; in anything else they are of no use and do no harm.
public struct SavedSession: SavedSecret {
    /// The bytes.
    public let secret: Secret

    /// Bytes that were saved; nobody looks at them before they are used.
    public init(_ secret: Secret) {
        self.secret = secret
    }

    /// The number of bytes, never the bytes.
    public var description: String { "SavedSession(" + String(count) + " bytes)" }
}

/// A session in the library's own form, as an engine gives and takes it.
public struct EngineSession: Sendable {
    /// The version that it was made in.
    public let version: TLSVersion
    /// Its cipher suite.
    public let suite: CipherSuite
    /// For how many seconds the server says that it keeps the session; nil where it does not say.
    public let lifetime: Int64?
    /// What the library needs of it; a secret.
    public let content: Secret

    /// All parts.
    public init(version: TLSVersion, suite: CipherSuite, lifetime: Int64?, content: Secret) {
        self.version = version
        self.suite = suite
        self.lifetime = lifetime
        self.content = content
    }
}
