internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `Datagrams` {
    @Test func `over the inner MTU are EMSGSIZE and the association goes on`() throws {
        let (near, far) = MemoryTransport.pair(.datagram)
        let (client, server) = try pair(near, far, .datagram, client: ccm8, server: ccm8)
        let most = try #require(client.innerMaximumTransmissionUnit)
        #expect(most == 1400 - 29)
        for count in [most + 1, 16_384, 70_000] {
            let error = #expect(throws: TLSError.self) { try client.send([UInt8](repeating: 1, count: count)) }
            #expect(error?.systemCode == .messageTooLong)
            #expect(error?.reason == .messageTooLong)
            #expect(error?.detail == "\(count) bytes to send, at most \(most) fit a datagram")
        }
        let longest = [UInt8](repeating: 2, count: most)
        try client.send(longest)
        try expectBytes(longest, from: server)
    }

    @Test(arguments: [128, 256, 512, 1280, 1500, 9000, 16_384, 16_413, 65_507])
    func `have the outer MTU less 29 bytes with CCM_8, and never over a record`(_ length: Int) throws {
        let (near, far) = MemoryTransport.pair(.datagram, maximumTransmissionUnit: 65_507)
        var client = ccm8
        client.maximumTransmissionUnit = length
        let (sender, receiver) = try pair(near, far, .datagram, client: client, server: ccm8)
        let most = try #require(sender.innerMaximumTransmissionUnit)
        #expect(length > 16_384 || most == length - 29)
        #expect(most <= 16_384)
        let longest = [UInt8](repeating: 2, count: most)
        try sender.send(longest)
        try expectBytes(longest, from: receiver)
        expect(.messageTooLong) { try sender.send(longest + [3]) }
    }

    @Test func `longer than the buffer fill it, are EMSGSIZE, and the next one is whole`() throws {
        let (near, far) = MemoryTransport.pair(.datagram)
        let (client, server) = try pair(near, far, .datagram)
        try client.send([1, 2, 3, 4, 5])
        try client.send([6, 7, 8])
        try client.send([9])
        var error: TLSError?
        let cut = [UInt8](capacity: 3) { output in
            do throws(TLSError) {
                _ = try server.receive(into: &output)
            } catch let failure {
                error = failure
            }
        }
        #expect(cut == [1, 2, 3])
        #expect(error?.systemCode == .messageTooLong)
        #expect(error?.detail == "the datagram is longer than the buffer and was cut")
        #expect(try server.receive(atMost: 3) == [6, 7, 8])
        #expect(try server.receive(atMost: 3) == [9])
    }

    @Test func `that share one UDP payload are all read`() throws {
        let link = try Link(ClientBackend(ccm8), ServerBackend(ccm8))
        #expect(link.handshake().client == nil)
        for number in UInt8(1)...3 { try link.client.engine.write([number].span) }
        var joined: [UInt8] = []
        while link.client.takeOutgoing({ joined += $0.array }) {}
        link.server.ingest(joined.span)
        #expect(link.server.engine.hasBufferedData)
        #expect(try link.server.readAll().data == [[1], [2], [3]])
        #expect(!link.server.engine.hasBufferedData)
    }

    @Test func `of nothing, of garbage and of the past end no association`() throws {
        let (near, far) = MemoryTransport.pair(.datagram)
        let wrapped = WrappedTransport(near)
        let seen = Mailbox<[UInt8]>()
        wrapped.sends = { (base, bytes) throws(TLSError) in
            seen.put(bytes.array)
            return try base.send(bytes)
        }
        let (client, server) = try pair(wrapped, far, .datagram)
        try client.send([1])
        try expectBytes([1], from: server)
        var old: [[UInt8]] = []
        while let datagram = seen.take(within: 0) { old.append(datagram) }
        #expect(old.count >= 3)
        let empty = [UInt8](repeating: 0, count: 13)
        // Every datagram once more, nothing at all, an alert and application data in the clear, records cut and too long.
        let alert: [UInt8] = [21, 254, 253, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2, 40]
        let clear: [UInt8] = [23, 254, 253, 0, 0, 0, 0, 0, 0, 0, 98, 0, 1, 7]
        let forged: [UInt8] = [21, 254, 253, 0, 1, 0, 0, 0, 0, 9, 99, 0, 2, 2, 40]
        let garbage: [[UInt8]] = [[], [0], [22], empty, alert, clear, forged, Array(alert.dropLast()), [0xff] + empty]
        for datagram in old + garbage + old.map({ Array($0.dropLast()) }) {
            _ = try near.send(datagram.span)
            server.receiveTimeout = .zero
            expect(.timedOut) { try server.receive(atMost: 100) }
            server.receiveTimeout = .seconds(20)
            try client.send([2])
            let received = try? server.receive(atMost: 100)
            #expect(received == [2], "after \(datagram.prefix(20))")
            try server.send([3])
            try expectBytes([3], from: client)
        }
    }

    @Test func `of nothing and of strangers do not disturb a UDP association`() throws {
        let server = try LoopbackServer(.psk())
        let socket = try ClientSocket(.psk())
        try socket.bind(host: "127.0.0.1")
        let stranger = try #require(RawSocket(.datagram))
        try socket.connect(to: "127.0.0.1", port: server.port)
        for bytes in [[], [0], [UInt8](repeating: 22, count: 2000)] {
            stranger.send(bytes, to: server.port)
            if let port = socket.localAddress?.port { stranger.send(bytes, to: port) }
            try socket.send([1])
            try expectBytes([1], from: socket)
        }
        try socket.close()
    }

    @Test func `of 50 clients at once are told apart`() throws {
        let server = try LoopbackServer(.psk())
        let port = server.port
        let clients = (UInt8(0)..<50).map { number in
            onThread {
                let socket = try ClientSocket(.psk())
                try socket.connect(to: "127.0.0.1", port: port)
                for _ in 0..<5 {
                    try socket.send([number])
                    try expectBytes([number], from: socket)
                }
                try socket.close()
            }
        }
        for client in clients { try expectGood(client) }
    }

    @Test(arguments: [nil, "127.0.0.1"])
    func `of the inner MTU are no longer for a server than for its client`(_ host: String?) throws {
        let listener = try ServerListener(.psk(), host: host, port: 0)
        let serving = onThread {
            let socket = try listener.accept()
            try socket.handshake()
            try LoopbackServer.echo(socket)
        }
        let socket = try ClientSocket(.psk())
        try socket.connect(to: "127.0.0.1", port: listener.localAddress.port)
        let bytes = [UInt8](repeating: 5, count: try #require(socket.innerMaximumTransmissionUnit))
        try socket.send(bytes)
        try expectBytes(bytes, from: socket)
        try socket.close()
        try expectGood(serving)
    }

    @Test func `arrive where the socket of another client took them from the system`() throws {
        let server = try LoopbackServer(.psk()) { (socket) throws(TLSError) in
            let first = try socket.receive(atMost: 1)
            try socket.send(first)
            if first == [0] { try poll(socket) } else { try LoopbackServer.echo(socket) }
        }
        let (poller, client) = (try ClientSocket(.psk()), try ClientSocket(.psk()))
        for (number, socket) in [poller, client].enumerated() {
            try socket.connect(to: "127.0.0.1", port: server.port)
            socket.receiveTimeout = .seconds(5)
            try socket.send([UInt8(number)])
            try expectBytes([UInt8(number)], from: socket)
        }
        for _ in 0..<2000 {
            try client.send([2])
            try expectBytes([2], from: client)
        }
        try poller.close()
        try client.close()
    }

    @Test func `of a hello admit the address only that the cookie was made for`() throws {
        let backend = try ClientBackend(.psk())
        let gate = try ServerBackend(.psk()).makeGate(maximumTransmissionUnit: 1400)
        let client = try Association(
            backend.makeEngine(.client, host: nil, maximumTransmissionUnit: 1400),
            role: .client,
            settings: backend.settings
        )
        let own = [UInt8](repeating: 1, count: 18)
        let other = [UInt8](repeating: 1, count: 17) + [2]
        let first = try hello(of: client)
        #expect(try !isAdmitted(first, own, gate))
        #expect(gate.takeOutgoing { client.ingest($0) })
        let second = try hello(of: client)
        #expect(second.count > first.count)
        #expect(try !isAdmitted(second, other, gate))
        #expect(try isAdmitted(second, own, gate))
        #expect(try !isAdmitted(second, own, ServerBackend(.psk()).makeGate(maximumTransmissionUnit: 1400)))
        for count in 0..<second.count {
            #expect(try !isAdmitted(Array(second.prefix(count)), own, gate))
            gate.takeOutgoing { #expect($0.count <= 60) }
        }
    }

    private func isAdmitted(_ hello: [UInt8], _ address: [UInt8], _ gate: ServerBackend.Gate) throws -> Bool {
        try gate.admit(hello.span, from: address.span) != nil
    }

    private func hello(of client: Association<ClientBackend.Engine>) throws -> [UInt8] {
        var bytes: [UInt8] = []
        _ = try client.handshake(at: .zero)
        client.takeOutgoing { bytes = $0.array }
        return bytes
    }

    private var ccm8: TLSConfiguration {
        var configuration = TLSConfiguration.psk()
        configuration.cipherSuites = [.TLS_PSK_WITH_AES_128_CCM_8]
        return configuration
    }
}

/// Asks without waiting, again and again, until the end.
private func poll(_ socket: ServerSocket) throws(TLSError) {
    socket.receiveTimeout = .zero
    while true {
        do throws(TLSError) {
            if try socket.receive(atMost: 1).isEmpty { return }
        } catch {
            guard error.reason == .timedOut else { throw error }
        }
    }
}
