internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair) struct `An alert on an established association` {
    static let versions: [TLSVersion] = [.tls12, .tls13, .dtls12]

    static func established(_ version: TLSVersion) throws -> Link<ClientBackend, ServerBackend> {
        let kind: TransportKind = version.isDatagram ? .datagram : .stream
        var client = try TLSConfiguration.client(kind)
        client.versions = [version]
        var server = try TLSConfiguration.server(kind)
        server.versions = [version]
        let link = try Link(ClientBackend(client), ServerBackend(server))
        let outcome = link.handshake()
        #expect(outcome.client == nil)
        #expect(outcome.server == nil)
        _ = try link.client.readAll()
        return link
    }

    @Test(arguments: versions)
    func `that is fatal ends the read with its level and description`(_ version: TLSVersion) throws {
        guard ServerBackend.can(.chosenAlerts) else { return }
        let link = try Self.established(version)
        #expect(link.server.engine.send(.fatal(.accessDenied)))
        link.deliverFromServer()
        let error = #expect(throws: TLSError.self) { try link.client.readAll() }
        #expect(error?.alert == .fatal(.accessDenied))
        #expect(error?.category == .alert)
        #expect(error?.code == 0x231)
        #expect(error?.phase == .established)
        let record = AlertRecord(direction: .received, alert: .fatal(.accessDenied), phase: .established)
        #expect(link.client.engine.alerts.records == [record])
    }

    @Test(arguments: [TLSVersion.tls12, .dtls12])
    func `that is a warning is noted, and the read goes on`(_ version: TLSVersion) throws {
        guard ServerBackend.can(.chosenAlerts), ClientBackend.can(.toleratedWarnings) else { return }
        let link = try Self.established(version)
        let warning = TLSAlert(level: .warning, description: .noRenegotiation)
        link.server.engine.send(warning)
        try link.server.engine.write([42].span)
        link.deliverFromServer()
        let (data, hasEnded) = try link.client.readAll()
        #expect(data == [[42]])
        #expect(!hasEnded)
        #expect(link.client.engine.alerts.lastReceived == warning)
    }

    @Test func `of TLS 1.3 is fatal whatever its level says, but for user_canceled`() throws {
        guard ServerBackend.can(.chosenAlerts) else { return }
        let link = try Self.established(.tls13)
        link.server.engine.send(TLSAlert(level: .warning, description: .internalError))
        link.deliverFromServer()
        let error = #expect(throws: TLSError.self) { try link.client.readAll() }
        #expect(error?.alert == .fatal(.internalError))
        let other = try Self.established(.tls13)
        let canceled = TLSAlert(level: .warning, description: .userCanceled)
        other.server.engine.send(canceled)
        other.server.engine.close()
        other.deliverFromServer()
        // GnuTLS ends the session over it, though RFC 8446, 6.1 lets close_notify follow.
        for _ in 0..<2 {
            let end = #expect(throws: TLSError.self) { try other.client.readAll() }
            #expect(end?.alert == canceled)
        }
        #expect(other.client.engine.alerts.records.first?.alert == canceled)
    }

    @Test(arguments: versions)
    func `that is close_notify ends the stream and no more than that`(_ version: TLSVersion) throws {
        let link = try Self.established(version)
        try link.server.engine.write([1].span)
        link.server.engine.close()
        link.deliverFromServer()
        let (data, hasEnded) = try link.client.readAll()
        #expect(data == [[1]])
        #expect(hasEnded)
        #expect(link.client.engine.alerts.records.map { $0.alert } == [.closeNotify])
        #expect(link.server.engine.alerts.lastSent == .closeNotify)
        #expect(try link.client.readAll().hasEnded)
    }

    @Test func `is one of the last sixteen that are kept, and all are counted`() throws {
        guard ServerBackend.can(.chosenAlerts), ClientBackend.can(.toleratedWarnings) else { return }
        let link = try Self.established(.tls12)
        for number in 0..<20 {
            link.server.engine.send(TLSAlert(level: .warning, description: .init(rawValue: UInt8(200 + number))))
            link.deliverFromServer()
            _ = try link.client.readAll()
        }
        let log = link.client.engine.alerts
        #expect(log.receivedCount == 20)
        #expect(log.records.map { $0.alert.description.rawValue } == Array(204...219))
        #expect(link.server.engine.alerts.sentCount == 20)
    }
}

@Suite(.everyPair) struct `An alert in the handshake` {
    @Test(arguments: `An alert on an established association`.versions)
    func `that is close_notify is an error`(_ version: TLSVersion) throws {
        let kind: TransportKind = version.isDatagram ? .datagram : .stream
        var configuration = try TLSConfiguration.client(kind)
        configuration.versions = [version]
        let link = try Link(ClientBackend(configuration), ServerBackend(.server(kind)))
        _ = try link.client.handshake(at: .zero)
        link.deliverFromClient()
        link.server.engine.close()
        link.deliverFromServer()
        let error = #expect(throws: TLSError.self) { try link.client.handshake(at: .zero) }
        #expect(error?.alert?.description == .closeNotify)
        #expect(error?.reason == .connectionClosed)
        #expect(link.client.engine.alerts.lastReceived?.description == .closeNotify)
    }

    @Test func `that answers the very first hello of DTLS arrives, though GnuTLS drops it`() throws {
        let link = try Link(ClientBackend(.psk()), ServerBackend(.psk()))
        _ = try link.client.handshake(at: .zero)
        // handshake_failure in the clear: what a server without cookies says to a hello without a suite of its own.
        let alert: [UInt8] = [21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40]
        link.client.ingest(alert.span)
        let error = #expect(throws: TLSError.self) { try link.client.handshake(at: .zero) }
        #expect(error?.alert == .fatal(.handshakeFailure))
        #expect(link.client.engine.alerts.records.map { $0.alert } == [.fatal(.handshakeFailure)])
    }

    @Test func `that is forged in the clear after the handshake is dropped`() throws {
        let link = try `An alert on an established association`.established(.dtls12)
        let alert: [UInt8] = [21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2, 40]
        link.client.ingest(alert.span)
        try link.server.engine.write([7].span)
        link.deliverFromServer()
        #expect(try link.client.readAll().data == [[7]])
        #expect(link.client.engine.alerts.records.isEmpty)
    }
}
