internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite struct `A handshake in memory` {
    @Test func `with a pre-shared key over datagrams completes and carries data`() throws {
        var configuration = TLSConfiguration.psk()
        configuration.cipherSuites = [.TLS_PSK_WITH_AES_128_CCM_8]
        let link = try Link(DefaultBackend(configuration), DefaultBackend(configuration))
        let outcome = link.handshake()
        #expect(outcome.client == nil)
        #expect(outcome.server == nil)
        #expect(link.client.engine.negotiated?.cipherSuite == .TLS_PSK_WITH_AES_128_CCM_8)
        #expect(link.server.engine.negotiated?.pskIdentity == Array("device".utf8))
        try link.client.engine.write([1, 2, 3].span)
        link.deliverFromClient()
        #expect(try link.server.readAll().data == [[1, 2, 3]])
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `with certificates of both ends completes`(_ kind: TransportKind) throws {
        let client = try DefaultBackend(.client(kind, certificate: "client"))
        let server = try DefaultBackend(.server(kind, clients: .required))
        let link = try Link(client, server)
        let outcome = link.handshake()
        #expect(outcome.client == nil)
        #expect(outcome.server == nil)
        #expect(link.server.engine.negotiated?.peerCertificates.count == 1)
    }
}
