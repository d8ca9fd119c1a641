internal import CSecureSockets
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `What became of resumption, the C interface says` {
    private static let version = CCase(version: .dtls12, usesCertificates: false)
    private static let notConnected = CInt(SystemErrorCode.notConnected.rawValue)

    @Test func `with the numbers that Swift has`() {
        let sessions: [(Int, NotResumedReason)] = [
            (SECSOCK_NOT_RESUMED_EMPTY, .empty), (SECSOCK_NOT_RESUMED_DAMAGED, .damaged),
            (SECSOCK_NOT_RESUMED_OTHER_BACKEND, .otherBackend),
            (SECSOCK_NOT_RESUMED_OTHER_CONFIGURATION, .otherConfiguration), (SECSOCK_NOT_RESUMED_EXPIRED, .expired),
            (SECSOCK_NOT_RESUMED_DECLINED, .declined), (SECSOCK_NOT_RESUMED_BUFFER_TOO_SMALL, .bufferTooSmall),
            (SECSOCK_NOT_RESUMED_UNREADABLE, .unreadable),
        ]
        for (number, reason) in sessions { #expect(number == Int(reason.rawValue)) }
        let associations: [(Int, NotRestored)] = [
            (SECSOCK_NOT_RESTORED_EMPTY, .empty), (SECSOCK_NOT_RESTORED_DAMAGED, .damaged),
            (SECSOCK_NOT_RESTORED_OTHER_CONFIGURATION, .otherConfiguration),
            (SECSOCK_NOT_RESTORED_UNREADABLE, .unreadable), (SECSOCK_NOT_RESTORED_NEEDS_STORAGE, .needsStorage),
            (SECSOCK_NOT_RESTORED_IN_USE, .inUse), (SECSOCK_NOT_RESTORED_REFUSED, .refused),
        ]
        for (number, reason) in associations { #expect(number == Int(reason.rawValue)) }
    }

    @Test(arguments: CCase.all.filter { $0.version != .tls13 })
    func `of a session that is kept, changed and declined`(_ version: CCase) throws {
        let buffer = CBuffer(4096)
        let context = try CContext(version.number, version.fillClient)
        let server = try Self.server(version)
        let first = try Self.visit(context, server, buffer)
        expect(SECSOCK_NOT_RESUMED_EMPTY, first)
        let size = first.resumption().fields.session_size
        #expect(size > 0 && size < 4096)
        let resumed = try Self.visit(context, server, buffer)
        #expect(resumed.resumption().fields.is_resumed == 1)
        #expect(resumed.resumption().fields.why_not == SECSOCK_NOT_RESUMED_NONE)
        #expect(resumed.resumptionText == "resumed")
        buffer.bytes[size / 2] ^= 1
        try expect(SECSOCK_NOT_RESUMED_DAMAGED, Self.visit(context, server, buffer))
        try expect(SECSOCK_NOT_RESUMED_DECLINED, Self.visit(context, Self.server(version), buffer))
    }

    @Test func `where the session does not fit, with the size that it needs`() throws {
        let server = try Self.server(Self.version)
        let context = try CContext()
        let buffer = CBuffer(20)
        let first = try Self.visit(context, server, buffer)
        let (error, fields) = first.resumption()
        #expect(error.isSuccess)
        #expect(fields.session_size > 20)
        #expect(CError(fields.saving_failure).number == SystemErrorCode.noBufferSpace.rawValue)
        #expect(first.resumptionText.contains("; not saved: "))
        try expect(SECSOCK_NOT_RESUMED_EMPTY, Self.visit(context, server, CBuffer(fields.session_size)))
        let fitting = try Self.visit(context, server, CBuffer(fields.session_size))
        #expect(CError(fitting.resumption().fields.saving_failure).isSuccess)
        #expect(!fitting.resumptionText.contains("not saved"))
    }

    @Test func `where functions cannot read the session`() throws {
        let store = CStore()
        store.answer = .fails
        let client = try CSocket(CContext())
        #expect(client.setSessions(store).isSuccess)
        let server = try Self.server(Self.version)
        #expect(client.connect(port: server.port).isSuccess, "\(client.errorText)")
        #expect(client.resumption().fields.why_not == SECSOCK_NOT_RESUMED_UNREADABLE)
    }

    @Test func `is nothing before the first handshake`() throws {
        let client = try CSocket(CContext())
        #expect(client.resumption().error.number == Self.notConnected)
        #expect(client.resumptionText.isEmpty)
        #expect(client.whyNotRestored == SECSOCK_NOT_RESTORED_NONE)
        #expect(client.whyNotRestoredText.isEmpty)
    }

    @Test func `of an association that is kept, changed and for another name`() throws {
        guard DefaultBackend.features.contains(.connectionIDs), ServerBackend.can(.connectionIDs) else { return }
        let context = try CContext { configuration, arena in
            CContext.psk(&configuration, arena)
            unsafe configuration.uses_connection_ids = 1
        }
        var configuration = TLSConfiguration.psk()
        configuration.connectionIDs = ConnectionIDOptions()
        configuration.cipherSuites = [.TLS_PSK_WITH_AES_128_CCM_8]
        let server = try LoopbackServer(configuration)
        let first = try Self.visit(context, server, nil)
        #expect(first.whyNotRestored == SECSOCK_NOT_RESTORED_EMPTY)
        #expect(first.whyNotRestoredText == NotRestored.empty.text)
        let saved = first.saveAssociation().bytes
        first.destroy()
        let cases = [
            (saved, "localhost", SECSOCK_NOT_RESTORED_NONE),
            (saved, "127.0.0.1", SECSOCK_NOT_RESTORED_OTHER_CONFIGURATION),
            (saved.dropLast(), "localhost", SECSOCK_NOT_RESTORED_DAMAGED),
        ]
        for (bytes, host, reason) in cases {
            let next = try CSocket(context)
            #expect(next.restoreAssociation(Array(bytes)).isSuccess)
            #expect(next.connect(port: server.port, host: host).isSuccess, "\(next.errorText)")
            #expect(next.whyNotRestored == reason)
            let isRestored = reason == SECSOCK_NOT_RESTORED_NONE
            #expect(next.isConnectionIDResumed == isRestored)
            #expect(next.resumption().error.number == (isRestored ? Self.notConnected : 0))
            next.destroy()
        }
    }

    private func expect(_ reason: Int, _ client: CSocket, at location: SourceLocation = #_sourceLocation) {
        let (error, fields) = client.resumption()
        #expect(error.isSuccess, sourceLocation: location)
        #expect(fields.is_resumed == 0, sourceLocation: location)
        #expect(Int(fields.why_not) == reason, "\(client.resumptionText)", sourceLocation: location)
        let words = NotResumedReason(rawValue: UInt8(reason)).text
        #expect(client.resumptionText.hasPrefix(words), sourceLocation: location)
    }

    private static func server(_ version: CCase) throws -> LoopbackServer {
        var configuration = try version.configuration(.server)
        configuration.resumption = .tickets(try .random())
        return try LoopbackServer(configuration)
    }

    private static func visit(_ context: CContext, _ server: LoopbackServer, _ buffer: CBuffer?) throws -> CSocket {
        let client = try CSocket(context)
        if let buffer { #expect(client.setBuffer(buffer).isSuccess) }
        try #require(client.connect(port: server.port, host: "localhost").isSuccess, "\(client.errorText)")
        #expect(client.send([4]).isSuccess)
        #expect(client.receive().bytes == [4])
        return client
    }
}
