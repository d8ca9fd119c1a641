// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CSecureSockets
internal import SecureSocketCore

@c @implementation
public func secsock_socket_connect(
    _ socket: OpaquePointer?,
    _ host: UnsafePointer<CChar>?,
    _ port: UInt16,
    _ limit: Int64
) -> secsock_error {
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        guard let host = unsafe try Input.text(host, "the host") else { throw .isNull("the host") }
        handle.forgetRefusal()
        try handle.socket.connect(to: host, port: port, within: Input.duration(limit))
    }
}

@c @implementation
public func secsock_socket_bind(_ socket: OpaquePointer?, _ host: UnsafePointer<CChar>?, _ port: UInt16)
    -> secsock_error
{
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        try handle.socket.bind(host: unsafe try Input.text(host, "the host"), port: port)
    }
}

@c @implementation
public func secsock_socket_handshake(
    _ socket: OpaquePointer?,
    _ transport: UnsafePointer<secsock_transport>?,
    _ role: UInt32,
    _ host: UnsafePointer<CChar>?,
    _ limit: Int64
) -> secsock_error {
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        let functions = unsafe try Input.structure(transport, "the transport")
        let kind = unsafe try TransportKind(functions.kind)
        let host = unsafe try Input.text(host, "the host")
        let (role, limit) = (try Role(role), Input.duration(limit))
        handle.forgetRefusal()
        if unsafe functions.has_descriptor != 0 {
            let longest = unsafe functions.maximum_transmission_unit
            let carried = unsafe try DescriptorTransport(
                duplicating: functions.descriptor,
                kind,
                longestDatagram: longest == 0 ? .max : Int(longest)
            )
            try handle.socket.upgrade(carried, as: role, host: host, within: limit)
        } else {
            let calls = unsafe try TransportCalls(functions)
            try handle.socket.upgrade(CallbackTransport(calls, kind), as: role, host: host, within: limit)
        }
    }
}

@c @implementation
public func secsock_socket_accept(_ socket: OpaquePointer?, _ limit: Int64) -> secsock_error {
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        handle.forgetRefusal()
        try handle.socket.handshake(within: Input.duration(limit))
    }
}

extension Role {
    /// EINVAL for a number that is none.
    init(_ number: UInt32) throws(TLSError) {
        switch number {
        case UInt32(SECSOCK_CLIENT): self = .client
        case UInt32(SECSOCK_SERVER): self = .server
        default: throw .configuration("the role is \(number): wanted SECSOCK_CLIENT or SECSOCK_SERVER")
        }
    }
}
