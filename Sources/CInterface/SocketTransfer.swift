// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CSecureSockets
internal import SecureSocketCore

@c @implementation
public func secsock_socket_send(_ socket: OpaquePointer?, _ bytes: UnsafeRawPointer?, _ count: Int) -> secsock_error {
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        unsafe try handle.socket.send(Input.buffer(bytes, count, "the bytes to send").span)
    }
}

@c @implementation
public func secsock_socket_receive(
    _ socket: OpaquePointer?,
    _ buffer: UnsafeMutableRawPointer?,
    _ capacity: Int,
    _ received: UnsafeMutablePointer<Int>?,
    _ hasEnded: UnsafeMutablePointer<UInt8>?
) -> secsock_error {
    unsafe received?.pointee = 0
    unsafe hasEnded?.pointee = 0
    return unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        guard let received = unsafe received else { throw .isNull("the place for the length") }
        let space = unsafe UnsafeMutableBufferPointer(mutating: try Input.buffer(buffer, capacity, "the buffer"))
        var output = unsafe OutputSpan(buffer: space, initializedCount: 0)
        var (status, failure) = (ReceiveStatus.data, TLSError?.none)
        do throws(TLSError) {
            status = try handle.socket.receive(into: &output)
        } catch {
            failure = error
        }
        let count = unsafe output.finalize(for: space)
        if failure == nil || failure?.systemCode == .messageTooLong { unsafe received.pointee = count }
        if status == .endOfStream { unsafe hasEnded?.pointee = 1 }
        if let failure { throw failure }
    }
}

@c @implementation
public func secsock_socket_close(_ socket: OpaquePointer?) -> secsock_error {
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in try handle.socket.close() }
}

@c @implementation
public func secsock_socket_suspend(_ socket: OpaquePointer?) -> secsock_error {
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in try handle.socket.suspend() }
}

@c @implementation
public func secsock_socket_shutdown(_ socket: OpaquePointer?) -> secsock_error {
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in try handle.socket.shutdown() }
}

@c @implementation
public func secsock_socket_cancel(_ socket: OpaquePointer?) {
    unsafe SocketHandle.ask(socket, or: ()) { $0.socket.cancel() }
}

@c @implementation
public func secsock_socket_restore_association(_ socket: OpaquePointer?, _ bytes: UnsafeRawPointer?, _ length: Int)
    -> secsock_error
{
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        let saved = unsafe SavedAssociation(try Input.buffer(bytes, length, "the association").span)
        handle.socket.restoreAssociation(saved)
    }
}
