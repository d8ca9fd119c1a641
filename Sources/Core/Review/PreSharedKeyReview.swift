/// What there is to say about a pre-shared key; nothing of the key but its length is looked at.
struct PreSharedKeyReview {
    private let configuration: TLSConfiguration

    init(_ configuration: TLSConfiguration) {
        self.configuration = configuration
    }

    /// What 128 bits of security need (RFC 9257, 6).
    private static let shortestGoodKey = 16

    var findings: [Finding] {
        guard configuration.credentials.usesPreSharedKey else { return [] }
        var found = [Finding.note("identity-in-clear", "the identity of the pre-shared key is sent unencrypted")]
        if case .preSharedKey(let key) = configuration.credentials.kind, key.key.count < Self.shortestGoodKey {
            let words =
                "the pre-shared key has \(key.key.count) bytes: with fewer than \(Self.shortestGoodKey) it can be guessed"
            found.append(.warning("short-key", words))
        }
        if configuration.answersUnreadableFinished {
            let words = "who can forge datagrams can end handshakes, since a Finished that cannot be read is answered"
            found.append(.note("unreadable-finished-answered", words))
        }
        return found
    }
}
