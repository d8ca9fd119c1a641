internal import CSecureSockets
internal import SecureSocketCore

/// Reads sources of certificates and keys, nested as they may be.
struct SourceReader {
    private static let deepest = 16
    private static let mostSources = 65_536

    private var sources = 0

    /// A source of certificates, revocation lists or public keys.
    @unsafe static func certificates(_ source: secsock_source, _ name: String) throws(TLSError) -> CertificateSource {
        var reader = SourceReader()
        return unsafe try reader.read(source, name, depth: 0)
    }

    /// A source of one private key.
    @unsafe static func privateKey(_ source: secsock_source) throws(TLSError) -> PrivateKeySource {
        let name = "the private key"
        switch unsafe source.kind {
        case UInt32(SECSOCK_SOURCE_BYTES):
            return unsafe .bytes(try Input.secret(source.data, source.count, name))
        case UInt32(SECSOCK_SOURCE_FILE): return unsafe .file(try text(source, name))
        case UInt32(SECSOCK_SOURCE_PATH): return unsafe .path(try text(source, name))
        case UInt32(SECSOCK_SOURCE_PKCS11): return unsafe .pkcs11(try text(source, name))
        default:
            let kind = unsafe source.kind
            throw .configuration("a private key comes from bytes, a file or a token, not from source \(kind)")
        }
    }

    @unsafe private mutating func read(
        _ source: secsock_source,
        _ name: String,
        depth: Int
    ) throws(TLSError) -> CertificateSource {
        if unsafe source.kind != UInt32(SECSOCK_SOURCE_LIST) { sources += 1 }
        guard depth <= Self.deepest, sources <= Self.mostSources else {
            throw .configuration(name + " are nested too deeply, or are too many")
        }
        switch unsafe source.kind {
        case UInt32(SECSOCK_SOURCE_NONE): return .none
        case UInt32(SECSOCK_SOURCE_BYTES):
            return unsafe .bytes(try Input.bytes(source.data, source.count, name))
        case UInt32(SECSOCK_SOURCE_FILE): return unsafe .file(try Self.text(source, name))
        case UInt32(SECSOCK_SOURCE_DIRECTORY): return unsafe .directory(try Self.text(source, name))
        case UInt32(SECSOCK_SOURCE_PATH): return unsafe .path(try Self.text(source, name))
        case UInt32(SECSOCK_SOURCE_PKCS11): return unsafe .pkcs11(try Self.text(source, name))
        case UInt32(SECSOCK_SOURCE_LIST): return unsafe try list(source, name, depth: depth)
        default: throw unsafe .configuration("no source is of kind \(source.kind), as " + name)
        }
    }

    @unsafe private mutating func list(
        _ source: secsock_source,
        _ name: String,
        depth: Int
    ) throws(TLSError) -> CertificateSource {
        let elements = unsafe source.data?.assumingMemoryBound(to: secsock_source.self)
        var found: [CertificateSource] = []
        let list = unsafe try Input.list(elements, source.count, name)
        for index in unsafe list.indices {
            found.append(unsafe try read(list[index], name, depth: depth + 1))
        }
        return .list(found)
    }

    @unsafe private static func text(_ source: secsock_source, _ name: String) throws(TLSError) -> String {
        guard let text = unsafe try Input.text(source.data?.assumingMemoryBound(to: CChar.self), name) else {
            throw .configuration("a source of " + name + " names nothing")
        }
        return text
    }
}
