/// A message of CoAP (RFC 7252, 3) as far as the tests need one.
struct CoAPMessage: Equatable {
    /// What kind of message it is (RFC 7252, 4).
    enum Kind: UInt8 {
        case confirmable = 0
        case nonConfirmable = 1
        case acknowledgement = 2
        case reset = 3
    }

    /// A number of class and detail, such as 0.01 and 2.05 (RFC 7252, 12.1).
    enum Code: UInt8 {
        case empty = 0x00
        case get = 0x01
        case content = 0x45
    }

    var kind: Kind
    var code: Code
    var identifier: UInt16
    var token: [UInt8] = []
    var payload: [UInt8] = []

    /// What a peer answers with a reset, to show that it is there (RFC 7252, 4.3).
    static func ping(_ identifier: UInt16) -> CoAPMessage {
        CoAPMessage(kind: .confirmable, code: .empty, identifier: identifier)
    }

    /// Asks for what is at the root.
    static func get(_ identifier: UInt16, token: [UInt8]) -> CoAPMessage {
        CoAPMessage(kind: .confirmable, code: .get, identifier: identifier, token: token)
    }

    /// The answer to this request, in the acknowledgement.
    func answered(with payload: [UInt8]) -> CoAPMessage {
        CoAPMessage(kind: .acknowledgement, code: .content, identifier: identifier, token: token, payload: payload)
    }

    /// The message on the wire.
    var bytes: [UInt8] {
        let version: UInt8 = 1 << 6
        var bytes = [version | kind.rawValue << 4 | UInt8(token.count), code.rawValue]
        bytes += [UInt8(identifier >> 8), UInt8(identifier & 0xff)] + token
        if !payload.isEmpty { bytes += [Self.payloadMarker] + payload }
        return bytes
    }

    private static let payloadMarker: UInt8 = 0xff
}

extension CoAPMessage {
    /// Reads a message from the wire and passes over its options; nil where it is none that the tests know.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 4, bytes[0] >> 6 == 1 else { return nil }
        guard let kind = Kind(rawValue: bytes[0] >> 4 & 3), let code = Code(rawValue: bytes[1]) else { return nil }
        let tokenEnd = 4 + Int(bytes[0] & 0xf)
        guard tokenEnd <= bytes.count, let end = Self.endOfOptions(bytes, from: tokenEnd) else { return nil }
        self.init(
            kind: kind,
            code: code,
            identifier: UInt16(bytes[2]) << 8 | UInt16(bytes[3]),
            token: Array(bytes[4..<tokenEnd]),
            payload: Array(bytes[end...].dropFirst())
        )
    }

    /// Where the marker of the payload is, or the end.
    private static func endOfOptions(_ bytes: [UInt8], from start: Int) -> Int? {
        var position = start
        while position < bytes.count, bytes[position] != payloadMarker {
            let (delta, length) = (bytes[position] >> 4, bytes[position] & 0xf)
            position += 1 + extensionSize(delta)
            guard position <= bytes.count else { return nil }
            let extended = bytes[(position)...].prefix(extensionSize(length)).reduce(0) { $0 << 8 | Int($1) }
            position += extensionSize(length) + extended + (length == 14 ? 269 : Int(length))
        }
        return position <= bytes.count ? position : nil
    }

    /// 13 and 14 stand for one and two bytes more (RFC 7252, 3.1).
    private static func extensionSize(_ nibble: UInt8) -> Int {
        switch nibble {
        case 13: 1
        case 14: 2
        default: 0
        }
    }
}
