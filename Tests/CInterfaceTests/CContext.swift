internal import CSecureSockets
internal import TestSupport
internal import Testing

/// What a call of the C interface came to, for comparison.
struct CError: Equatable, CustomStringConvertible {
    let category: Int
    let code: Int
    let reason: Int
    let sentAlert: Int

    init(_ error: secsock_error) {
        category = Int(error.category)
        code = Int(error.code)
        reason = Int(error.reason)
        sentAlert = Int(error.sent_alert)
    }

    var isSuccess: Bool { category == 0 && code == 0 && reason == 0 && sentAlert == 0 }

    /// An errno, 0 where it is none.
    var number: CInt { category == 37_766 ? CInt(code) : 0 }

    /// Whether it is one that the header allows.
    var isWellFormed: Bool {
        switch category {
        case 0: isSuccess
        case 37_766, 8572, 8573: code != 0 && reason <= 36
        default: false
        }
    }

    var description: String { "category \(category), code \(code), reason \(reason), sent alert \(sentAlert)" }
}

/// A context of the C interface.
@safe final class CContext: @unchecked Sendable {
    private(set) var pointer: OpaquePointer?

    /// Creates one of a configuration that `fill` has filled; what it points to may be in the arena.
    @safe init(_ kind: Int = SECSOCK_DATAGRAM, _ fill: (inout secsock_configuration, Arena) -> Void = CContext.psk)
        throws
    {
        let (error, text) = unsafe Self.create(&pointer, kind, fill)
        try #require(CError(error).isSuccess, "\(text)")
    }

    deinit { unsafe secsock_context_destroy(&pointer) }

    /// What a configuration that cannot be used comes to, and the words.
    @safe static func failure(
        _ kind: Int = SECSOCK_DATAGRAM,
        _ fill: (inout secsock_configuration, Arena) -> Void
    ) -> (error: CError, text: String) {
        var pointer: OpaquePointer?
        let (error, text) = unsafe create(&pointer, kind, fill)
        #expect(unsafe pointer == nil)
        unsafe secsock_context_destroy(&pointer)
        return (CError(error), text)
    }

    /// The tests' pre-shared key.
    @safe static func psk(_ configuration: inout secsock_configuration, _ arena: Arena) {
        let identity = Array("device".utf8)
        let key = Array("0123456789abcdef".utf8)
        let fields = unsafe secsock_psk(
            size: MemoryLayout<secsock_psk>.size,
            identity: arena.bytes(identity),
            identity_size: identity.count,
            key: arena.bytes(key),
            key_size: key.count
        )
        unsafe configuration.psk = unsafe arena.value(fields)
    }

    /// Trust in the tests' CA.
    @safe static func anchors(_ configuration: inout secsock_configuration, _ arena: Arena) {
        unsafe configuration.trust_anchors = .file(Certificates.path("ca.pem"), arena)
        unsafe configuration.ignores_system_trust_store = 1
    }

    @unsafe private static func create(
        _ pointer: inout OpaquePointer?,
        _ kind: Int,
        _ fill: (inout secsock_configuration, Arena) -> Void
    ) -> (secsock_error, String) {
        let arena = Arena()
        var configuration = unsafe secsock_configuration()
        unsafe configuration.size = MemoryLayout<secsock_configuration>.size
        unsafe configuration.kind = UInt32(kind)
        unsafe fill(&configuration, arena)
        var error = secsock_error()
        let text = unsafe CText.of { place, size in
            error = unsafe secsock_context_create(&configuration, &pointer, place, size)
            return 0
        }
        return withExtendedLifetime(arena) { (error, text) }
    }
}

extension secsock_source {
    /// A file of certificates or a key.
    static func file(_ path: String, _ arena: Arena) -> secsock_source {
        unsafe secsock_source(kind: UInt32(SECSOCK_SOURCE_FILE), data: UnsafeRawPointer(arena.text(path)), count: 0)
    }

    /// Bytes.
    static func bytes(_ bytes: [UInt8], _ arena: Arena) -> secsock_source {
        unsafe secsock_source(kind: UInt32(SECSOCK_SOURCE_BYTES), data: arena.bytes(bytes), count: bytes.count)
    }

    /// Several sources.
    static func list(_ sources: [secsock_source], _ arena: Arena) -> secsock_source {
        let start = unsafe arena.list(sources).map { unsafe UnsafeRawPointer($0) }
        return unsafe secsock_source(kind: UInt32(SECSOCK_SOURCE_LIST), data: start, count: sources.count)
    }
}

/// Texts that the C interface writes.
enum CText {
    /// What a function writes, given room for a line.
    static func of(size: Int = 4096, _ write: (UnsafeMutablePointer<CChar>?, Int) -> Int) -> String {
        var bytes = [CChar](repeating: 0, count: size)
        return unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            _ = unsafe write(buffer.baseAddress, buffer.count)
            return unsafe buffer.baseAddress.map { unsafe String(cString: $0) } ?? ""
        }
    }
}
