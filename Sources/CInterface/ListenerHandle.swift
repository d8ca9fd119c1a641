// The functions have the names that the header gives them.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

internal import CSecureSockets
internal import SecureSocketCore

/// What `secsock_listener` stands for.
final class ListenerHandle: @unchecked Sendable {
    let listener: SecureListener<Library>
    let context: ContextHandle

    init(_ listener: SecureListener<Library>, _ context: ContextHandle) {
        self.listener = listener
        self.context = context
    }
}

@c @implementation
func secsock_listener_create(
    _ context: OpaquePointer?,
    _ host: UnsafePointer<CChar>?,
    _ port: UInt16,
    _ listener: UnsafeMutablePointer<OpaquePointer?>?
) -> secsock_error {
    .of { () throws(TLSError) in
        guard let place = unsafe listener else { throw .isNull("the place for the listener") }
        unsafe place.pointee = nil
        guard let context: ContextHandle = unsafe Handle.object(context) else { throw .isNull("the context") }
        let host = unsafe try Input.text(host, "the host")
        let made = try SecureListener<Library>(backend: context.backend, host: host, port: port)
        unsafe place.pointee = unsafe Handle.make(ListenerHandle(made, context))
    }
}

@c @implementation
func secsock_listener_port(_ listener: OpaquePointer?) -> UInt16 {
    guard let handle: ListenerHandle = unsafe Handle.object(listener) else { return 0 }
    return handle.listener.localAddress.port
}

@c @implementation
func secsock_listener_accept(
    _ listener: OpaquePointer?,
    _ timeout: Int64,
    _ socket: UnsafeMutablePointer<OpaquePointer?>?
) -> secsock_error {
    .of { () throws(TLSError) in
        guard let place = unsafe socket else { throw .isNull("the place for the socket") }
        unsafe place.pointee = nil
        guard let handle: ListenerHandle = unsafe Handle.object(listener) else { throw .isNull("the listener") }
        let accepted = try handle.listener.accept(within: Input.duration(timeout))
        unsafe place.pointee = unsafe Handle.make(SocketHandle(accepted, handle.context))
    }
}

@c @implementation
func secsock_listener_cancel(_ listener: OpaquePointer?) {
    guard let handle: ListenerHandle = unsafe Handle.object(listener) else { return }
    handle.listener.cancel()
}

@c @implementation
func secsock_listener_destroy(_ listener: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let place = unsafe listener else { return }
    guard let handle: ListenerHandle = unsafe Handle.object(place.pointee) else { return }
    unsafe Handle.release(handle, place)
}
