// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CSecureSockets
internal import SecureSocketCore

@c @implementation
public func secsock_socket_state(_ socket: OpaquePointer?) -> UInt32 {
    unsafe SocketHandle.ask(socket, or: UInt32(SECSOCK_STATE_CLOSED)) { handle in
        switch handle.socket.state {
        case .closed: UInt32(SECSOCK_STATE_CLOSED)
        case .shutdown: UInt32(SECSOCK_STATE_SHUTDOWN)
        case .bound: UInt32(SECSOCK_STATE_BOUND)
        case .accepted: UInt32(SECSOCK_STATE_ACCEPTED)
        case .connected: UInt32(SECSOCK_STATE_CONNECTED)
        }
    }
}

@c @implementation
public func secsock_socket_has_buffered_data(_ socket: OpaquePointer?) -> CInt {
    unsafe SocketHandle.ask(socket, or: 0) { $0.socket.hasBufferedData ? 1 : 0 }
}

@c @implementation
public func secsock_socket_inner_mtu(_ socket: OpaquePointer?) -> Int {
    unsafe SocketHandle.ask(socket, or: 0) { $0.socket.innerMaximumTransmissionUnit ?? 0 }
}

@c @implementation
public func secsock_socket_is_session_resumed(_ socket: OpaquePointer?) -> CInt {
    unsafe SocketHandle.ask(socket, or: 0) { handle in
        handle.socket.connectionIDResumed || handle.socket.negotiated?.isResumed == true ? 1 : 0
    }
}

@c @implementation
public func secsock_socket_is_connection_id_resumed(_ socket: OpaquePointer?) -> CInt {
    unsafe SocketHandle.ask(socket, or: 0) { $0.socket.connectionIDResumed ? 1 : 0 }
}

@c @implementation
public func secsock_socket_descriptor(_ socket: OpaquePointer?) -> CInt {
    unsafe SocketHandle.ask(socket, or: -1) { $0.socket.descriptor ?? -1 }
}

@c @implementation
public func secsock_socket_last_received_alert(_ socket: OpaquePointer?) -> UInt16 {
    unsafe SocketHandle.ask(socket, or: 0) { $0.socket.alerts.lastReceived?.packed ?? 0 }
}

@c @implementation
public func secsock_socket_last_sent_alert(_ socket: OpaquePointer?) -> UInt16 {
    unsafe SocketHandle.ask(socket, or: 0) { $0.socket.alerts.lastSent?.packed ?? 0 }
}

@c @implementation
public func secsock_socket_error_text(_ socket: OpaquePointer?, _ text: UnsafeMutablePointer<CChar>?, _ size: Int)
    -> Int
{
    unsafe SocketHandle.text(socket, text, size) { $0.lastFailure?.description }
}

@c @implementation
public func secsock_socket_verification_report(
    _ socket: OpaquePointer?,
    _ text: UnsafeMutablePointer<CChar>?,
    _ size: Int
)
    -> Int
{
    unsafe SocketHandle.text(socket, text, size) { $0.verificationReport?.json }
}

@c @implementation
public func secsock_socket_application_protocol(
    _ socket: OpaquePointer?,
    _ text: UnsafeMutablePointer<CChar>?,
    _ size: Int
)
    -> Int
{
    unsafe SocketHandle.text(socket, text, size) { $0.socket.negotiated?.applicationProtocol }
}

@c @implementation
public func secsock_socket_peer_certificate(
    _ socket: OpaquePointer?,
    _ index: Int,
    _ bytes: UnsafeMutableRawPointer?,
    _ size: Int
) -> Int {
    unsafe SocketHandle.ask(socket, or: 0) { handle in
        let certificates = handle.socket.negotiated?.peerCertificates ?? []
        guard certificates.indices.contains(index) else { return 0 }
        let certificate = certificates[index]
        return unsafe Output.write(certificate.span, bytes, size)
    }
}

@c @implementation
public func secsock_socket_psk_identity(_ socket: OpaquePointer?, _ bytes: UnsafeMutableRawPointer?, _ size: Int) -> Int
{
    unsafe SocketHandle.ask(socket, or: 0) { handle in
        guard let identity = handle.socket.negotiated?.pskIdentity else { return 0 }
        return unsafe Output.write(identity.span, bytes, size)
    }
}

@c @implementation
public func secsock_socket_negotiated(_ socket: OpaquePointer?, _ negotiated: UnsafeMutablePointer<secsock_negotiated>?)
    -> secsock_error
{
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        let (place, size) = unsafe try Output.place(negotiated, "what was negotiated")
        guard let found = handle.socket.negotiated else {
            throw .system(.notConnected, .wrongState, detail: "the socket is not connected")
        }
        var value = secsock_negotiated()
        value.version = found.version.rawValue
        value.cipher_suite = found.cipherSuite.rawValue
        value.group = found.group?.rawValue ?? 0
        value.uses_connection_ids = found.connectionIDs == nil ? 0 : 1
        value.certificate_type = CertificateType.number(found.certificateType)
        value.peer_certificate_type = CertificateType.number(found.peerCertificateType)
        unsafe Output.write(value, place, size)
    }
}

extension SocketHandle {
    /// A text about the socket that a pointer stands for; empty where there is none.
    @unsafe static func text(
        _ pointer: OpaquePointer?,
        _ destination: UnsafeMutablePointer<CChar>?,
        _ size: Int,
        _ body: (SocketHandle) -> String?
    ) -> Int {
        let text = unsafe ask(pointer, or: String?.none, body) ?? ""
        return unsafe Output.write(text, destination, size)
    }
}
