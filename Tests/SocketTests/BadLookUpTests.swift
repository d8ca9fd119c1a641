internal import SecureSockets
internal import TestSupport
internal import Testing

/// A closure of a server's that looks keys up cannot throw, which the compiler sees to; it can be slow, or have no good key.
@Suite(.everyLibrary, .bounded) struct `A look-up of pre-shared keys` {
    /// The key of one identity, which the others have not; it waits for the mailbox first where the identity is `slow`.
    private static func store(_ gate: Mailbox<Void>) -> PreSharedKeyStore {
        PreSharedKeyStore { identity in
            switch String(decoding: identity.array, as: UTF8.self) {
            case "slow":
                _ = gate.take(within: 120)
                return Secret(TLSConfiguration.testKey)
            case "device": return Secret(TLSConfiguration.testKey)
            case "empty": return Secret([])
            case "long": return Secret([UInt8](repeating: 1, count: 513))
            default: return nil
            }
        }
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `that is slow keeps its own client waiting and no other`(_ kind: TransportKind) throws {
        let gate = Mailbox<Void>()
        defer { gate.put(()) }
        let credentials = Credentials.preSharedKeys(Self.store(gate))
        let server = try LoopbackServer(TLSConfiguration(kind, credentials: credentials), within: .seconds(120))
        let port = server.port
        let slow = try ClientSocket(.psk(kind, identity: Array("slow".utf8)))
        let waiting = onThread { try slow.connect(to: "127.0.0.1", port: port, within: .seconds(120)) }
        for number in UInt8(0)..<5 {
            let client = try ClientSocket(.psk(kind))
            try client.connect(to: "127.0.0.1", port: port)
            try client.send([number])
            try expectBytes([number], from: client)
            try client.close()
        }
        #expect(waiting.count == 0)
        gate.put(())
        let ending = try #require(waiting.take(within: 120))
        #expect(ending.error == nil)
        try slow.send([9])
        try expectBytes([9], from: slow)
        try slow.close()
    }

    @Test(arguments: [TransportKind.stream, .datagram], ["unknown", "empty", "long"])
    func `that has no good key is told to both ends, and the next client is served`(
        _ kind: TransportKind,
        _ identity: String
    ) throws {
        let credentials = Credentials.preSharedKeys(Self.store(Mailbox()))
        let server = try LoopbackServer(TLSConfiguration(kind, credentials: credentials))
        let port = server.port
        var configuration = TLSConfiguration.psk(kind, identity: Array(identity.utf8))
        if kind == .stream { configuration.versions = [.tls12] }
        let refused = try ClientSocket(configuration)
        let error = #expect(throws: TLSError.self) {
            try refused.connect(to: "127.0.0.1", port: port, within: .seconds(60))
        }
        #expect(error?.alert == .fatal(.unknownPSKIdentity))
        #expect(error?.reason == .unknownPSKIdentity)
        guard case .failed(let own, _) = server.nextOutcome() else {
            Issue.record("the server took it")
            return
        }
        #expect(own.reason == .unknownPSKIdentity)
        #expect(own.sentAlert == .fatal(.unknownPSKIdentity))
        let client = try ClientSocket(.psk(kind))
        try client.connect(to: "127.0.0.1", port: port)
        try client.send([1])
        try expectBytes([1], from: client)
        try client.close()
    }

    @Test(arguments: [Int.min, 0, 1, 127])
    func `is never asked where no handshake fits the MTU: there is no listener`(_ length: Int) throws {
        var configuration = TLSConfiguration.datagram(.preSharedKeys(Self.store(Mailbox())))
        configuration.maximumTransmissionUnit = length
        let error = #expect(throws: TLSError.self) { try ServerListener(configuration, host: "127.0.0.1", port: 0) }
        #expect(error?.reason == .invalidConfiguration)
        #expect(error?.systemCode == .invalidArgument)
    }
}
