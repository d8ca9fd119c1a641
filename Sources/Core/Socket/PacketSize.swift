/// What one UDP datagram may hold, so that it travels in one packet.
enum PacketSize {
    /// No more than this many bytes are put into one IP packet, even where the interface (loopback) would take it.
    static let largest = 1500
    private static let headersIPv4 = 28
    private static let headersIPv6 = 48

    /// The longest UDP payload in bytes on a path that carries packets of `path` bytes.
    static func payload(path: Int = largest, isIPv4: Bool) -> Int {
        min(path, largest) - (isIPv4 ? headersIPv4 : headersIPv6)
    }
}
