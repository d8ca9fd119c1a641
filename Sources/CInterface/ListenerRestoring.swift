// The functions have the names that the header gives them.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

internal import CSecureSockets
internal import SecureSocketCore

@c @implementation
func secsock_listener_restore(
    _ listener: OpaquePointer?,
    _ bytes: UnsafeRawPointer?,
    _ length: Int,
    _ storage: UnsafePointer<secsock_storage>?,
    _ socket: UnsafeMutablePointer<OpaquePointer?>?
) -> secsock_error {
    unsafe socket?.pointee = nil
    return unsafe ListenerHandle.call(listener) { (handle) throws(TLSError) in
        guard let place = unsafe socket else { throw .isNull("the place for the socket") }
        let context = handle.context
        let storage = unsafe try StorageCalls(storage, context.callbacks)?.association
        let given = unsafe SavedAssociation(try Input.buffer(bytes, length, "the association").span)
        let saved = length == 0 ? try storage?.load() : given
        guard let saved else { throw .configuration("there is no association to restore") }
        let restored = try handle.listener.restore(saved, storage: storage)
        unsafe place.pointee = unsafe Handle.make(SocketHandle(restored, context))
    }
}
