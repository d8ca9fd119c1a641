/// What tells one ClientHello of a DTLS client from another, read from the datagram that it came in (RFC 6347, 4.2.1).
struct HelloRecord: Hashable {
    private static let headerSize = 25
    private static let handshake: UInt8 = 22
    private static let clientHello: UInt8 = 1

    /// The client's random; repetitions have the same one, with and without cookie.
    let random: [UInt8]
    /// Whether it returns a cookie.
    let hasCookie: Bool

    /// Nil where the datagram does not begin with a ClientHello in the clear.
    init?(_ datagram: Span<UInt8>) {
        guard Self.isHello(datagram) else { return nil }
        var reader = MessageReader(Self.headerSize..<datagram.count)
        let start = Self.headerSize + 2
        guard reader.skip(34), reader.vector8(datagram) != nil, let cookie = reader.vector8(datagram) else {
            return nil
        }
        random = datagram.extracting(start..<start + 32).copied
        hasCookie = !cookie.isEmpty
    }

    /// Looks at the headers only: a handshake record of epoch 0 that begins with a ClientHello.
    static func isHello(_ datagram: Span<UInt8>) -> Bool {
        guard datagram.count > headerSize, datagram[0] == handshake, datagram[1] == 0xfe else { return false }
        return datagram[3] == 0 && datagram[4] == 0 && datagram[13] == clientHello
    }
}
