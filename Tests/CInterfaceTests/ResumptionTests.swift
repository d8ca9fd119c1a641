internal import CSecureSockets
internal import SecureSockets
internal import Synchronization
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `A resumption buffer of the C interface` {
    @Test(arguments: CCase.all)
    func `brings the session back, over sockets and contexts`(_ version: CCase) throws {
        guard Self.canResume(version) else { return }
        let buffer = CBuffer(4096)
        let server = try Self.server(version)
        for visit in 0..<3 {
            let context = try CContext(version.number, version.fillClient)
            let client = try Self.visit(context, server, buffer)
            #expect(client.isSessionResumed == (visit > 0))
            #expect(!client.isConnectionIDResumed)
            #expect(!buffer.isZero)
            #expect(client.suspend().isSuccess)
        }
        buffer.bytes = [UInt8](repeating: 0, count: 4096)
        let client = try Self.visit(CContext(version.number, version.fillClient), server, buffer)
        #expect(!client.isSessionResumed)
    }

    @Test(arguments: CCase.all)
    func `full of noise leads to a full handshake`(_ version: CCase) throws {
        guard Self.canResume(version) else { return }
        var generator = SeededGenerator(Seed.value)
        let context = try CContext(version.number, version.fillClient)
        let server = try Self.server(version)
        let good = CBuffer(4096)
        _ = try Self.visit(context, server, good)
        for round in 0..<6 {
            let noise = CBuffer(4096) { UInt8.random(in: 0...255, using: &generator) }
            // The beginning of what was good, with noise behind it or a bit of it changed.
            if round % 3 == 1 { noise.bytes = Array(good.bytes.prefix(40) + noise.bytes.dropFirst(40)) }
            if round % 3 == 2 {
                var bytes = good.bytes
                bytes[Int.random(in: 0..<100, using: &generator)] ^= 1
                noise.bytes = bytes
            }
            let client = try Self.visit(context, server, noise)
            #expect(!client.isSessionResumed)
        }
        #expect(try Self.visit(context, server, good).isSessionResumed)
    }

    @Test(arguments: [1, 16, 64])
    func `that is too small is zero, and ends no call`(_ size: Int) throws {
        for usesConnectionIDs in [false, true] where !usesConnectionIDs || Self.hasConnectionIDs {
            let buffer = CBuffer(size) { 0x5a }
            let context = try usesConnectionIDs ? Self.connectionIDContext() : CContext()
            let version = CCase(version: .dtls12, usesCertificates: false)
            let server = try usesConnectionIDs ? Self.connectionIDServer() : Self.server(version)
            for _ in 0..<2 {
                let client = try Self.visit(context, server, buffer)
                #expect(!client.isSessionResumed)
                #expect(buffer.isZero)
            }
        }
    }

    @Test func `holds the association where there are connection IDs, and is kept current`() throws {
        guard Self.hasConnectionIDs else { return }
        let buffer = CBuffer(1024)
        let server = try Self.connectionIDServer()
        let context = try Self.connectionIDContext()
        let first = try Self.visit(context, server, buffer)
        #expect(!first.isConnectionIDResumed)
        let before = buffer.bytes
        #expect(first.send([1]).isSuccess)
        #expect(first.receive().bytes == [1])
        #expect(buffer.bytes != before)
        first.destroy()
        for _ in 0..<3 {
            let next = try Self.visit(context, server, buffer)
            #expect(next.isConnectionIDResumed)
            #expect(next.isSessionResumed)
            #expect(next.negotiated().fields.uses_connection_ids == 1)
            next.destroy()
        }
        #expect(server.counters.accepted == 1)
        let last = try Self.visit(context, server, buffer)
        #expect(last.close().isSuccess)
        #expect(buffer.isZero)
    }

    @Test func `can be taken away, and the association goes on from bytes`() throws {
        guard Self.hasConnectionIDs else { return }
        let server = try Self.connectionIDServer()
        let context = try Self.connectionIDContext()
        let first = try Self.visit(context, server, nil)
        let saved = first.saveAssociation()
        try #require(saved.error.isSuccess, "\(first.errorText)")
        #expect(saved.bytes.count == saved.length)
        let short = first.saveAssociation(room: saved.length - 1)
        #expect(short.error.number == SystemErrorCode.noBufferSpace.rawValue)
        #expect(short.length == saved.length)
        first.destroy()
        let next = try CSocket(context)
        #expect(next.restoreAssociation(saved.bytes).isSuccess)
        #expect(next.connect(port: server.port, host: "localhost").isSuccess)
        #expect(next.isConnectionIDResumed)
        try Self.expectEcho(next)
        next.destroy()
        let other = try CSocket(context)
        #expect(other.restoreAssociation([UInt8](repeating: 7, count: 300)).isSuccess)
        #expect(other.connect(port: server.port, host: "localhost").isSuccess)
        #expect(!other.isConnectionIDResumed)
    }

    @Test func `may be functions, of which what cannot be is no session`() throws {
        let version = CCase(version: .dtls12, usesCertificates: false)
        let server = try Self.server(version)
        let context = try CContext()
        let store = CStore()
        for answer in [CStore.Answer.good, .good, .fails, .tooLong, .negative, .good] {
            store.answer = answer
            let client = try CSocket(context)
            #expect(client.setSessions(store).isSuccess)
            #expect(client.connect(port: server.port).isSuccess, "\(client.errorText)")
            #expect(client.isSessionResumed == (answer == .good && store.loads > 1))
            try Self.expectEcho(client)
            client.destroy()
        }
        #expect(store.loads == 6)
    }

    private static var hasConnectionIDs: Bool {
        DefaultBackend.features.contains(.connectionIDs) && ServerBackend.can(.connectionIDs)
    }

    private static func canResume(_ version: CCase) -> Bool {
        guard version.version == .tls13, !version.usesCertificates else { return true }
        return ServerBackend.can(.preSharedKeysTLS13) && DefaultBackend.features.contains(.preSharedKeysTLS13)
    }

    private static func server(_ version: CCase) throws -> LoopbackServer {
        var configuration = try version.configuration(.server)
        configuration.resumption = .tickets(try .random())
        return try LoopbackServer(configuration)
    }

    private static func connectionIDServer() throws -> LoopbackServer {
        var configuration = TLSConfiguration.psk()
        configuration.connectionIDs = ConnectionIDOptions()
        return try LoopbackServer(configuration)
    }

    private static func connectionIDContext() throws -> CContext {
        try CContext { configuration, arena in
            CContext.psk(&configuration, arena)
            unsafe configuration.uses_connection_ids = 1
            unsafe configuration.cipher_suites = unsafe arena.value(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8.rawValue)
            unsafe configuration.cipher_suite_count = 1
        }
    }

    private static func visit(_ context: CContext, _ server: LoopbackServer, _ buffer: CBuffer?) throws -> CSocket {
        let client = try CSocket(context)
        if let buffer { #expect(client.setBuffer(buffer).isSuccess) }
        let error = client.connect(port: server.port, host: "localhost")
        try #require(error.isSuccess, "\(client.errorText)")
        try expectEcho(client)
        return client
    }

    private static func expectEcho(_ client: CSocket) throws {
        #expect(client.send([4, 5]).isSuccess, "\(client.errorText)")
        #expect(client.receive().bytes == [4, 5], "\(client.errorText)")
    }
}

/// Where functions keep bytes, well or badly.
final class CStore: @unchecked Sendable {
    enum Answer {
        case good
        case fails
        case tooLong
        case negative
    }

    var answer = Answer.good
    var bytes: [UInt8] = []
    var loads = 0
    var omitsCertificates = false
}

extension CStore {
    /// The struct that names it; it must outlive whoever has that.
    var storage: secsock_storage {
        var storage = unsafe secsock_storage()
        unsafe storage.size = MemoryLayout<secsock_storage>.size
        unsafe storage.context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe storage.omits_certificates = omitsCertificates ? 1 : 0
        unsafe storage.load = { context, space, capacity, length in
            guard let context = unsafe context, let space = unsafe space else { return 5 }
            let store = unsafe Unmanaged<CStore>.fromOpaque(context).takeUnretainedValue()
            store.loads += 1
            switch store.answer {
            case .fails: return 5
            case .tooLong: unsafe length?.pointee = capacity + 1
            case .negative: unsafe length?.pointee = -1
            case .good:
                unsafe UnsafeMutableRawBufferPointer(start: space, count: capacity).copyBytes(from: store.bytes)
                unsafe length?.pointee = store.bytes.count
            }
            return 0
        }
        unsafe storage.save = { context, bytes, length in
            guard let context = unsafe context else { return 5 }
            let store = unsafe Unmanaged<CStore>.fromOpaque(context).takeUnretainedValue()
            store.bytes = unsafe Array(UnsafeRawBufferPointer(start: bytes, count: length))
            return store.answer == .good ? 0 : -7
        }
        return unsafe storage
    }
}

extension CSocket {
    func setSessions(_ store: CStore) -> CError {
        keep(store)
        var storage = unsafe store.storage
        return unsafe CError(secsock_socket_set_session_storage(pointer, &storage))
    }

    func setAssociations(_ store: CStore) -> CError {
        keep(store)
        var storage = unsafe store.storage
        return unsafe CError(secsock_socket_set_association_storage(pointer, &storage))
    }
}
