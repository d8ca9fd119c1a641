internal import CSecureSockets
internal import SecureSockets
internal import TestSupport
internal import Testing

/// Both ends by the build's default library: a listener that goes on with what another one has left.
@Suite(.enabled(if: DefaultBackend.features.contains(.connectionIDs)), .bounded)
struct `An association that a listener of the C interface restores` {
    @Test func `comes from bytes, and goes on with its client`() throws {
        let (client, port, saved) = try Self.leave()
        let listener = try Self.listener(port)
        let restored = listener.restore(saved)
        let server = try #require(restored.socket, "\(listener.errorText)")
        #expect(restored.error.isSuccess)
        #expect(server.isConnectionIDResumed)
        #expect(server.remoteAddress == client.localAddress)
        #expect(server.identity == "device")
        try Self.expectEcho(client, server)
        #expect(listener.counters().restored == 1)
        let again = listener.restore(saved)
        #expect(again.error.number == SystemErrorCode.addressInUse.rawValue)
        #expect(listener.errorText.contains(NotRestored.inUse.text))
    }

    @Test func `comes from a storage, which keeps it from then on`() throws {
        let store = CStore()
        let (client, port, _) = try Self.leave(store)
        #expect(!store.bytes.isEmpty)
        let listener = try Self.listener(port)
        let server = try #require(listener.restore([], store).socket, "\(listener.errorText)")
        server.keep(store)
        try Self.expectEcho(client, server)
        #expect(server.close().isSuccess)
        #expect(store.bytes.isEmpty)
    }

    @Test func `and that is none is an error`() throws {
        let (_, port, saved) = try Self.leave()
        let listener = try Self.listener(port)
        let invalid = SystemErrorCode.invalidArgument.rawValue
        for bytes in [[], [UInt8](repeating: 7, count: 300), Array(saved.dropLast())] {
            let failed = listener.restore(bytes)
            #expect(failed.error.number == invalid)
            #expect(failed.socket == nil)
            #expect(!listener.errorText.isEmpty)
        }
        let store = CStore()
        #expect(listener.restore([], store).error.number == invalid)
        store.answer = .fails
        #expect(listener.restore([], store).error.number == SystemErrorCode.inputOutput.rawValue)
        #expect(listener.restore(saved, store).error.number == SystemErrorCode.inputOutput.rawValue)
        let stream = try CListener(CContext(SECSOCK_STREAM))
        #expect(stream.restore(saved).error.number == SystemErrorCode.notSupported.rawValue)
    }

    @Test func `is nothing without a place for the socket, or with NULL and a length`() throws {
        let listener = try Self.listener(0)
        let invalid = SystemErrorCode.invalidArgument.rawValue
        #expect(unsafe CError(secsock_listener_restore(listener.pointer, nil, 0, nil, nil)).number == invalid)
        for length in [1, Int.max, -1, Int.min] {
            var socket = unsafe OpaquePointer(bitPattern: 8)
            let error = unsafe secsock_listener_restore(listener.pointer, nil, length, nil, &socket)
            #expect(CError(error).number == invalid)
            #expect(unsafe socket == nil)
        }
    }

    /// A client whose server is gone without a word, the port, and the server's association.
    private static func leave(_ store: CStore? = nil) throws -> (client: CSocket, port: UInt16, saved: [UInt8]) {
        let listener = try listener(0)
        let port = listener.port
        let saved = Mailbox<[UInt8]>()
        let done = onThread {
            let socket = try listener.accept()
            if let store { #expect(socket.setAssociations(store).isSuccess) }
            #expect(socket.accept().isSuccess, "\(socket.errorText)")
            let association = socket.saveAssociation()
            #expect(association.error.isSuccess, "\(socket.errorText)")
            saved.put(association.bytes)
        }
        let client = try CSocket(context())
        try #require(client.connect(port: port).isSuccess, "\(client.errorText)")
        #expect(try #require(done.take()).error == nil)
        listener.destroy()
        return (client, port, try #require(saved.take()))
    }

    private static func listener(_ port: UInt16) throws -> CListener {
        try CListener(context()) { settings, _ in unsafe settings.port = port }
    }

    private static func context() throws -> CContext {
        try CContext { configuration, arena in
            CContext.psk(&configuration, arena)
            unsafe configuration.uses_connection_ids = 1
            unsafe configuration.connection_id_length = 8
            unsafe configuration.cipher_suites = unsafe arena.value(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8.rawValue)
            unsafe configuration.cipher_suite_count = 1
        }
    }

    private static func expectEcho(_ client: CSocket, _ server: CSocket) throws {
        #expect(client.send([4, 5]).isSuccess, "\(client.errorText)")
        let bytes = server.receive().bytes
        #expect(bytes == [4, 5], "\(server.errorText)")
        #expect(server.send(bytes).isSuccess, "\(server.errorText)")
        #expect(client.receive().bytes == [4, 5], "\(client.errorText)")
    }
}
