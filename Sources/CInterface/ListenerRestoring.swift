// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CSecureSockets
internal import SecureSocketCore

@c @implementation
public func secsock_listener_restore(
    _ listener: OpaquePointer?,
    _ bytes: UnsafeRawPointer?,
    _ length: Int,
    _ storage: UnsafePointer<secsock_storage>?,
    _ socket: UnsafeMutablePointer<OpaquePointer?>?
) -> secsock_error {
    unsafe socket?.pointee = nil
    return unsafe ListenerHandle.call(listener) { (handle) throws(TLSError) in
        guard let place = unsafe socket else { throw .isNull("the place for the socket") }
        let calls = unsafe try StorageCalls.read(storage)
        let storage = calls?.association
        let given = unsafe SavedAssociation(try Input.buffer(bytes, length, "the association").span)
        let saved = length == 0 ? try storage?.load() : given
        guard let saved else { throw .configuration("no association") }
        let restored = SocketHandle(try handle.listener.restore(saved, storage: storage), handle.context)
        restored.lent.lend(association: calls)
        unsafe place.pointee = unsafe Handle.make(restored)
    }
}
