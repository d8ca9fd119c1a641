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
