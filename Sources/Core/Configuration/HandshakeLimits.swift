/// How much of a peer a handshake takes, so that nobody can make it cost memory or time without end.
public struct HandshakeLimits: Hashable, Sendable {
    /// The most certificates that the peer may present, its own included; default 10.
    ///
    /// 1 to 16, else EINVAL. More ends the handshake with `limitExceeded` and the alert bad_certificate, whether certificates are
    /// verified or not.
    public var certificates = 10
    /// The most bytes of handshake messages, all of one handshake together; default 131072, as GnuTLS has it.
    ///
    /// 1024 to 16777215, else EINVAL. A handshake with certificates takes some thousand bytes. More ends it with
    /// `limitExceeded`, before memory is taken for the message that goes beyond.
    public var handshakeLength = 131_072

    /// The defaults.
    public init() {}

    private static let mostCertificates = 16
    private static let shortestMessage = 1024
    private static let longestMessage = 16_777_215

    /// Throws EINVAL where a limit is out of range.
    package func validate() throws(TLSError) {
        guard certificates >= 1, certificates <= Self.mostCertificates else {
            throw .configuration(
                "the limit of certificates is 1 to \(Self.mostCertificates), this one is \(certificates)"
            )
        }
        guard handshakeLength >= Self.shortestMessage, handshakeLength <= Self.longestMessage else {
            let range = "\(Self.shortestMessage) to \(Self.longestMessage) bytes"
            throw .configuration("the limit of handshake messages is \(range), this one is \(handshakeLength)")
        }
    }
}
