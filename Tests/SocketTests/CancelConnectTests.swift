internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.timeLimit(.minutes(5))) struct `Cancel from another thread ends a connect` {
    @Test(arguments: [TransportKind.stream, .datagram])
    func `that waits for the name server`(_ kind: TransportKind) throws {
        let socket = try TLSSocket(.psk(kind))
        let (asked, answer) = (Mailbox<String>(), Mailbox<Bool>())
        socket.addressSource = AddressSource { name, _ in
            asked.put(name)
            // Until the test is done: no name server is as slow as this one.
            _ = answer.take()
            return (0, [])
        }
        let ended = onThread { try socket.connect(to: "slow.example", port: 5684, within: .seconds(50)) }
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
        let socket = try TLSSocket(.psk(.stream))
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
        // Nobody accepts, and the queue is full: the system answers no further SYN.
        let listener = try #require(RawSocket(.stream, backlog: 0))
        let occupant = try TLSSocket(.psk(.stream))
        let first = onThread { try occupant.connect(to: "127.0.0.1", port: listener.port, within: .seconds(50)) }
        #expect(eventually { connections(to: listener.port, in: established) == 1 })
        let socket = try TLSSocket(.psk(.stream))
        let ended = onThread { try socket.connect(to: "127.0.0.1", port: listener.port, within: .seconds(50)) }
        #expect(eventually { connections(to: listener.port, in: synSent) == 1 })
        socket.cancel()
        #expect(ended.take()?.failure?.systemCode == .canceled)
        #expect(socket.state == .closed)
        try socket.close()
        occupant.cancel()
        #expect(first.take()?.failure?.systemCode == .canceled)
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `that waits in the handshake`(_ kind: TransportKind) throws {
        let silent = try #require(RawSocket(kind == .stream ? .stream : .datagram))
        let socket = try TLSSocket(.psk(kind))
        let ended = onThread { try socket.connect(to: "127.0.0.1", port: silent.port, within: .seconds(50)) }
        #expect(eventually { socket.remoteAddress?.port == silent.port })
        socket.cancel()
        #expect(ended.take()?.failure?.systemCode == .canceled)
        #expect(socket.state == .closed)
        try socket.close()
    }

    // The numbers of include/net/tcp_states.h.
    private let established = "01"
    private let synSent = "02"

    /// How many connections to a port of 127.0.0.1 are in a state, as the system tells.
    private func connections(to port: UInt16, in state: String) -> Int {
        let table = (try? String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)) ?? ""
        let digits = String(port, radix: 16, uppercase: true)
        let peer = ":" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        return table.split(separator: "\n").count { line in
            let fields = line.split(separator: " ")
            return fields.count > 3 && fields[2].hasSuffix(peer) && fields[3] == state
        }
    }
}
