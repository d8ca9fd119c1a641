// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CSecureSockets
internal import SecureSocketCore

@c @implementation
public func secsock_socket_set_options(_ socket: OpaquePointer?, _ options: UnsafePointer<secsock_options>?)
    -> secsock_error
{
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        handle.socket.options = unsafe try SocketOptions.read(options)
    }
}

@c @implementation
public func secsock_socket_set_preferred_endpoint(
    _ socket: OpaquePointer?,
    _ host: UnsafePointer<CChar>?,
    _ port: UInt16
)
    -> secsock_error
{
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        guard let host = unsafe try Input.text(host, "the host") else {
            guard port == 0 else { throw .isNull("the host") }
            handle.socket.preferredEndpoint = nil
            return
        }
        guard let address = SocketAddress(literal: host, port: port) else {
            throw .configuration(host + " is no address")
        }
        handle.socket.preferredEndpoint = address
    }
}

@c @implementation
public func secsock_socket_preferred_endpoint(
    _ socket: OpaquePointer?,
    _ host: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ port: UnsafeMutablePointer<UInt16>?
) -> Int {
    unsafe SocketHandle.address(socket, host, size, port) { $0.preferredEndpoint }
}

extension SocketOptions {
    /// Options of the caller's; the system's for NULL, EINVAL for values out of range.
    @unsafe static func read(_ pointer: UnsafePointer<secsock_options>?) throws(TLSError) -> SocketOptions {
        var options = SocketOptions()
        guard unsafe pointer != nil else { return options }
        let fields = unsafe try Input.structure(pointer, "the options")
        options.interface = unsafe try Input.text(fields.network_interface, "the interface")
        options.family = unsafe try AddressFamily(fields.family)
        options.preferredFamily = unsafe try AddressFamily(fields.preferred_family)
        options.reusesAddress = unsafe try reuse(fields.address_reuse)
        let codePoint = unsafe fields.differentiated_services
        options.differentiatedServices = codePoint == 0 ? nil : codePoint
        options.priority = unsafe fields.priority == 0 && fields.has_priority == 0 ? nil : fields.priority
        try options.validate()
        return options
    }

    private static func reuse(_ number: UInt8) throws(TLSError) -> Bool? {
        switch Int(number) {
        case Int(SECSOCK_REUSE_DEFAULT): return nil
        case Int(SECSOCK_REUSE_ALLOWED): return true
        case Int(SECSOCK_REUSE_FORBIDDEN): return false
        default: throw .configuration("address_reuse \(number)")
        }
    }
}

extension AddressFamily {
    fileprivate init(_ number: UInt8) throws(TLSError) {
        switch Int(number) {
        case Int(SECSOCK_FAMILY_ANY): self = .any
        case Int(SECSOCK_FAMILY_IPV4): self = .ipv4
        case Int(SECSOCK_FAMILY_IPV6): self = .ipv6
        default: throw .configuration("the family is \(number)")
        }
    }
}
