// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CSecureSockets
internal import SecureSocketCore

@c @implementation
public func secsock_socket_set_handshake_timeouts(_ socket: OpaquePointer?, _ minimum: UInt32, _ maximum: UInt32)
    -> secsock_error
{
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        let isUnset = minimum == 0 && maximum == 0
        handle.socket.handshakeTimeouts =
            isUnset
            ? nil
            : try HandshakeTimeouts(
                minimum: .milliseconds(Int64(minimum)),
                maximum: .milliseconds(Int64(maximum))
            )
    }
}

@c @implementation
public func secsock_socket_set_tlsa_records(
    _ socket: OpaquePointer?,
    _ records: UnsafePointer<secsock_tlsa_record>?,
    _ count: Int
) -> secsock_error {
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        let isUnset = unsafe records == nil && count == 0
        handle.socket.tlsaRecords = isUnset ? nil : unsafe try TLSARecord.list(records, count)
    }
}

@c @implementation
public func secsock_socket_set_cipher_suite(_ socket: OpaquePointer?, _ suite: UInt16) -> secsock_error {
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        handle.socket.offeredSuite = suite == 0 ? nil : CipherSuite(rawValue: suite)
    }
}

@c @implementation
public func secsock_socket_set_receive_timeout(_ socket: OpaquePointer?, _ timeout: Int64) -> secsock_error {
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        handle.socket.receiveTimeout = Input.duration(timeout)
    }
}

@c @implementation
public func secsock_socket_set_send_timeout(_ socket: OpaquePointer?, _ timeout: Int64) -> secsock_error {
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        handle.socket.sendTimeout = Input.duration(timeout)
    }
}

@c @implementation
public func secsock_socket_set_resumption_buffer(
    _ socket: OpaquePointer?,
    _ memory: UnsafeMutableRawPointer?,
    _ size: Int
)
    -> secsock_error
{
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        guard size != 0 else { return try handle.keep(in: nil) }
        guard let memory = unsafe memory else { throw .isNull("the resumption buffer") }
        guard size > 0 else { throw .configuration("the size of the resumption buffer cannot be") }
        let space = unsafe UnsafeMutableRawBufferPointer(start: memory, count: size)
        try handle.keep(in: unsafe SessionBuffer(sharing: space))
    }
}

@c @implementation
public func secsock_socket_set_session_storage(_ socket: OpaquePointer?, _ storage: UnsafePointer<secsock_storage>?)
    -> secsock_error
{
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        try handle.keep(sessionBy: unsafe StorageCalls.read(storage))
    }
}

@c @implementation
public func secsock_socket_set_association_storage(_ socket: OpaquePointer?, _ storage: UnsafePointer<secsock_storage>?)
    -> secsock_error
{
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        try handle.keep(associationBy: unsafe StorageCalls.read(storage))
    }
}
