internal import Glibc

/// A socket of the system that is connected to a port on 127.0.0.1; nil where the system refuses.
func connectedDescriptor(to port: UInt16, isStream: Bool) -> CInt? {
    let type = isStream ? SOCK_STREAM : SOCK_DGRAM
    let number = socket(AF_INET, CInt(type.rawValue), 0)
    guard number >= 0 else { return nil }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let status = unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            unsafe connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    guard status == 0 else {
        closeDescriptor(number)
        return nil
    }
    return number
}

/// Gives a descriptor back to the system.
func closeDescriptor(_ number: CInt) {
    _ = close(number)
}

/// Whether a descriptor is still one.
func isOpen(_ number: CInt) -> Bool {
    fcntl(number, F_GETFD) >= 0
}

/// A number that the system keeps of a socket; nil for one that it does not know.
func option(_ descriptor: CInt, _ level: some BinaryInteger, _ name: CInt) -> CInt? {
    var value: CInt = -1
    var length = socklen_t(MemoryLayout<CInt>.size)
    return unsafe getsockopt(descriptor, CInt(level), name, &value, &length) == 0 ? value : nil
}

/// The name of the only interface of a socket; empty for any.
func interface(_ descriptor: CInt) -> String? {
    var name = [UInt8](repeating: 0, count: 16)
    var length = socklen_t(name.count)
    guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, &name, &length) == 0 else { return nil }
    return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
}
