internal import SecureSocketCore
internal import Testing

@Suite struct `SHA-256` {
    /// The examples that NIST publishes with FIPS 180-4, and the message of no bytes.
    static let examples: [(message: String, digest: String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
    ]

    @Test(arguments: examples)
    func `has the digests of FIPS 180-4`(_ message: String, _ digest: String) {
        #expect(SHA256.digest(of: Array(message.utf8).span).span.hexadecimal == digest)
    }

    @Test func `has the digest of FIPS 180-4 for a million letters`() {
        let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        let digest = SHA256.digest(of: letters.span)
        #expect(digest.span.hexadecimal == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test(arguments: [1, 3, 55, 56, 63, 64, 65, 200])
    func `does not depend on how the message is cut`(_ size: Int) {
        let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        var hash = SHA256()
        for start in stride(from: 0, to: message.count, by: size) {
            hash.update(message.span.extracting(start..<min(start + size, message.count)))
        }
        #expect(hash.finalize() == SHA256.digest(of: message.span))
    }

    @Test func `leaves a copy that goes its own way`() {
        var first = SHA256()
        first.update(Array("ab".utf8).span)
        let second = first
        first.update(Array("c".utf8).span)
        #expect(first.finalize() == SHA256.digest(of: Array("abc".utf8).span))
        #expect(second.finalize() == SHA256.digest(of: Array("ab".utf8).span))
    }
}
