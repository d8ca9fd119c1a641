/// Where a private key comes from: bytes, a file or a PKCS#11 token.
///
/// Whether it is PEM or DER, and PKCS#8, PKCS#1 or SEC 1, is found out. In PEM, blocks that are no private key are passed
/// over, so that one file may hold the key and its certificates. A source is read when a backend is made of the
/// configuration, and the memory that it was read into is wiped.
public struct PrivateKeySource: Sendable {
    private enum Kind: Sendable {
        case bytes(Secret)
        case file(String)
        case url(String)
        /// What was read already.
        case blocks([KeyMaterialBlock])
    }

    private let kind: Kind

    /// The bytes of PEM or DER.
    public static func bytes(_ bytes: Secret) -> PrivateKeySource {
        PrivateKeySource(kind: .bytes(bytes))
    }

    /// A file; at most 16 MiB.
    public static func file(_ path: String) -> PrivateKeySource {
        PrivateKeySource(kind: .file(path))
    }

    /// A key that stays on a PKCS#11 token, by its URL (RFC 7512); the backend has to have `FeatureSet.pkcs11`.
    ///
    /// A `pin-value` in the URL is used and never printed; else the PIN is asked as the password is.
    public static func pkcs11(_ url: String) -> PrivateKeySource {
        PrivateKeySource(kind: .url(url))
    }

    /// What the text of an option names: a PKCS#11 URL where it begins with `pkcs11:`, else a file.
    public static func path(_ text: String) -> PrivateKeySource {
        PKCS11URL.isOne(text) ? .pkcs11(text) : .file(text)
    }

    /// The one key, not decoded; EPROTO where there is none or more than one.
    package func block() throws(TLSError) -> KeyMaterialBlock {
        let blocks = try blocks()
        guard let block = blocks.first, blocks.count == 1 else {
            let words = "\(blocks.count) private keys, where one is wanted: "
            let places = blocks.prefix(4).map { $0.origin }.joined(separator: "; ") + (blocks.count > 4 ? "; ..." : "")
            throw .system(.protocolError, .malformedPrivateKey, detail: words + places)
        }
        let rounds = block.bytes.withBytes { PasswordCost.rounds(of: $0, block.form) }
        guard rounds <= PasswordCost.mostRounds else {
            throw block.malformed(
                "its password takes more than \(PasswordCost.mostRounds) rounds, which is more than anybody uses"
            )
        }
        return block
    }

    /// The same with the file read, so that nobody reads it again.
    func read() throws(TLSError) -> PrivateKeySource {
        PrivateKeySource(kind: .blocks(try blocks()))
    }

    private func blocks() throws(TLSError) -> [KeyMaterialBlock] {
        switch kind {
        case .bytes(let bytes):
            return try KeyMaterialBlock.all(in: bytes, as: .privateKey, origin: KeyMaterialKind.privateKey.name)
        case .file(let path):
            let bytes = try FileContents.read(path, .malformedPrivateKey)
            return try KeyMaterialBlock.all(in: bytes, as: .privateKey, origin: "file " + path)
        case .url(let url): return [try PKCS11URL(url, .privateKey).block]
        case .blocks(let blocks): return blocks
        }
    }
}
