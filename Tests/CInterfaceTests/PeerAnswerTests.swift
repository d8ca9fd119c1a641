internal import CSecureSockets
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `Who is at the other end, the C interface says` {
    private static let kinds: [TransportKind] = [.datagram, .stream]

    @Test(arguments: kinds)
    func `by the addresses of both ends, at a client and at a server`(_ kind: TransportKind) throws {
        let number = kind == .datagram ? SECSOCK_DATAGRAM : SECSOCK_STREAM
        let listener = try CListener(CContext(number))
        let client = try CSocket(CContext(number))
        #expect(client.localAddress == .none)
        #expect(client.remoteAddress == .none)
        #expect(client.bind().isSuccess)
        let bound = client.localAddress
        #expect(bound.host == "127.0.0.1")
        #expect(bound.port > 0)
        #expect(client.remoteAddress == .none)
        let done = onThread {
            let socket = try listener.accept()
            #expect(socket.remoteAddress == bound)
            #expect(socket.localAddress == CAddress(host: "127.0.0.1", port: listener.port))
            #expect(socket.accept().isSuccess, "\(socket.errorText)")
            #expect(socket.remoteAddress == bound)
            #expect(socket.close().isSuccess)
            #expect(socket.remoteAddress == .none)
            #expect(socket.localAddress == .none)
        }
        #expect(client.connect(port: listener.port).isSuccess, "\(client.errorText)")
        #expect(try #require(done.take()).error == nil)
        #expect(client.localAddress == bound)
        #expect(client.remoteAddress == CAddress(host: "127.0.0.1", port: listener.port))
        #expect(client.close().isSuccess)
        #expect(client.remoteAddress == .none)
    }

    @Test func `by no address over functions, and cut to the room that there is`() throws {
        let joined = try Joined.psk()
        #expect(joined.client.localAddress == .none)
        #expect(joined.client.remoteAddress == .none)
        let bound = try CSocket(CContext())
        #expect(bound.bind().isSuccess)
        var bytes = [CChar](repeating: 0x55, count: 8)
        let length = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            unsafe secsock_socket_local_address(bound.pointer, buffer.baseAddress, 4, nil)
        }
        #expect(length == "127.0.0.1".utf8.count)
        #expect(bytes == "127".utf8.map { CChar(bitPattern: $0) } + [0, 0x55, 0x55, 0x55, 0x55])
    }

    @Test(.enabled(if: hasIPv6))
    func `by an address of IPv6 without its brackets`() throws {
        let socket = try CSocket(CContext())
        #expect(socket.bind(host: "::1").isSuccess)
        #expect(socket.localAddress.host == "::1")
        #expect(socket.localAddress.port > 0)
    }

    @Test(arguments: kinds)
    func `by the name that a client asked a server for`(_ kind: TransportKind) throws {
        let version = CCase(version: kind == .datagram ? .dtls12 : .tls12, usesCertificates: true)
        let (near, far) = MemoryTransport.pair(kind)
        let client = try ClientSocket(version.configuration(.client))
        let done = onThread { try client.upgrade(far, as: .client, host: "localhost", within: .seconds(20)) }
        let server = try CSocket(CContext(version.number, version.fillServer))
        #expect(server.handshake(CallbackWire(near), as: SECSOCK_SERVER, host: nil).isSuccess, "\(server.errorText)")
        #expect(try #require(done.take()).error == nil)
        #expect(server.serverName == "localhost")
        let fields = server.negotiated().fields
        #expect(fields.certificate_type == SECSOCK_CERTIFICATE_TYPE_X509)
        #expect(fields.peer_certificate_type == SECSOCK_CERTIFICATE_TYPE_NONE)
        #expect(server.peerPublicKey.isEmpty)
    }

    @Test func `by no name and no type with pre-shared keys`() throws {
        let joined = try Joined.psk()
        let fields = joined.client.negotiated().fields
        #expect(fields.certificate_type == SECSOCK_CERTIFICATE_TYPE_NONE)
        #expect(fields.peer_certificate_type == SECSOCK_CERTIFICATE_TYPE_NONE)
        #expect(joined.client.connectionID.isEmpty)
        #expect(joined.client.peerConnectionID.isEmpty)
        #expect(joined.client.peerPublicKey.isEmpty)
    }

    @Test(arguments: kinds)
    func `by its raw public key`(_ kind: TransportKind) throws {
        guard DefaultBackend.features.contains(.rawPublicKeys), ServerBackend.can(.rawPublicKeys) else { return }
        let number = kind == .datagram ? SECSOCK_DATAGRAM : SECSOCK_STREAM
        let context = try CContext(number) { configuration, arena in
            let key = (try? Certificates.publicKey("server")) ?? []
            unsafe configuration.pinned_public_keys = .bytes(key, arena)
        }
        let joined = try Joined(context, .rawPublicKey(kind, own: "server"))
        #expect(try joined.client.peerPublicKey == Certificates.publicKey("server"))
        let fields = joined.client.negotiated().fields
        #expect(fields.peer_certificate_type == SECSOCK_CERTIFICATE_TYPE_RAW_PUBLIC_KEY)
        #expect(joined.client.close().isSuccess)
        #expect(joined.client.peerPublicKey.isEmpty)
    }

    @Test func `by the connection IDs of both ends`() throws {
        guard DefaultBackend.features.contains(.connectionIDs), ServerBackend.can(.connectionIDs) else { return }
        let context = try CContext { configuration, arena in
            CContext.psk(&configuration, arena)
            unsafe configuration.uses_connection_ids = 1
            unsafe configuration.connection_id_length = 5
        }
        var configuration = TLSConfiguration.psk()
        configuration.connectionIDs = ConnectionIDOptions(length: 3)
        let joined = try Joined(context, configuration)
        let agreed = try #require(joined.server.negotiated?.connectionIDs)
        #expect(joined.client.connectionID == agreed.peer)
        #expect(joined.client.peerConnectionID == agreed.own)
        #expect(agreed.peer.count == 5)
        #expect(agreed.own.count == 3)
    }

    /// Whether the machine has an address of IPv6 to itself.
    private static var hasIPv6: Bool {
        (try? ServerListener(.psk(.stream), host: "::1", port: 0)) != nil
    }
}
