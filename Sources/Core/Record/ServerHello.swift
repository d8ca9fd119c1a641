/// What a ServerHello says (RFC 5246, 7.4.1.3; RFC 8446, 4.1.3).
package enum ServerHello {
    private static let supportedVersions: UInt16 = 43

    /// The version that a server chose, of the body of its hello (behind the handshake header); nil where it cannot be read.
    package static func version(of body: Span<UInt8>) -> TLSVersion? {
        var reader = MessageReader(0..<body.count)
        guard let legacy = reader.number16(body), reader.skip(32), reader.vector8(body) != nil, reader.skip(3) else {
            return nil
        }
        let older = TLSVersion(rawValue: legacy)
        guard !reader.isAtEnd else { return older }
        guard let extensions = reader.vector16(body) else { return nil }
        var fields = MessageReader(extensions)
        while !fields.isAtEnd {
            guard let type = fields.number16(body), let content = fields.vector16(body) else { return nil }
            var inner = MessageReader(content)
            if type == supportedVersions, let newer = inner.number16(body) { return TLSVersion(rawValue: newer) }
        }
        return older
    }
}
