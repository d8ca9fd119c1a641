internal import SecureSockets
internal import TestSupport
internal import Testing

/// A ClientHello of DTLS 1.2 as somebody sends it who does not wait for the answer (RFC 6347, 4.2.1).
struct SpoofedHello {
    /// What it has for a cookie.
    enum Cookie: CaseIterable {
        case none
        case random
        case ofAnotherAddress
    }

    /// Behind the headers of record and message and the version.
    private static let random = 27..<59
    private static let cookieLength = 60
    /// Where lengths are that count the cookie, and by how much: of the record, the message and the fragment.
    private static let lengths = [11, 15, 23]
    private static let answerHeaders = 28

    private let bytes: [UInt8]
    /// The hello with the cookie that another address got for it.
    private let stolen: [UInt8]

    /// Takes a true client's hello, and a server's answer to it that somebody else got.
    init(_ hello: [UInt8], answer: [UInt8]) throws {
        bytes = hello
        // Behind the headers and the version there is nothing but the cookie.
        let cookie = Array(answer.dropFirst(Self.answerHeaders))
        try #require(!cookie.isEmpty && cookie.count == Int(answer[Self.answerHeaders - 1]))
        stolen = Self.hello(bytes, with: cookie)
    }

    /// Asks a server at a port of 127.0.0.1 for the cookie.
    init(askingServerAt port: UInt16) throws {
        let hello = try Self.hello()
        let honest = try #require(RawSocket(.datagram))
        honest.send(hello, to: port)
        var answer: [UInt8] = []
        let isAnswered = eventually {
            answer = honest.receive()?.bytes ?? []
            return !answer.isEmpty
        }
        try #require(isAnswered)
        try self.init(hello, answer: answer)
    }

    /// The first flight of a client.
    static func hello() throws -> [UInt8] {
        let client = try DefaultBackend(.psk()).makeEngine(.client, host: "localhost", maximumTransmissionUnit: 1400)
        _ = try client.handshake()
        var bytes: [UInt8] = []
        client.takeOutgoing { bytes = $0.array }
        return bytes
    }

    /// One that differs from others in its random, unless that would spoil the cookie.
    func datagram(_ cookie: Cookie, _ generator: inout SeededGenerator) -> [UInt8] {
        switch cookie {
        case .none: return Self.changed(bytes, &generator)
        case .random:
            let made = HostileInput.bytes(Int.random(in: 1...32, using: &generator), &generator)
            return Self.changed(Self.hello(bytes, with: made), &generator)
        case .ofAnotherAddress: return stolen
        }
    }

    private static func changed(_ hello: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var hello = hello
        var random = generator.next()
        for place in Self.random.prefix(8) {
            hello[place] = UInt8(truncatingIfNeeded: random)
            random >>= 8
        }
        return hello
    }

    private static func hello(_ bytes: [UInt8], with cookie: [UInt8]) -> [UInt8] {
        var hello = bytes
        hello[cookieLength] = UInt8(cookie.count)
        hello.insert(contentsOf: cookie, at: cookieLength + 1)
        for place in lengths {
            let length = (Int(hello[place]) << 8 | Int(hello[place + 1])) + cookie.count
            hello[place] = UInt8(length >> 8)
            hello[place + 1] = UInt8(truncatingIfNeeded: length)
        }
        return hello
    }
}
