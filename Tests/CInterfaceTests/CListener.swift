internal import CSecureSockets
internal import Testing

/// A listener of the C interface on 127.0.0.1.
@safe final class CListener: @unchecked Sendable {
    private var pointer: OpaquePointer?
    private let context: CContext

    init(_ context: CContext) throws {
        self.context = context
        let error = unsafe CError(secsock_listener_create(context.pointer, "127.0.0.1", 0, &pointer))
        try #require(error.isSuccess)
    }

    deinit { unsafe secsock_listener_destroy(&pointer) }

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
