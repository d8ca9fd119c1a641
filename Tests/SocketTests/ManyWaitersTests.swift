internal import Glibc
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `Many sockets of one UDP port that wait` {
    private static let idle = 40
    private static let messages = 200

    @Test func `are not woken by what is for another one`() throws {
        let switches = Mailbox<Int>()
        let server = try LoopbackServer(.psk()) { (socket) throws(TLSError) in
            let before = Self.voluntarySwitches
            let first = try socket.receive(atMost: 100)
            guard !first.isEmpty else { return switches.put(Self.voluntarySwitches - before) }
            try socket.send(first)
            try LoopbackServer.echo(socket)
        }
        let clients = try (0..<Self.idle).map { _ in try connect(to: server) }
        let speaker = try connect(to: server)
        for number in 0..<Self.messages {
            try speaker.send(Array("\(number)".utf8))
            #expect(try speaker.receive(atMost: 100) == Array("\(number)".utf8))
        }
        for client in clients { try client.close() }
        let counts = clients.compactMap { _ in switches.take() }
        #expect(counts.count == Self.idle)
        // One of them waits on the socket for all, and is woken by each datagram; the others by their good-byes.
        #expect(counts.reduce(0, +) < Self.idle * Self.messages / 4)
        try speaker.close()
    }

    private func connect(to server: LoopbackServer) throws -> TLSSocket {
        let socket = try TLSSocket(.psk())
        socket.receiveTimeout = .seconds(30)
        try socket.connect(to: "127.0.0.1", port: server.port, within: .seconds(30))
        return socket
    }

    /// How often this thread has given the processor up to wait.
    private static var voluntarySwitches: Int {
        var usage = rusage()
        // RUSAGE_THREAD of <sys/resource.h>, which Swift does not see.
        unsafe getrusage(1, &usage)
        return usage.ru_nvcsw
    }
}
