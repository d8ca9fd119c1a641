internal import CSecureSockets
internal import SecureSockets
internal import Synchronization
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `What was lent to a socket of the C interface` {
    @Test func `is not touched once another buffer is set, by a ticket nor by what ends the association`() throws {
        guard Self.hasKeysOfTLS13 else { return }
        for ending in Ending.allCases {
            let (first, second) = (CBuffer(4096), CBuffer(4096))
            let client = try Self.clientWithUnreadTicket(first)
            let before = first.bytes
            #expect(client.socket.setBuffer(second).isSuccess)
            #expect(client.socket.receive().bytes == [1])
            ending.end(client.socket, client.server)
            #expect(first.bytes == before)
        }
    }

    @Test func `is not touched once it was taken away`() throws {
        guard Self.hasKeysOfTLS13 else { return }
        for ending in Ending.allCases {
            let buffer = CBuffer(4096)
            let client = try Self.clientWithUnreadTicket(buffer)
            let before = buffer.bytes
            #expect(unsafe CError(secsock_socket_set_resumption_buffer(client.socket.pointer, nil, 0)).isSuccess)
            #expect(client.socket.receive().bytes == [1])
            ending.end(client.socket, client.server)
            #expect(buffer.bytes == before)
        }
    }

    @Test func `is not touched once functions take its place, also where it held an association`() throws {
        let context = try Self.connectionIDContext()
        let buffer = CBuffer(4096) { 0x5a }
        let store = CStore()
        let (near, far) = MemoryTransport.pair(.datagram)
        let server = try ServerSocket(.psk())
        let done = onThread { try server.upgrade(far, as: .server, within: .seconds(20)) }
        let client = try CSocket(context)
        #expect(client.setBuffer(buffer).isSuccess)
        #expect(client.setSessions(store).isSuccess)
        #expect(client.handshake(CallbackWire(near)).isSuccess, "\(client.errorText)")
        _ = done.take()
        #expect(client.close().isSuccess)
        #expect(buffer.bytes.allSatisfy { $0 == 0x5a })
        #expect(store.loads == 1)
    }

    @Test func `as functions is not called any more once they were taken away`() throws {
        let version = CCase(version: .dtls12, usesCertificates: false)
        var configuration = try version.configuration(.server)
        configuration.resumption = .tickets(try .random())
        let server = try LoopbackServer(configuration)
        let store = CStore()
        let client = try CSocket(CContext())
        #expect(client.setSessions(store).isSuccess)
        #expect(client.connect(port: server.port).isSuccess, "\(client.errorText)")
        #expect(!store.bytes.isEmpty)
        store.bytes = [7]
        #expect(unsafe CError(secsock_socket_set_session_storage(client.pointer, nil)).isSuccess)
        #expect(client.suspend().isSuccess)
        #expect(store.bytes == [7])
        #expect(client.connect(port: server.port).isSuccess, "\(client.errorText)")
        #expect(store.loads == 1)
    }

    @Test func `cannot be replaced while another call may use it`() throws {
        let joined = try Joined.psk()
        joined.client.setReceiveTimeout(-1)
        let isWaiting = joined.wire.received.load(ordering: .relaxed)
        let done = onThread { [client = joined.client] in
            #expect(client.receive().error.number == SystemErrorCode.canceled.rawValue)
        }
        // The second of a receive's calls is the one that waits.
        #expect(eventually { joined.wire.received.load(ordering: .relaxed) >= isWaiting + 2 })
        let buffer = CBuffer(100)
        #expect(joined.client.setBuffer(buffer).number == SystemErrorCode.busy.rawValue)
        let client = unsafe joined.client.pointer
        let error = unsafe CError(secsock_socket_set_association_storage(client, nil))
        #expect(error.number == SystemErrorCode.busy.rawValue)
        joined.client.cancel()
        try joined.server.send([1])
        #expect(try #require(done.take()).error == nil)
    }

    /// What might make an association touch its storage.
    private enum Ending: CaseIterable {
        case suspend
        case destroy
        case alert

        func end(_ client: CSocket, _ server: ServerSocket) {
            switch self {
            case .suspend: #expect(client.suspend().isSuccess)
            case .destroy: client.destroy()
            case .alert:
                try? server.shutdown()
                #expect(!client.receive().error.isSuccess)
                client.destroy()
            }
        }
    }

    private static var hasKeysOfTLS13: Bool {
        ServerBackend.can(.preSharedKeysTLS13) && DefaultBackend.features.contains(.preSharedKeysTLS13)
    }

    /// A client whose server has sent a ticket of TLS 1.3 and a byte that were not received yet.
    private static func clientWithUnreadTicket(_ buffer: CBuffer) throws -> (socket: CSocket, server: ServerSocket) {
        let version = CCase(version: .tls13, usesCertificates: false)
        var configuration = try version.configuration(.server)
        configuration.resumption = .tickets(try .random())
        let socket = try CSocket(CContext(version.number, version.fillClient))
        #expect(socket.setBuffer(buffer).isSuccess)
        let joined = try Joined(CContext(version.number, version.fillClient), configuration, socket: socket)
        try joined.server.send([1])
        return (socket, joined.server)
    }

    private static func connectionIDContext() throws -> CContext {
        try CContext { configuration, arena in
            CContext.psk(&configuration, arena)
            unsafe configuration.uses_connection_ids = DefaultBackend.features.contains(.connectionIDs) ? 1 : 0
        }
    }
}
