internal import SecureSockets
internal import TestSupport
internal import Testing

/// An identity names its key with all of its bytes: a library that reads it as a text with an end must not cut it.
@Suite(.everyPair) struct `An identity of a pre-shared key` {
    private static let settings: [TLSVersion] = [.tls12, .tls13, .dtls12]

    private static func client(_ version: TLSVersion, _ identity: String) -> TLSConfiguration {
        var configuration = TLSConfiguration.psk(
            version.isDatagram ? .datagram : .stream,
            identity: Array(identity.utf8)
        )
        configuration.versions = [version]
        return configuration
    }

    /// Knows one identity, and notes which were asked for.
    private static func server(_ version: TLSVersion, _ identity: String, _ asked: Mailbox<String>) -> TLSConfiguration
    {
        let store = PreSharedKeyStore { found in
            let text = String(decoding: found.array, as: UTF8.self)
            asked.put(text)
            return text == identity ? Secret(TLSConfiguration.testKey) : nil
        }
        return TLSConfiguration(version.isDatagram ? .datagram : .stream, credentials: .preSharedKeys(store))
    }

    @Test(arguments: settings)
    func `is never cut at a byte of value 0`(_ version: TLSVersion) throws {
        guard version == .tls13 || ClientBackend.can(.binaryIdentities) else {
            let error = #expect(throws: TLSError.self) { try ClientBackend(Self.client(version, "device\0evil")) }
            #expect(error?.reason == .notSupported)
            #expect(error?.systemCode == .notSupported)
            return
        }
        let asked = Mailbox<String>()
        let link = try Link(
            ClientBackend(Self.client(version, "device\0evil")),
            ServerBackend(Self.server(version, "device", asked))
        )
        let outcome = link.handshake()
        #expect(outcome.server?.reason == .unknownPSKIdentity)
        #expect(outcome.server?.sentAlert == .fatal(.unknownPSKIdentity))
        #expect(outcome.client?.alert == .fatal(.unknownPSKIdentity))
        while let identity = asked.take(within: 0) { #expect(identity == "device\0evil") }
    }

    @Test(arguments: settings)
    func `with a byte of value 0 is served where the server's library takes it, and refused as unknown elsewhere`(
        _ version: TLSVersion
    ) throws {
        guard version == .tls13 || ClientBackend.can(.binaryIdentities) else { return }
        let identity = "one\0two"
        let link = try Link(
            ClientBackend(Self.client(version, identity)),
            ServerBackend(Self.server(version, identity, Mailbox()))
        )
        let outcome = link.handshake()
        guard version == .tls13 || ServerBackend.can(.binaryIdentities) else {
            #expect(outcome.server?.reason == .unknownPSKIdentity)
            #expect(outcome.client?.alert == .fatal(.unknownPSKIdentity))
            return
        }
        #expect(outcome.client == nil)
        #expect(link.server.engine.negotiated?.pskIdentity == Array(identity.utf8))
    }
}
