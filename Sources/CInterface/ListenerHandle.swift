// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CSecureSockets
internal import SecureSocketCore

/// What `secsock_listener` stands for.
final class ListenerHandle: @unchecked Sendable {
    let listener: SecureListener<Library>
    private let lock = Lock()
    /// That of clients that come from now on; guarded by `lock`.
    private var current: ContextHandle
    /// Guarded by `lock`.
    private var failure: TLSError?

    init(_ listener: SecureListener<Library>, _ context: ContextHandle) {
        self.listener = listener
        current = context
    }

    var context: ContextHandle { lock.withLock { current } }

    /// What the last call that failed said.
    var lastFailure: TLSError? { lock.withLock { failure } }

    /// Serves with another context from now on.
    func reload(_ context: ContextHandle) throws(TLSError) {
        try listener.reload(backend: context.backend)
        lock.withLock { current = context }
    }

    /// Runs a call on the listener that a pointer stands for; what it throws is the call's value.
    @unsafe static func call(
        _ pointer: OpaquePointer?,
        _ body: (ListenerHandle) throws(TLSError) -> Void
    ) -> secsock_error {
        guard let handle: ListenerHandle = unsafe Handle.object(pointer) else {
            return secsock_error(.isNull("the listener"))
        }
        do throws(TLSError) {
            try body(handle)
            return .success
        } catch {
            handle.lock.withLock { handle.failure = error }
            return secsock_error(error)
        }
    }
}

@c @implementation
public func secsock_listener_create(
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
public func secsock_listener_accept(
    _ listener: OpaquePointer?,
    _ timeout: Int64,
    _ socket: UnsafeMutablePointer<OpaquePointer?>?
) -> secsock_error {
    unsafe socket?.pointee = nil
    return unsafe ListenerHandle.call(listener) { (handle) throws(TLSError) in
        guard let place = unsafe socket else { throw .isNull("the place for the socket") }
        let accepted = try handle.listener.accept(within: Input.duration(timeout))
        unsafe place.pointee = unsafe Handle.make(SocketHandle(accepted, handle.context))
    }
}

@c @implementation
public func secsock_listener_reload(_ listener: OpaquePointer?, _ context: OpaquePointer?) -> secsock_error {
    unsafe ListenerHandle.call(listener) { (handle) throws(TLSError) in
        guard let context: ContextHandle = unsafe Handle.object(context) else { throw .isNull("the context") }
        try handle.reload(context)
    }
}

@c @implementation
public func secsock_listener_cancel(_ listener: OpaquePointer?) {
    guard let handle: ListenerHandle = unsafe Handle.object(listener) else { return }
    handle.listener.cancel()
}

@c @implementation
public func secsock_listener_destroy(_ listener: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let place = unsafe listener else { return }
    guard let handle: ListenerHandle = unsafe Handle.object(place.pointee) else { return }
    unsafe Handle.release(handle, place)
}
