/// Where certificates, revocation lists or public keys come from: bytes, files, directories, tokens, and lists of these in any depth.
///
/// Whether bytes are PEM or DER is found out for each. PEM may hold any number; text between its blocks and blocks of
/// other kinds, such as a private key, are passed over. A source is read when a backend is made of the configuration.
public struct CertificateSource: Sendable, ExpressibleByArrayLiteral {
    private indirect enum Kind: Sendable {
        case bytes([UInt8])
        case file(String)
        case directory(String)
        case path(String)
        case url(String)
        case list([CertificateSource])
        /// What was read already.
        case blocks([KeyMaterialBlock])
    }

    private let kind: Kind

    /// Nothing.
    public static var none: CertificateSource { CertificateSource(kind: .list([])) }

    /// DER of one, or PEM of one or more.
    public static func bytes(_ bytes: [UInt8]) -> CertificateSource {
        CertificateSource(kind: .bytes(bytes))
    }

    /// A file with DER of one, or PEM of one or more; at most 16 MiB.
    public static func file(_ path: String) -> CertificateSource {
        CertificateSource(kind: .file(path))
    }

    /// All files of a directory, such as one that `c_rehash` made links in; directories in it are not looked into.
    ///
    /// Files are taken in the order of their names, links to files too, and what was there already counts once. For trust
    /// anchors, what cannot be read is passed over, unless nothing is left. For revocation lists it is an error, since a
    /// list that is left out lets a revoked certificate in; PEM of something else is passed over there too.
    public static func directory(_ path: String) -> CertificateSource {
        CertificateSource(kind: .directory(path))
    }

    /// What the text of an option names: a PKCS#11 URL where it begins with `pkcs11:`, a directory where it is one, else a
    /// file.
    public static func path(_ text: String) -> CertificateSource {
        CertificateSource(kind: .path(text))
    }

    /// A certificate on a PKCS#11 token, by its URL (RFC 7512); the backend has to have `FeatureSet.pkcs11`.
    public static func pkcs11(_ url: String) -> CertificateSource {
        CertificateSource(kind: .url(url))
    }

    /// Several sources, in their order.
    public static func list(_ sources: [CertificateSource]) -> CertificateSource {
        CertificateSource(kind: .list(sources))
    }

    /// Several sources, in their order.
    public init(arrayLiteral sources: CertificateSource...) {
        self.init(kind: .list(sources))
    }

    private init(kind: Kind) {
        self.kind = kind
    }

    /// Whether no source is named at all.
    public var isEmpty: Bool {
        guard case .list(let sources) = kind else { return false }
        return sources.allSatisfy { $0.isEmpty }
    }
}

extension CertificateSource {
    /// All that was found, in order, not decoded; lists are flattened, and buffers numbered from 1.
    package func blocks(as kind: KeyMaterialKind) throws(TLSError) -> [KeyMaterialBlock] {
        var blocks: [KeyMaterialBlock] = []
        var number = 0
        try collect(kind, &blocks, &number)
        return blocks
    }

    /// The same with all that it names read, so that nobody reads it again.
    func read(as kind: KeyMaterialKind) throws(TLSError) -> CertificateSource {
        isEmpty ? self : CertificateSource(kind: .blocks(try blocks(as: kind)))
    }

    /// All that was found, in order, decoded; `decode` throws for what it cannot read.
    ///
    /// Trust anchors of a directory that cannot be decoded are passed over, unless none is left of it.
    package func decoded<Value>(
        as kind: KeyMaterialKind,
        _ decode: (KeyMaterialBlock) throws(TLSError) -> Value
    ) throws(TLSError) -> [Value] {
        var values: [Value] = []
        // The blocks of a directory come one after the other. Of each one, the first error, and whether something was used.
        var failures: [(directory: String, error: TLSError)] = []
        var used: [String] = []
        for block in try blocks(as: kind) {
            do throws(TLSError) {
                values.append(try decode(block))
                if let directory = block.directory, used.last != directory { used.append(directory) }
            } catch {
                guard block.mayBePassedOver, let directory = block.directory else { throw error }
                if failures.last?.directory != directory { failures.append((directory, error)) }
            }
        }
        for failure in failures where !used.contains(failure.directory) { throw failure.error }
        return values
    }

    private func collect(
        _ kind: KeyMaterialKind,
        _ blocks: inout [KeyMaterialBlock],
        _ number: inout Int
    ) throws(TLSError) {
        guard case .list(let sources) = self.kind else {
            number += 1
            blocks += try single(kind, number)
            return
        }
        for source in sources { try source.collect(kind, &blocks, &number) }
    }

    private func single(_ kind: KeyMaterialKind, _ number: Int) throws(TLSError) -> [KeyMaterialBlock] {
        switch self.kind {
        case .bytes(let bytes):
            return try KeyMaterialBlock.all(in: Secret(bytes), as: kind, origin: "\(kind.name) \(number)")
        case .file(let path):
            let bytes = try FileContents.read(path, kind.reason)
            return try KeyMaterialBlock.all(in: bytes, as: kind, origin: "file " + path)
        case .directory(let path):
            return try KeyMaterialDirectory(path, kind).blocks()
        case .url(let url):
            return [try PKCS11URL(url, kind).block]
        case .path(let text):
            return try Self.named(text, kind).single(kind, number)
        case .blocks(let blocks):
            return blocks
        case .list:
            return []
        }
    }

    private static func named(_ text: String, _ kind: KeyMaterialKind) throws(TLSError) -> CertificateSource {
        if PKCS11URL.isOne(text) { return .pkcs11(text) }
        return try SystemPath(text, kind.reason).isDirectory ? .directory(text) : .file(text)
    }
}
