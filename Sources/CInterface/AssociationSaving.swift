// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CSecureSockets
internal import SecureSocketCore

@c @implementation
public func secsock_socket_save_association(
    _ socket: OpaquePointer?,
    _ bytes: UnsafeMutableRawPointer?,
    _ capacity: Int,
    _ length: UnsafeMutablePointer<Int>?
) -> secsock_error {
    unsafe SocketHandle.save(socket, bytes, capacity, length, includingCertificates: true)
}

@c @implementation
public func secsock_socket_save_association_without_certificates(
    _ socket: OpaquePointer?,
    _ bytes: UnsafeMutableRawPointer?,
    _ capacity: Int,
    _ length: UnsafeMutablePointer<Int>?
) -> secsock_error {
    unsafe SocketHandle.save(socket, bytes, capacity, length, includingCertificates: false)
}

extension SocketHandle {
    @unsafe fileprivate static func save(
        _ socket: OpaquePointer?,
        _ bytes: UnsafeMutableRawPointer?,
        _ capacity: Int,
        _ length: UnsafeMutablePointer<Int>?,
        includingCertificates: Bool
    ) -> secsock_error {
        unsafe length?.pointee = 0
        return unsafe call(socket) { (handle) throws(TLSError) in
            guard let length = unsafe length else { throw .isNull("the place for the length") }
            _ = unsafe try Input.buffer(bytes, capacity, "the place for the association")
            let saved = try handle.socket.saveAssociation(includingCertificates: includingCertificates)
            unsafe length.pointee = saved.count
            guard saved.count <= capacity else {
                let words = "the association has \(saved.count) bytes, and there is room for \(capacity)"
                throw .system(.noBufferSpace, .limitExceeded, phase: .established, detail: words)
            }
            _ = saved.withBytes { unsafe Output.write($0, bytes, capacity) }
        }
    }
}
