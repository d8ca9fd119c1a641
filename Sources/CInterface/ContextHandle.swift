// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CSecureSockets
internal import SecureSocketCore

/// What `secsock_context` stands for.
final class ContextHandle: @unchecked Sendable {
    let backend: Library
    /// Whether associations have connection IDs.
    let usesConnectionIDs: Bool

    init(_ configuration: TLSConfiguration) throws(TLSError) {
        backend = try makeLibrary(configuration)
        usesConnectionIDs = configuration.connectionIDs != nil
    }
}

@c @implementation
public func secsock_context_create(
    _ configuration: UnsafePointer<secsock_configuration>?,
    _ context: UnsafeMutablePointer<OpaquePointer?>?,
    _ text: UnsafeMutablePointer<CChar>?,
    _ size: Int
) -> secsock_error {
    do throws(TLSError) {
        guard let context = unsafe context else { throw .isNull("the place for the context") }
        unsafe context.pointee = nil
        let reader = unsafe ConfigurationReader(try Input.structure(configuration, "the configuration"))
        unsafe context.pointee = unsafe Handle.make(try ContextHandle(reader.configuration()))
        _ = unsafe Output.write("", text, size)
        return .success
    } catch {
        _ = unsafe Output.write(error.description, text, size)
        return secsock_error(error)
    }
}

@c @implementation
public func secsock_context_destroy(_ context: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let context = unsafe context else { return }
    guard let handle: ContextHandle = unsafe Handle.object(context.pointee) else { return }
    unsafe Handle.release(handle, context)
}
