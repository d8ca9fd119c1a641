internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `Cancel from another thread ends a connect` {
    @Test(arguments: [TransportKind.stream, .datagram])
    func `that waits for the name server`(_ kind: TransportKind) throws {
        let socket = try ClientSocket(.psk(kind))
        let (asked, answer) = (Mailbox<String>(), Mailbox<Bool>())
        socket.addressSource = AddressSource { name, _ in
            asked.put(name)
            // Until the test is done: no name server is as slow as this one.
            _ = answer.take()
            return (0, [])
        }
        let ended = onThread { try socket.connect(to: "slow.example", port: 5684, within: .seconds(200)) }
        #expect(asked.take() == "slow.example")
        socket.cancel()
        #expect(ended.take()?.failure?.systemCode == .canceled)
        #expect(socket.state == .closed)
        expect(.canceled) { try socket.connect(to: "slow.example", port: 5684) }
        try socket.close()
        answer.put(true)
        // The socket is as good as new.
        let server = try LoopbackServer(.psk(kind))
        socket.addressSource = .system
        try socket.connect(to: "127.0.0.1", port: server.port, within: .seconds(20))
        try socket.close()
    }

    @Test func `that waits for the name server longer than it may`() throws {
        let socket = try ClientSocket(.psk(.stream))
        let answer = Mailbox<Bool>()
        socket.addressSource = AddressSource { _, _ in
            _ = answer.take()
            return (0, [])
        }
        let error = #expect(throws: TLSError.self) {
            try socket.connect(to: "slow.example", port: 5684, within: .milliseconds(20))
        }
        #expect(error?.reason == .timedOut)
        #expect(error?.detail == "the name server did not answer in time")
        answer.put(true)
    }

    @Test func `that waits for TCP`() throws {
        // Nobody accepts, and once the queue is full the system answers no further SYN.
        let listener = try #require(RawSocket(.stream, .silence(backlog: 0)))
        let occupant = try ClientSocket(.psk(.stream))
        let first = onThread { try occupant.connect(to: "127.0.0.1", port: listener.port, within: .seconds(200)) }
        try #require(eventually { SystemTable.tcp(.listen, local: listener.port).map(\.queued) == [1] })
        let socket = try ClientSocket(.psk(.stream))
        let ended = onThread { try socket.connect(to: "127.0.0.1", port: listener.port, within: .seconds(200)) }
        #expect(eventually { SystemTable.tcp(.synSent, peer: listener.port).count == 1 }, "\(SystemTable.text)")
        socket.cancel()
        #expect(ended.take()?.failure?.systemCode == .canceled)
        #expect(socket.state == .closed)
        try socket.close()
        occupant.cancel()
        #expect(first.take()?.failure?.systemCode == .canceled)
        withExtendedLifetime(listener) {}
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `that waits in the handshake`(_ kind: TransportKind) throws {
        let silent = try #require(RawSocket(kind == .stream ? .stream : .datagram))
        let socket = try ClientSocket(.psk(kind))
        let ended = onThread { try socket.connect(to: "127.0.0.1", port: silent.port, within: .seconds(200)) }
        #expect(eventually { socket.remoteAddress?.port == silent.port })
        socket.cancel()
        #expect(ended.take()?.failure?.systemCode == .canceled)
        #expect(socket.state == .closed)
        try socket.close()
    }
}
