internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `Streams` {
    @Test func `one thread sends while another receives, 2 MiB both ways`() throws {
        let server = try LoopbackServer(.psk(.stream))
        let socket = try ClientSocket(.psk(.stream))
        try socket.connect(to: "127.0.0.1", port: server.port)
        let sent = (0..<2_097_152).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) }
        let sender = onThread { try socket.send(sent) }
        var received: [UInt8] = []
        while received.count < sent.count { received += try socket.receive(atMost: 65_536) }
        try expectGood(sender)
        #expect(received == sent)
        try socket.close()
    }

    @Test(arguments: [[TLSVersion.tls12], [.tls13]])
    func `data that is there already can be asked for`(_ versions: [TLSVersion]) throws {
        var configuration = TLSConfiguration.psk(.stream)
        configuration.versions = versions
        let (near, far) = MemoryTransport.pair(.stream)
        let (client, server) = try pair(near, far, .stream, client: configuration, server: configuration)
        server.receiveTimeout = .zero
        #expect(!server.hasBufferedData)
        // Three records of one piece of the stream: two wait unopened while the first is read.
        for byte in [UInt8(1), 2, 3] { try client.send([byte, byte]) }
        #expect(!server.hasBufferedData)
        var found: [UInt8] = try server.receive(atMost: 1)
        while server.hasBufferedData { found += try server.receive(atMost: 1) }
        #expect(found == [1, 1, 2, 2, 3, 3])
        expect(.timedOut) { try server.receive(atMost: 1) }
    }

    @Test(arguments: [true, false])
    func `the end of a stream comes behind all data, and says whether it is the end`(_ saysGoodBye: Bool) throws {
        let (near, far) = MemoryTransport.pair(.stream)
        let (client, server) = try pair(near, far, .stream)
        try client.send([UInt8](repeating: 1, count: 40_000))
        if saysGoodBye { try client.close() } else { try client.suspend() }
        var count = 0
        while count < 40_000 { count += try server.receive(atMost: 999).count }
        for _ in 0..<2 {
            if saysGoodBye {
                #expect(try server.receive(atMost: 10) == [])
            } else {
                let error = #expect(throws: TLSError.self) { try server.receive(atMost: 10) }
                #expect(error?.reason == .truncatedStream)
                #expect(error?.systemCode == .connectionReset)
            }
        }
    }

    @Test func `a stream that is no TLS is not called truncated`() throws {
        let (near, far) = MemoryTransport.pair(.stream)
        let client = try ClientSocket(.client(.stream))
        _ = try far.send(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8).span)
        far.shutdown()
        let error = #expect(throws: TLSError.self) {
            try client.upgrade(near, as: .client, host: "localhost", within: .seconds(20))
        }
        #expect(error?.reason != .truncatedStream)
        #expect(error?.reason != .timedOut)
    }

    @Test func `a record that was changed behind which the stream ends is not called truncated`() throws {
        let link = try Link(ClientBackend(.psk(.stream)), ServerBackend(.psk(.stream)))
        #expect(link.handshake().client == nil)
        _ = try link.client.readAll()
        try link.server.engine.write([1, 2, 3].span)
        link.server.takeOutgoing { bytes in
            var changed = bytes.array
            changed[changed.count - 1] ^= 1
            link.client.ingest(changed.span)
        }
        link.client.engine.ingestEnd()
        let error = #expect(throws: TLSError.self) { try link.client.readAll() }
        #expect(error?.reason == .malformedMessage)
        #expect(error?.sentAlert == TLSAlert.fatal(.badRecordMac))
    }

    @Test func `a flood that is readable for ever does not make the limit longer`() throws {
        for kind in [TransportKind.stream, .datagram] {
            let wrapped = WrappedTransport(MemoryTransport.pair(kind).0)
            wrapped.isReady = { true }
            // Handshake records of nothing, or datagrams of nobody.
            wrapped.receives = { _, bytes in
                if kind == .datagram { bytes.append(prefixOf: [1, 2, 3, 4, 5]) }
                return .data
            }
            let client = try ClientSocket(.psk(kind))
            let error = #expect(throws: TLSError.self) {
                try client.upgrade(wrapped, as: .client, host: "localhost", within: .milliseconds(50))
            }
            #expect(error?.reason == .timedOut)
        }
    }

    @Test func `a flood of datagrams that are no data does not make a receive longer`() throws {
        let (near, far) = MemoryTransport.pair(.datagram)
        let wrapped = WrappedTransport(near)
        let (client, server) = try pair(wrapped, far, .datagram)
        wrapped.isReady = { true }
        wrapped.receives = { _, bytes in
            bytes.append(prefixOf: [23, 254, 253, 0, 1, 0, 0, 0, 0, 0, 9, 0, 2, 1, 2])
            return .data
        }
        for limit in [Duration.zero, .milliseconds(30)] {
            client.receiveTimeout = limit
            expect(.timedOut) { try client.receive(atMost: 10) }
        }
        wrapped.isReady = nil
        wrapped.receives = nil
        client.receiveTimeout = .seconds(20)
        try server.send([7])
        try expectBytes([7], from: client)
    }
}

@Suite(.everyPair, .bounded, .serialized) struct `The key log` {
    @Test(arguments: [TLSVersion.tls12, .tls13, .dtls12])
    func `gets lines in NSS's format`(_ version: TLSVersion) throws {
        let lines = Mailbox<String>()
        var configuration = TLSConfiguration.psk(version.isDatagram ? .datagram : .stream)
        configuration.versions = [version]
        var logged = configuration
        logged.keyLog = { lines.put($0) }
        let link = try Link(ClientBackend(logged), ServerBackend(configuration))
        #expect(link.handshake().client == nil)
        var labels: [Substring] = []
        while let line = lines.take(within: 0) {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            #expect(parts.count == 3)
            #expect(parts[1].utf8.count == 64)
            #expect(parts[1...].allSatisfy { $0.allSatisfy { $0.isHexDigit && !$0.isUppercase } })
            labels.append(parts[0])
        }
        if version == .tls13 {
            #expect(Set(labels).isSuperset(of: ["CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0"]))
        } else {
            #expect(labels == ["CLIENT_RANDOM"])
        }
    }

    @Test(arguments: [TLSVersion.tls12, .tls13, .dtls12])
    func `is not what the environment says`(_ version: TLSVersion) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "keylog-\(UUID().uuidString)")
        let path = file.path(percentEncoded: false)
        // The library reads the variable when it first writes, which it must never do.
        unsafe setenv("SSLKEYLOGFILE", path, 1)
        defer { unsafe unsetenv("SSLKEYLOGFILE") }
        var configuration = TLSConfiguration.psk(version.isDatagram ? .datagram : .stream)
        configuration.versions = [version]
        let link = try Link(ClientBackend(configuration), ServerBackend(configuration))
        #expect(link.handshake().client == nil)
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
