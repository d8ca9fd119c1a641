// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

internal import CSecureSockets
internal import SecureSocketCore

@c @implementation
public func secsock_socket_local_address(
    _ socket: OpaquePointer?,
    _ host: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ port: UnsafeMutablePointer<UInt16>?
) -> Int {
    unsafe SocketHandle.address(socket, host, size, port) { $0.localAddress }
}

@c @implementation
public func secsock_socket_remote_address(
    _ socket: OpaquePointer?,
    _ host: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ port: UnsafeMutablePointer<UInt16>?
) -> Int {
    unsafe SocketHandle.address(socket, host, size, port) { $0.remoteAddress }
}

@c @implementation
public func secsock_socket_server_name(_ socket: OpaquePointer?, _ text: UnsafeMutablePointer<CChar>?, _ size: Int)
    -> Int
{
    unsafe SocketHandle.text(socket, text, size) { $0.socket.negotiated?.serverName }
}

@c @implementation
public func secsock_socket_peer_public_key(_ socket: OpaquePointer?, _ bytes: UnsafeMutableRawPointer?, _ size: Int)
    -> Int
{
    unsafe SocketHandle.bytes(socket, bytes, size) { $0.peerPublicKey }
}

@c @implementation
public func secsock_socket_connection_id(_ socket: OpaquePointer?, _ bytes: UnsafeMutableRawPointer?, _ size: Int)
    -> Int
{
    unsafe SocketHandle.bytes(socket, bytes, size) { $0.connectionIDs?.own }
}

@c @implementation
public func secsock_socket_peer_connection_id(_ socket: OpaquePointer?, _ bytes: UnsafeMutableRawPointer?, _ size: Int)
    -> Int
{
    unsafe SocketHandle.bytes(socket, bytes, size) { $0.connectionIDs?.peer }
}

extension Output {
    /// The host of an address with its NUL, and the port; an empty text and 0 for none.
    static func write(
        _ address: SocketAddress?,
        _ host: UnsafeMutablePointer<CChar>?,
        _ size: Int,
        _ port: UnsafeMutablePointer<UInt16>?
    ) -> Int {
        unsafe port?.pointee = address?.port ?? 0
        return unsafe write(address?.host ?? "", host, size)
    }
}

extension CertificateType {
    /// The header's number; those of IANA begin with a type, and 0 is to be none.
    static func number(_ type: CertificateType?) -> UInt8 {
        switch type {
        case .x509: UInt8(SECSOCK_CERTIFICATE_TYPE_X509)
        case .rawPublicKey: UInt8(SECSOCK_CERTIFICATE_TYPE_RAW_PUBLIC_KEY)
        default: UInt8(SECSOCK_CERTIFICATE_TYPE_NONE)
        }
    }
}

extension SocketHandle {
    /// An address of the socket that a pointer stands for, as `Output.write` tells it.
    @unsafe static func address(
        _ pointer: OpaquePointer?,
        _ host: UnsafeMutablePointer<CChar>?,
        _ size: Int,
        _ port: UnsafeMutablePointer<UInt16>?,
        _ body: (SecureSocket<Library>) -> SocketAddress?
    ) -> Int {
        let address = unsafe ask(pointer, or: SocketAddress?.none) { body($0.socket) }
        return unsafe Output.write(address, host, size, port)
    }

    /// Bytes of what was agreed on with the peer of a socket, as many as there is room for; returns how many there are.
    @unsafe fileprivate static func bytes(
        _ pointer: OpaquePointer?,
        _ destination: UnsafeMutableRawPointer?,
        _ size: Int,
        _ body: (Negotiated) -> [UInt8]?
    ) -> Int {
        unsafe ask(pointer, or: 0) { handle in
            guard let bytes = handle.socket.negotiated.flatMap(body) else { return 0 }
            return unsafe Output.write(bytes.span, destination, size)
        }
    }
}
