/// One certificate, revocation list or private key as it was found, for a library to decode.
public struct KeyMaterialBlock: Sendable {
    /// How the bytes are to be read.
    package enum Form: Sendable {
        /// One block of PEM with its armour (RFC 7468).
        case pem
        /// All of a file or buffer that has no armour.
        case der
        /// The URL of an object on a PKCS#11 token (RFC 7512); it may hold a PIN.
        case url
    }

    /// How the bytes are to be read.
    package let form: Form
    /// What is to be decoded.
    package let bytes: Secret
    /// What it is wanted for.
    package let kind: KeyMaterialKind
    /// Where it was found, for errors: `file /etc/ca.pem, block 2`, `trust anchor 3`.
    package let origin: String
    /// The directory that it was found in; nil where it was named itself.
    ///
    package let directory: String?

    /// Whether it is no error that it cannot be decoded, unless nothing else is left of its directory.
    package var mayBePassedOver: Bool { directory != nil && kind == .trustAnchor }

    /// EPROTO with the block's origin in front of the library's words, and the forms that it reads behind them.
    package func malformed(_ words: String) -> TLSError {
        unusable(form == .url ? words : words + "; " + kind.wanted)
    }

    /// EPROTO with the block's origin in front of the words.
    package func unusable(_ words: String) -> TLSError {
        .system(.protocolError, kind.reason, detail: origin + ": " + words)
    }

    /// ENOTSUP for a URL on a backend that has no PKCS#11.
    package func unsupported(by library: String) -> TLSError {
        let words = library + " reads no PKCS#11 URLs here: use a file, or the backend on GnuTLS"
        return .system(.notSupported, .notSupported, detail: origin + ": " + words)
    }
}

extension KeyMaterialBlock {
    /// The blocks of this kind in bytes that were read; those of other labels are passed over.
    ///
    /// Throws where there is none, and for PEM that is cut off.
    static func all(
        in bytes: Secret,
        as kind: KeyMaterialKind,
        origin: String,
        directory: String? = nil
    ) throws(TLSError) -> [KeyMaterialBlock] {
        let armoured = bytes.withBytes { PEMBlock.all(in: $0) }
        guard !armoured.isEmpty else {
            let block = KeyMaterialBlock(form: .der, bytes: bytes, kind: kind, origin: origin, directory: directory)
            if bytes.isEmpty { throw block.malformed("it is empty") }
            return [block]
        }
        var blocks: [KeyMaterialBlock] = []
        for (index, found) in armoured.enumerated() where kind.takes(label: found.label) {
            let part = bytes.withBytes { Secret($0.extracting(found.range)) }
            let place = origin + ", block \(index + 1)"
            let block = KeyMaterialBlock(form: .pem, bytes: part, kind: kind, origin: place, directory: directory)
            guard found.isComplete || block.mayBePassedOver else {
                throw block.malformed("it has no line -----END \(found.label)-----")
            }
            blocks.append(block)
        }
        guard blocks.isEmpty else { return blocks }
        let labels = armoured.prefix(3).map { $0.label }.joined(separator: ", ")
        let none = KeyMaterialBlock(form: .pem, bytes: bytes, kind: kind, origin: origin, directory: directory)
        throw none.malformed("there is no \(kind.name) in it, only \(labels)")
    }
}
