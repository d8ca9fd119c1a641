/// A directory whose files hold certificates or revocation lists.
struct KeyMaterialDirectory {
    private let path: SystemPath
    private let kind: KeyMaterialKind

    init(_ path: String, _ kind: KeyMaterialKind) throws(TLSError) {
        self.path = try SystemPath(path, kind.reason)
        self.kind = kind
    }

    /// What its files hold, each once; ENOENT and the like where it cannot be opened, EPROTO where nothing is found.
    func blocks() throws(TLSError) -> [KeyMaterialBlock] {
        var found: [KeyMaterialBlock] = []
        var seen: Set<[UInt8]> = []
        for name in try path.regularFiles(kind.reason) {
            for block in try contents(of: path.appending(name)) {
                let isNew = block.bytes.withBytes { seen.insert(SHA256.digest(of: $0)).inserted }
                if isNew { found.append(block) }
            }
        }
        guard found.isEmpty else { return found }
        let words = "directory \(path.text): there is no \(kind.name) in any of its files"
        throw .system(.protocolError, kind.reason, detail: words)
    }

    private func contents(of file: SystemPath) throws(TLSError) -> [KeyMaterialBlock] {
        do throws(TLSError) {
            let bytes = try FileContents.read(file, waits: false, kind.reason)
            guard bytes.withBytes({ Self.isCandidate($0, kind) }) else { return [] }
            return try KeyMaterialBlock.all(in: bytes, as: kind, origin: "file " + file.text, directory: path.text)
        } catch {
            // A list that is left out lets a revoked certificate in.
            guard kind == .trustAnchor else { throw error }
            return []
        }
    }

    /// Whether a file may hold what is looked for: PEM with a block of the kind, or bytes that begin as all DER of certificates and
    /// lists does, a SEQUENCE with a length of its own bytes.
    private static func isCandidate(_ bytes: Span<UInt8>, _ kind: KeyMaterialKind) -> Bool {
        let blocks = PEMBlock.all(in: bytes)
        guard blocks.isEmpty else { return blocks.contains { kind.takes(label: $0.label) } }
        return bytes.count > 2 && bytes[0] == 0x30 && bytes[1] >= 0x81
    }
}
