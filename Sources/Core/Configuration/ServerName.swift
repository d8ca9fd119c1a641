/// The name that a server is called by: a DNS name or the literal of an IP address.
public struct ServerName: Hashable, Sendable {
    /// The name without a trailing dot, or the literal without brackets.
    public let text: String
    /// Whether it is an IP address: never in SNI (RFC 6066, 3), verified against IP addresses of the certificate.
    public let isAddress: Bool

    /// Reads a host; throws EINVAL where it is empty, longer than 255 bytes or holds a byte that no name has.
    public init(_ host: String) throws(TLSError) {
        var bytes = Array(host.utf8)
        if bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") {
            bytes = Array(bytes[1..<bytes.count - 1])
        }
        let isAddress = NumericHost.isAddress(bytes)
        // "host." and "host" name the same server; certificates have it without the dot.
        if !isAddress, bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
        guard !bytes.isEmpty, bytes.count <= 255 else {
            throw .configuration("a host name has 1 to 255 bytes, this one has \(bytes.count)")
        }
        for byte in bytes where byte <= 0x20 || byte >= 0x7f {
            throw .configuration(
                "a host name is ASCII without spaces; give an international name in its A-label form (xn--)"
            )
        }
        text = String(decoding: bytes, as: UTF8.self)
        self.isAddress = isAddress
    }

    /// The 4 or 16 bytes of an IP address, in the order of the wire; nil for a DNS name.
    package var addressBytes: [UInt8]? { isAddress ? NumericHost.addressBytes(Array(text.utf8)) : nil }

    /// What goes into SNI; nil for an IP address.
    public var indication: String? { isAddress ? nil : text }
}
