/// The raw public keys (RFC 7250) that a peer may prove itself with, each as the DER of its SubjectPublicKeyInfo.
package struct PinnedPublicKeys: Sendable {
    private let keys: [[UInt8]]

    /// These keys and no others.
    package init(_ keys: [[UInt8]]) {
        self.keys = keys
    }

    /// Whether the key that a peer presented is one of them, byte by byte.
    package func contains(_ key: Span<UInt8>) -> Bool {
        for pinned in keys where pinned.span.hasSameElements(as: key) { return true }
        return false
    }

    /// Why a key is refused: which one it is, so that whoever meant to pin it can compare.
    package func refusal(of key: Span<UInt8>) -> String {
        let digest = SHA256.digest(of: key).span.hexadecimal
        return "the peer's public key, with SHA-256 " + digest + ", is none of the " + String(keys.count) + " pinned"
    }
}
