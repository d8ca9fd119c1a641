internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair) struct `An alert in the clear` {
    /// In how many bytes the alert arrives at a time: it may come in any pieces.
    @Test(arguments: [1, 2, 3, 5, 6, 7], [TLSVersion.tls12, .tls13])
    func `that a client answers a flight with reaches the server`(_ size: Int, _ version: TLSVersion) throws {
        var configuration = try TLSConfiguration.client(.stream)
        configuration.versions = [version]
        let link = try Link(ClientBackend(configuration), ServerBackend(.server(.stream)))
        _ = try link.client.handshake(at: .zero)
        link.deliverFromClient()
        _ = try link.server.handshake(at: .zero)
        let record: [UInt8] = [21, 3, 3, 0, 2, 2, 48]
        let error = #expect(throws: TLSError.self) {
            for start in stride(from: 0, to: record.count, by: size) {
                link.server.ingest(Array(record[start..<min(start + size, record.count)]).span)
                _ = try link.server.handshake(at: .zero)
            }
        }
        #expect(error?.alert == .fatal(.unknownCA))
        #expect(error?.phase == .handshake)
        #expect(link.server.engine.alerts.records.map(\.alert) == [.fatal(.unknownCA)])
        #expect(link.server.engine.alerts.receivedCount == 1)
    }

    @Test func `that answers the first hello of DTLS reaches the client at once`() throws {
        let link = try Link(ClientBackend(.psk()), ServerBackend(.psk()))
        _ = try link.client.handshake(at: .zero)
        link.client.ingest(([21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40] as [UInt8]).span)
        let error = #expect(throws: TLSError.self) { try link.client.handshake(at: .zero) }
        #expect(error?.alert == .fatal(.handshakeFailure))
        #expect(link.client.engine.alerts.receivedCount == 1)
    }
}
