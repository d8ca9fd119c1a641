internal import CSecureSockets
internal import Glibc
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `A listener of the C interface` {
    private static let kinds: [TransportKind] = [.datagram, .stream]

    @Test func `gives its options to the sockets that it accepts`() throws {
        let listener = try CListener(CContext(SECSOCK_STREAM)) { settings, arena in
            var options = unsafe secsock_options()
            unsafe options.size = MemoryLayout<secsock_options>.size
            unsafe options.differentiated_services = 34
            unsafe settings.options = unsafe arena.value(options)
        }
        #expect(listener.localAddress == CAddress(host: "127.0.0.1", port: listener.port))
        let descriptor = try #require(connectedDescriptor(to: listener.port, isStream: true))
        defer { closeDescriptor(descriptor) }
        let accepted = try listener.accept()
        #expect(option(accepted.descriptor, IPPROTO_IP, IP_TOS) == 34 << 2)
    }

    @Test func `takes on no more than its limits, and counts what it refuses`() throws {
        let fills: [(inout secsock_listener_settings, Arena) -> Void] = unsafe [
            { settings, _ in unsafe settings.half_open_handshakes = 1 },
            { settings, _ in unsafe settings.associations = 1 },
            { settings, _ in unsafe settings.associations_per_address = 1 },
        ]
        for index in unsafe fills.indices {
            let listener = unsafe try CListener(CContext(SECSOCK_STREAM), fills[index])
            let descriptors = [
                try #require(connectedDescriptor(to: listener.port, isStream: true)),
                try #require(connectedDescriptor(to: listener.port, isStream: true)),
            ]
            defer { for descriptor in descriptors { closeDescriptor(descriptor) } }
            let first = try listener.accept()
            #expect(listener.acceptFailure(within: 100).number == SystemErrorCode.timedOut.rawValue)
            let counters = listener.counters()
            #expect(counters.accepted == 1)
            #expect(counters.half_open == 1)
            let refused = [
                counters.refused_by_half_open_handshakes, counters.refused_by_associations,
                counters.refused_by_associations_per_address,
            ]
            #expect(refused == (0..<3).map { $0 == index ? 1 : 0 })
            first.destroy()
        }
    }

    @Test(arguments: kinds)
    func `ends handshakes and silence in time`(_ kind: TransportKind) throws {
        let number = kind == .datagram ? SECSOCK_DATAGRAM : SECSOCK_STREAM
        let listener = try CListener(CContext(number)) { settings, _ in unsafe settings.idle_time = 20 }
        let done = onThread {
            let socket = try listener.accept()
            #expect(socket.accept().isSuccess, "\(socket.errorText)")
            socket.setReceiveTimeout(-1)
            #expect(socket.receive().error.number == SystemErrorCode.timedOut.rawValue)
        }
        let client = try CSocket(CContext(number))
        #expect(client.connect(port: listener.port).isSuccess, "\(client.errorText)")
        #expect(try #require(done.take()).error == nil)
        #expect(listener.counters().idle == 1)
        guard kind == .stream else { return }
        let hasty = try CListener(CContext(number)) { settings, _ in unsafe settings.handshake_time = 10 }
        let descriptor = try #require(connectedDescriptor(to: hasty.port, isStream: true))
        defer { closeDescriptor(descriptor) }
        #expect(try hasty.accept().accept(within: -1).number == SystemErrorCode.timedOut.rawValue)
        #expect(hasty.counters().failed_handshakes == 1)
    }

    @Test(arguments: kinds)
    func `counts clients, cookies and alerts`(_ kind: TransportKind) throws {
        let number = kind == .datagram ? SECSOCK_DATAGRAM : SECSOCK_STREAM
        let listener = try CListener(CContext(number))
        let done = onThread {
            let socket = try listener.accept()
            #expect(socket.accept().isSuccess, "\(socket.errorText)")
            #expect(listener.counters().associations == 1)
            #expect(socket.receive().hasEnded)
            #expect(socket.close().isSuccess)
        }
        let client = try CSocket(CContext(number))
        #expect(client.connect(port: listener.port).isSuccess, "\(client.errorText)")
        #expect(client.close().isSuccess)
        #expect(try #require(done.take()).error == nil)
        let counters = listener.counters()
        #expect(counters.accepted == 1)
        #expect(counters.established == 1)
        #expect(counters.associations == 0)
        #expect(counters.cookies_verified == (kind == .datagram ? 1 : 0))
        #expect((counters.cookies_sent > 0) == (kind == .datagram))
        #expect(counters.refused_by_associations == 0)
        #expect(unsafe secsock_listener_alerts_received(listener.pointer, 0) == 1)
        #expect(unsafe secsock_listener_alerts_sent(listener.pointer, 40) == 0)
    }

    @Test func `says in words why there is none`() throws {
        let context = try CContext(SECSOCK_STREAM)
        let taken = try CListener(context)
        let inUse = CListener.failure(context) { settings, _ in unsafe settings.port = taken.port }
        #expect(inUse.error.number == SystemErrorCode.addressInUse.rawValue)
        #expect(inUse.text.contains("127.0.0.1"))
        let family = CListener.failure(context) { settings, arena in
            var options = unsafe secsock_options()
            unsafe options.size = MemoryLayout<secsock_options>.size
            unsafe options.family = UInt8(SECSOCK_FAMILY_IPV6)
            unsafe settings.options = unsafe arena.value(options)
        }
        #expect(family.error.number == SystemErrorCode.addressNotAvailable.rawValue)
        #expect(family.text.contains("127.0.0.1 has no IPv6 address"))
        let size = CListener.failure(context) { settings, _ in unsafe settings.size = 4 }
        #expect(size.error.number == SystemErrorCode.invalidArgument.rawValue)
        #expect(size.text.contains("the size in the settings"))
        let noText = CListener.failure(context) { settings, arena in
            unsafe settings.host = unsafe arena.list([CChar(bitPattern: 0xc3), 0])
        }
        #expect(noText.error.number == SystemErrorCode.invalidArgument.rawValue)
        #expect(noText.text.contains("the host is not UTF-8"))
    }

    @Test func `says in words what its last call that failed came to`() throws {
        let listener = try CListener(CContext(SECSOCK_STREAM))
        #expect(listener.errorText.isEmpty)
        #expect(listener.acceptFailure(within: 0).number == SystemErrorCode.timedOut.rawValue)
        let first = listener.errorText
        #expect(!first.isEmpty)
        #expect(listener.reload(try CContext(SECSOCK_DATAGRAM)).number == SystemErrorCode.invalidArgument.rawValue)
        #expect(listener.errorText.contains("the listener is for streams"))
        listener.cancel()
        #expect(listener.acceptFailure(within: -1).number == SystemErrorCode.canceled.rawValue)
        #expect(listener.errorText != first)
    }

    @Test(arguments: kinds)
    func `serves with another context from when it is told`(_ kind: TransportKind) throws {
        let version = CCase(version: kind == .datagram ? .dtls12 : .tls12, usesCertificates: true)
        let listener = try CListener(CContext(version.number))
        #expect(listener.reload(try CContext(version.number, version.fillServer)).isSuccess)
        let done = onThread {
            let socket = try listener.accept()
            #expect(socket.accept().isSuccess, "\(socket.errorText)")
        }
        let client = try CSocket(CContext(version.number, version.fillClient))
        #expect(client.connect(port: listener.port, host: "localhost").isSuccess, "\(client.errorText)")
        #expect(client.negotiated().fields.peer_certificate_type == SECSOCK_CERTIFICATE_TYPE_X509)
        #expect(try #require(done.take()).error == nil)
        #expect(unsafe CError(secsock_listener_reload(listener.pointer, nil)).number == EINVAL)
    }
}
