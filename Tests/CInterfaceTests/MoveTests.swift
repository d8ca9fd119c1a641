internal import CSecureSockets
internal import SecureSockets
internal import Synchronization
internal import TestSupport
internal import Testing

/// What a server was asked about a client that moves, and what it said.
private final class Moves: @unchecked Sendable {
    let isPermitted: Bool
    let asked = Mailbox<[CAddress]>()

    init(isPermitted: Bool) {
        self.isPermitted = isPermitted
    }
}

@Suite(.enabled(if: DefaultBackend.features.contains(.connectionIDs)), .bounded)
struct `A client that moves away from a server of the C interface` {
    @Test(arguments: [true, false])
    func `is followed if the server says so`(_ isPermitted: Bool) throws {
        let moves = Moves(isPermitted: isPermitted)
        let listener = try CListener(Self.context(moves))
        let client = try CSocket(Self.context())
        let sockets = Mailbox<CSocket>()
        let done = onThread {
            let socket = try listener.accept()
            #expect(socket.accept().isSuccess, "\(socket.errorText)")
            sockets.put(socket)
        }
        #expect(client.connect(port: listener.port).isSuccess, "\(client.errorText)")
        #expect(try #require(done.take()).error == nil)
        let server = try #require(sockets.take())
        let former = client.localAddress
        #expect(server.remoteAddress == former)
        #expect(client.suspend().isSuccess)
        // The port that it had is taken, so that it goes on from another one.
        let other = try CSocket(CContext())
        #expect(other.bind(port: former.port).isSuccess)
        #expect(client.connect(port: listener.port).isSuccess, "\(client.errorText)")
        #expect(client.isConnectionIDResumed)
        let new = client.localAddress
        #expect(client.send([7]).isSuccess)
        #expect(server.receive().bytes == [7], "\(server.errorText)")
        #expect(moves.asked.take() == [former, new])
        #expect(server.remoteAddress == (isPermitted ? new : former))
        #expect(listener.counters().moves == (isPermitted ? 1 : 0))
        #expect(listener.counters().refused_moves == (isPermitted ? 0 : 1))
        let counters = server.connectionIDCounters()
        #expect(counters.moves == (isPermitted ? 1 : 0))
        #expect(counters.refused_moves == (isPermitted ? 0 : 1))
        #expect(counters.dropped_replays == 0)
    }

    @Test func `is counted with what was dropped`() throws {
        let joined = try Joined(Self.context(), Self.configuration())
        let repeated = Mailbox<[UInt8]>()
        unsafe joined.wire.sends = { wire, bytes, _, sent in
            repeated.put(unsafe Array(bytes))
            return unsafe wire.passOn(bytes, &sent)
        }
        try joined.expectEcho()
        #expect(joined.client.connectionIDCounters().dropped_unauthentic == 0)
        // What this end has sent is nothing that its peer could have sent.
        let datagram = try #require(repeated.take())
        unsafe joined.wire.receives = { _, space, _, received in
            unsafe space.copyBytes(from: datagram)
            received = datagram.count
            return 0
        }
        joined.client.setReceiveTimeout(0)
        #expect(!joined.client.receive().error.isSuccess)
        let counters = joined.client.connectionIDCounters()
        let dropped = counters.dropped_foreign_connection_ids + counters.dropped_unauthentic
        #expect(dropped + counters.dropped_without_connection_id > 0)
        var fields = secsock_connection_id_counters()
        let invalid = SystemErrorCode.invalidArgument.rawValue
        #expect(unsafe CError(secsock_socket_connection_id_counted(joined.client.pointer, &fields)).number == invalid)
        #expect(unsafe CError(secsock_socket_connection_id_counted(joined.client.pointer, nil)).number == invalid)
    }

    @Test func `is saved in less without its server's certificates`() throws {
        let version = CCase(version: .dtls12, usesCertificates: true)
        let context = try CContext(version.number) { configuration, arena in
            version.fillClient(&configuration, arena)
            unsafe configuration.uses_connection_ids = 1
        }
        var configuration = try version.configuration(.server)
        configuration.connectionIDs = ConnectionIDOptions()
        let server = try LoopbackServer(configuration)
        let stores = [CStore(), CStore()]
        stores[1].omitsCertificates = true
        for store in stores {
            let client = try CSocket(context)
            #expect(client.setAssociations(store).isSuccess)
            #expect(client.connect(port: server.port, host: "localhost").isSuccess, "\(client.errorText)")
            client.destroy()
        }
        let client = try CSocket(context)
        #expect(client.connect(port: server.port, host: "localhost").isSuccess, "\(client.errorText)")
        let whole = client.saveAssociation()
        #expect(whole.error.isSuccess, "\(client.errorText)")
        let bare = client.saveAssociation(includingCertificates: false)
        #expect(bare.error.isSuccess)
        let certificate = try Certificates.bytes("server.der")
        #expect(bare.length + certificate.count <= whole.length)
        #expect(stores.map { $0.bytes.count } == [whole.length, bare.length])
        client.destroy()
        for (saved, length) in [(bare.bytes, 0), (whole.bytes, certificate.count)] {
            let next = try CSocket(context)
            #expect(next.restoreAssociation(saved).isSuccess)
            #expect(next.connect(port: server.port, host: "localhost").isSuccess, "\(next.errorText)")
            #expect(next.isConnectionIDResumed)
            #expect(unsafe secsock_socket_peer_certificate(next.pointer, 0, nil, 0) == length)
            next.destroy()
        }
    }

    private static func configuration() -> TLSConfiguration {
        var configuration = TLSConfiguration.psk()
        configuration.connectionIDs = ConnectionIDOptions()
        return configuration
    }

    private static func context(_ moves: Moves? = nil) throws -> CContext {
        let context = try CContext { configuration, arena in
            CContext.psk(&configuration, arena)
            unsafe configuration.uses_connection_ids = 1
            unsafe configuration.connection_id_length = 8
            guard let moves else { return }
            unsafe configuration.move_context = unsafe Unmanaged.passUnretained(moves).toOpaque()
            unsafe configuration.permits_move = { context, host, port, newHost, newPort in
                guard let context = unsafe context, let host = unsafe host, let newHost = unsafe newHost else {
                    return 1
                }
                let moves = unsafe Unmanaged<Moves>.fromOpaque(context).takeUnretainedValue()
                let former = unsafe CAddress(host: String(cString: host), port: port)
                moves.asked.put([former, unsafe CAddress(host: String(cString: newHost), port: newPort)])
                return moves.isPermitted ? 1 : 0
            }
        }
        return context
    }
}
