internal import CSecureSockets
internal import Testing

/// A listener of the C interface on 127.0.0.1.
@safe final class CListener: @unchecked Sendable {
    private(set) var pointer: OpaquePointer?
    private let context: CContext

    init(_ context: CContext) throws {
        self.context = context
        let error = unsafe CError(secsock_listener_create(context.pointer, "127.0.0.1", 0, &pointer))
        try #require(error.isSuccess)
    }

    /// One with settings that `fill` has filled; what they point to may be in the arena.
    @safe init(_ context: CContext, _ fill: (inout secsock_listener_settings, Arena) -> Void) throws {
        self.context = context
        let (error, text) = unsafe Self.create(&pointer, context, fill)
        try #require(error.isSuccess, "\(text)")
    }

    deinit { destroy() }

    func destroy() { unsafe secsock_listener_destroy(&pointer) }

    /// What settings that cannot be used come to, and the words.
    @safe static func failure(
        _ context: CContext,
        _ fill: (inout secsock_listener_settings, Arena) -> Void
    ) -> (error: CError, text: String) {
        var pointer = unsafe OpaquePointer(bitPattern: 8)
        let failure = unsafe create(&pointer, context, fill)
        #expect(unsafe pointer == nil)
        return failure
    }

    @unsafe private static func create(
        _ pointer: inout OpaquePointer?,
        _ context: CContext,
        _ fill: (inout secsock_listener_settings, Arena) -> Void
    ) -> (error: CError, text: String) {
        let arena = Arena()
        var settings = unsafe secsock_listener_settings()
        unsafe settings.size = MemoryLayout<secsock_listener_settings>.size
        unsafe settings.host = unsafe arena.text("127.0.0.1")
        unsafe fill(&settings, arena)
        var error = secsock_error()
        let text = unsafe CText.of { place, size in
            error = unsafe secsock_listener_create_with(context.pointer, &settings, &pointer, place, size)
            return 0
        }
        return withExtendedLifetime(arena) { (CError(error), text) }
    }

    var port: UInt16 { unsafe secsock_listener_port(pointer) }

    func accept(within limit: Int64 = 20_000) throws -> CSocket {
        var socket: OpaquePointer?
        let error = unsafe CError(secsock_listener_accept(pointer, limit, &socket))
        try #require(error.isSuccess, "\(error)")
        return unsafe CSocket(context, accepted: socket)
    }

    func acceptFailure(within limit: Int64) -> CError {
        var socket: OpaquePointer?
        let error = unsafe CError(secsock_listener_accept(pointer, limit, &socket))
        #expect(unsafe socket == nil)
        return error
    }

    func cancel() { unsafe secsock_listener_cancel(pointer) }

    func reload(_ context: CContext) -> CError { unsafe CError(secsock_listener_reload(pointer, context.pointer)) }

    /// Goes on with an association from bytes, or from a store.
    func restore(_ bytes: [UInt8], _ store: CStore? = nil) -> (error: CError, socket: CSocket?) {
        var socket = unsafe OpaquePointer(bitPattern: 8)
        let error = unsafe bytes.withUnsafeBytes { buffer in
            guard let store else {
                return unsafe secsock_listener_restore(pointer, buffer.baseAddress, buffer.count, nil, &socket)
            }
            var storage = unsafe store.storage
            return unsafe secsock_listener_restore(pointer, buffer.baseAddress, bytes.count, &storage, &socket)
        }
        guard unsafe socket != nil else { return (CError(error), nil) }
        return unsafe (CError(error), CSocket(context, accepted: socket))
    }

    func counters() -> secsock_listener_counters {
        var counters = secsock_listener_counters()
        counters.size = MemoryLayout<secsock_listener_counters>.size
        #expect(unsafe CError(secsock_listener_counted(pointer, &counters)).isSuccess)
        return counters
    }

    var localAddress: CAddress { CAddress.of { unsafe secsock_listener_local_address(pointer, $0, $1, $2) } }
    var errorText: String { unsafe CText.of { unsafe secsock_listener_error_text(pointer, $0, $1) } }
}

extension CSocket {
    func handshake(
        descriptor: CInt,
        kind: Int,
        longestDatagram: UInt32 = 0,
        within limit: Int64 = 20_000
    ) -> CError {
        var transport = unsafe secsock_transport()
        unsafe transport.size = MemoryLayout<secsock_transport>.size
        unsafe transport.kind = UInt32(kind)
        unsafe transport.maximum_transmission_unit = longestDatagram
        unsafe transport.has_descriptor = 1
        unsafe transport.descriptor = descriptor
        return unsafe CError(secsock_socket_handshake(pointer, &transport, UInt32(SECSOCK_CLIENT), "localhost", limit))
    }
}
