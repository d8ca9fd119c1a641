internal import SecureSockets
internal import TestSupport
internal import Testing

/// Servers say close_notify in the clear where they give a handshake up: libcoap's on GnuTLS does after a wrong key.
@Suite struct `A close_notify in the clear` {
    private static let closeNotify: [UInt8] = [21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 1, 0]

    @Test func `in place of the server's Finished is a wrong key at once, and nothing is said about it`() throws {
        let key = Array("another key".utf8)
        let link = try Link(DefaultBackend(.psk(key: key)), DefaultBackend(.psk()))
        try Self.sendFinished(link)
        link.client.ingest(Self.closeNotify.span)
        let error = try #require(throws: TLSError.self) { try link.client.handshake(at: link.now) }
        #expect(error.reason == .likelyWrongKey)
        #expect(error.alert == .closeNotify)
        #expect(error.sentAlert == nil)
        #expect(error.phase == .handshake)
        #expect(link.client.engine.alerts.records.map(\.alert) == [.closeNotify])
        #expect(!link.client.engine.hasOutgoing)
    }

    @Test func `in place of the server's Finished is the peer's end where there is no key`() throws {
        let link = try Link(DefaultBackend(.client(.datagram)), DefaultBackend(.server(.datagram)))
        try Self.sendFinished(link)
        link.client.ingest(Self.closeNotify.span)
        let error = try #require(throws: TLSError.self) { try link.client.handshake(at: link.now) }
        #expect(error.reason == .connectionClosed)
        #expect(error.alert == .closeNotify)
        #expect(error.sentAlert == nil)
    }

    @Test func `as the answer to the first hello is the peer's end`() throws {
        let link = try Link(DefaultBackend(.psk()), DefaultBackend(.psk()))
        _ = try link.client.handshake(at: link.now)
        link.client.ingest(Self.closeNotify.span)
        let error = try #require(throws: TLSError.self) { try link.client.handshake(at: link.now) }
        #expect(error.reason == .connectionClosed)
        #expect(error.alert == .closeNotify)
    }

    @Test func `behind the server's Finished changes nothing`() throws {
        let link = try Link(DefaultBackend(.psk()), DefaultBackend(.psk()))
        try Self.sendFinished(link)
        #expect(try link.server.handshake(at: link.now) == .complete)
        link.deliverFromServer()
        link.client.ingest(Self.closeNotify.span)
        #expect(try link.client.handshake(at: link.now) == .complete)
        #expect(link.client.engine.alerts.records.isEmpty)
    }

    /// Carries flights until the client's Finished is on its way.
    private static func sendFinished(_ link: Link<DefaultBackend, DefaultBackend>) throws {
        _ = try link.client.handshake(at: link.now)
        link.deliverFromClient()
        _ = try link.server.handshake(at: link.now)
        link.deliverFromServer()
        _ = try link.client.handshake(at: link.now)
        link.deliverFromClient()
    }
}
