internal import CSecureSockets
internal import Testing

/// A socket of the C interface.
@safe final class CSocket: @unchecked Sendable {
    private(set) var pointer: OpaquePointer?
    private let context: CContext
    /// Callbacks must outlive the socket that has them.
    private var kept: [AnyObject] = []

    init(_ context: CContext) throws {
        self.context = context
        let error = unsafe CError(secsock_socket_create(context.pointer, &pointer))
        try #require(error.isSuccess)
    }

    /// Goes on with a socket that a listener gave.
    @unsafe init(_ context: CContext, accepted pointer: OpaquePointer?) {
        self.context = context
        unsafe self.pointer = unsafe pointer
    }

    deinit { destroy() }

    func destroy() {
        unsafe secsock_socket_destroy(&pointer)
    }

    func keep(_ object: AnyObject) {
        kept.append(object)
    }

    func handshake(
        _ wire: CallbackWire,
        as role: Int = SECSOCK_CLIENT,
        host: String? = "localhost",
        within limit: Int64 = 20_000
    ) -> CError {
        keep(wire)
        var transport = unsafe wire.transport
        guard let host else {
            return unsafe CError(secsock_socket_handshake(pointer, &transport, UInt32(role), nil, limit))
        }
        return unsafe CError(secsock_socket_handshake(pointer, &transport, UInt32(role), host, limit))
    }

    func connect(port: UInt16, host: String = "127.0.0.1", within limit: Int64 = 20_000) -> CError {
        unsafe CError(secsock_socket_connect(pointer, host, port, limit))
    }

    func bind(port: UInt16 = 0, host: String = "127.0.0.1") -> CError {
        unsafe CError(secsock_socket_bind(pointer, host, port))
    }

    func accept(within limit: Int64 = 20_000) -> CError {
        unsafe CError(secsock_socket_accept(pointer, limit))
    }

    func send(_ bytes: [UInt8]) -> CError {
        unsafe CError(bytes.withUnsafeBytes { unsafe secsock_socket_send(pointer, $0.baseAddress, $0.count) })
    }

    /// What came, with the error and whether it was the end.
    func receive(atMost capacity: Int = 1000) -> (error: CError, bytes: [UInt8], hasEnded: Bool) {
        var space = [UInt8](repeating: 0xaa, count: capacity)
        var (received, hasEnded) = (99, UInt8(99))
        let error = unsafe space.withUnsafeMutableBytes { buffer in
            unsafe secsock_socket_receive(pointer, buffer.baseAddress, buffer.count, &received, &hasEnded)
        }
        return (CError(error), Array(space.prefix(received)), hasEnded == 1)
    }

    func close() -> CError { unsafe CError(secsock_socket_close(pointer)) }
    func suspend() -> CError { unsafe CError(secsock_socket_suspend(pointer)) }
    func shutdown() -> CError { unsafe CError(secsock_socket_shutdown(pointer)) }
    func cancel() { unsafe secsock_socket_cancel(pointer) }

    func setReceiveTimeout(_ milliseconds: Int64) {
        #expect(unsafe CError(secsock_socket_set_receive_timeout(pointer, milliseconds)).isSuccess)
    }

    func setSendTimeout(_ milliseconds: Int64) {
        #expect(unsafe CError(secsock_socket_set_send_timeout(pointer, milliseconds)).isSuccess)
    }

    func setHandshakeTimeouts(_ minimum: UInt32, _ maximum: UInt32) -> CError {
        unsafe CError(secsock_socket_set_handshake_timeouts(pointer, minimum, maximum))
    }

    func setBuffer(_ buffer: CBuffer) -> CError {
        keep(buffer)
        return unsafe CError(
            secsock_socket_set_resumption_buffer(pointer, buffer.memory.baseAddress, buffer.memory.count)
        )
    }

    func negotiated() -> (error: CError, fields: secsock_negotiated) {
        var fields = secsock_negotiated()
        fields.size = MemoryLayout<secsock_negotiated>.size
        let error = unsafe CError(secsock_socket_negotiated(pointer, &fields))
        return (error, fields)
    }

    /// The association as bytes, in room for so many.
    func saveAssociation(
        room: Int = 8192,
        includingCertificates: Bool = true
    ) -> (error: CError, bytes: [UInt8], length: Int) {
        var bytes = [UInt8](repeating: 0, count: room)
        var length = 77
        let save =
            unsafe includingCertificates
            ? secsock_socket_save_association : secsock_socket_save_association_without_certificates
        let error = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe save(pointer, buffer.baseAddress, buffer.count, &length)
        }
        return (CError(error), Array(bytes.prefix(length)), length)
    }

    func restoreAssociation(_ bytes: [UInt8]) -> CError {
        unsafe CError(
            bytes.withUnsafeBytes { unsafe secsock_socket_restore_association(pointer, $0.baseAddress, $0.count) }
        )
    }

    var state: Int { unsafe Int(secsock_socket_state(pointer)) }
    var hasBufferedData: Bool { unsafe secsock_socket_has_buffered_data(pointer) == 1 }
    var innerMTU: Int { unsafe secsock_socket_inner_mtu(pointer) }
    var isSessionResumed: Bool { unsafe secsock_socket_is_session_resumed(pointer) == 1 }
    var isConnectionIDResumed: Bool { unsafe secsock_socket_is_connection_id_resumed(pointer) == 1 }
    var descriptor: CInt { unsafe secsock_socket_descriptor(pointer) }
    var lastReceivedAlert: Int { unsafe Int(secsock_socket_last_received_alert(pointer)) }
    var lastSentAlert: Int { unsafe Int(secsock_socket_last_sent_alert(pointer)) }
    var errorText: String { unsafe CText.of { unsafe secsock_socket_error_text(pointer, $0, $1) } }
    var report: String { unsafe CText.of(size: 65_536) { unsafe secsock_socket_verification_report(pointer, $0, $1) } }
    var applicationProtocol: String { unsafe CText.of { unsafe secsock_socket_application_protocol(pointer, $0, $1) } }
    var identity: String { unsafe CText.of { unsafe secsock_socket_psk_identity(pointer, $0, $1) } }
}

/// Memory that a socket borrows.
@safe final class CBuffer: @unchecked Sendable {
    let memory: UnsafeMutableRawBufferPointer

    init(_ size: Int, filledBy fill: () -> UInt8 = { 0 }) {
        unsafe memory = .allocate(byteCount: size, alignment: 16)
        for index in 0..<size { unsafe memory[index] = fill() }
    }

    deinit { unsafe memory.deallocate() }

    var bytes: [UInt8] {
        get { unsafe Array(memory) }
        set { unsafe memory.copyBytes(from: newValue) }
    }

    var isZero: Bool { unsafe memory.allSatisfy { $0 == 0 } }
}
