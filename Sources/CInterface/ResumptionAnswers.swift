// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CSecureSockets
internal import SecureSocketCore

@c @implementation
public func secsock_socket_resumption(_ socket: OpaquePointer?, _ resumption: UnsafeMutablePointer<secsock_resumption>?)
    -> secsock_error
{
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        let (place, size) = unsafe try Output.place(resumption, "the report")
        guard let report = handle.socket.resumption else {
            throw .system(.notConnected, .wrongState, detail: "no handshake as a client was made")
        }
        var value = secsock_resumption()
        value.session_size = report.size ?? 0
        value.saving_failure = report.savingFailure.map { secsock_error($0) } ?? .success
        value.is_resumed = report.isResumed ? 1 : 0
        value.why_not = report.whyNot?.rawValue ?? UInt8(SECSOCK_NOT_RESUMED_NONE)
        unsafe Output.write(value, place, size)
    }
}

@c @implementation
public func secsock_socket_resumption_text(_ socket: OpaquePointer?, _ text: UnsafeMutablePointer<CChar>?, _ size: Int)
    -> Int
{
    unsafe SocketHandle.text(socket, text, size) { handle in
        guard let report = handle.socket.resumption else { return nil }
        guard let failure = report.savingFailure else { return report.text }
        return report.text + "; not saved: " + failure.description
    }
}

@c @implementation
public func secsock_socket_why_not_restored(_ socket: OpaquePointer?) -> UInt32 {
    unsafe SocketHandle.ask(socket, or: UInt32(SECSOCK_NOT_RESTORED_NONE)) { handle in
        handle.socket.whyNotRestored.map { UInt32($0.rawValue) } ?? UInt32(SECSOCK_NOT_RESTORED_NONE)
    }
}

@c @implementation
public func secsock_socket_why_not_restored_text(
    _ socket: OpaquePointer?,
    _ text: UnsafeMutablePointer<CChar>?,
    _ size: Int
) -> Int {
    unsafe SocketHandle.text(socket, text, size) { $0.socket.whyNotRestored?.text }
}
