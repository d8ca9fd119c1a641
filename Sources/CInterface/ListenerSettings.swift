// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CSecureSockets
internal import SecureSocketCore

@c @implementation
public func secsock_listener_create_with(
    _ context: OpaquePointer?,
    _ settings: UnsafePointer<secsock_listener_settings>?,
    _ listener: UnsafeMutablePointer<OpaquePointer?>?,
    _ text: UnsafeMutablePointer<CChar>?,
    _ size: Int
) -> secsock_error {
    do throws(TLSError) {
        guard let place = unsafe listener else { throw .isNull("the place for the listener") }
        unsafe place.pointee = nil
        guard let context: ContextHandle = unsafe Handle.object(context) else { throw .isNull("the context") }
        let fields = unsafe try Input.structure(settings, "the settings")
        let made = try SecureListener<Library>(
            backend: context.backend,
            host: unsafe try Input.text(fields.host, "the host"),
            port: unsafe fields.port,
            limits: unsafe ListenerLimits(fields),
            options: unsafe try SocketOptions.read(fields.options)
        )
        unsafe place.pointee = unsafe Handle.make(ListenerHandle(made, context))
        _ = unsafe Output.write("", text, size)
        return .success
    } catch {
        _ = unsafe Output.write(error.description, text, size)
        return secsock_error(error)
    }
}

extension ListenerLimits {
    /// The limits of the caller's, each 0 the default.
    @unsafe fileprivate init(_ fields: secsock_listener_settings) {
        self.init()
        if unsafe fields.half_open_handshakes != 0 {
            halfOpenHandshakes = unsafe Int(clamping: fields.half_open_handshakes)
        }
        if unsafe fields.associations != 0 { associations = unsafe Int(clamping: fields.associations) }
        if unsafe fields.associations_per_address != 0 {
            associationsPerAddress = unsafe Int(clamping: fields.associations_per_address)
        }
        if unsafe fields.handshake_time != 0 {
            handshakeTime = unsafe .milliseconds(Int64(fields.handshake_time))
        }
        if unsafe fields.idle_time != 0 { idleTime = unsafe .milliseconds(Int64(fields.idle_time)) }
    }
}
