internal import CSecureSockets
internal import SecureSockets
internal import Synchronization
internal import TestSupport
internal import Testing

/// What a socket has been through.
private enum Situation: CaseIterable {
    case new
    case bound
    case connected
    case closedByPeer
    case shutDown
    case canceled
    case closed
    case suspended
    case accepted

    /// A socket in it, with what has to live as long.
    func make() throws -> (socket: CSocket, kept: [Any]) {
        switch self {
        case .new: return (try CSocket(CContext()), [])
        case .bound:
            let socket = try CSocket(CContext())
            try #require(socket.bind().isSuccess)
            return (socket, [])
        case .accepted: return try Self.accepted()
        case .connected, .closedByPeer, .shutDown, .canceled, .closed, .suspended:
            let joined = try Joined.psk()
            try spoil(joined)
            return (joined.client, [joined.server])
        }
    }

    private func spoil(_ joined: Joined) throws {
        switch self {
        case .closedByPeer:
            try joined.server.close()
            #expect(joined.client.receive().hasEnded)
        case .shutDown: #expect(joined.client.shutdown().isSuccess)
        case .canceled: joined.client.cancel()
        case .closed: #expect(joined.client.close().isSuccess)
        case .suspended: #expect(joined.client.suspend().isSuccess)
        case .new, .bound, .connected, .accepted: break
        }
    }

    /// A server's socket whose handshake is still to be done.
    private static func accepted() throws -> (CSocket, [Any]) {
        let listener = try CListener(CContext(SECSOCK_STREAM))
        let descriptor = try #require(connectedDescriptor(to: listener.port, isStream: true))
        defer { closeDescriptor(descriptor) }
        return (try listener.accept(), [listener])
    }
}

/// A call and what it comes to in each situation: an errno, 0 for success, nil for any failure.
private struct Row: Sendable {
    let name: String
    let run: @Sendable (CSocket) -> CError
    let expected: @Sendable (Situation) -> SystemErrorCode?

    static let success: SystemErrorCode = SystemErrorCode(rawValue: 0)

    static let all = [
        Row(name: "send") {
            $0.send([1])
        } expected: { situation in
            // The other end of the memory is gone.
            situation == .closedByPeer ? .brokenPipe : transfer(situation, whereOpen: success)
        },
        Row(name: "receive") {
            $0.receive().error
        } expected: { situation in
            situation == .closedByPeer ? success : transfer(situation, whereOpen: .timedOut)
        },
        Row(name: "receive without room") {
            $0.receive(atMost: 0).error
        } expected: { _ in
            .invalidArgument
        },
        Row(name: "handshake") {
            $0.handshake(CallbackWire(MemoryTransport.pair(.datagram).0), within: 0)
        } expected: {
            switch $0 {
            case .new, .closed: .timedOut
            case .suspended: .timedOut
            case .bound, .shutDown: .badDescriptor
            case .connected, .closedByPeer, .canceled, .accepted: .alreadyConnected
            }
        },
        Row(name: "connect") {
            $0.connect(port: 9, within: 0)
        } expected: {
            switch $0 {
            // Port 9 refuses, or the time is over before it does.
            case .new, .closed, .suspended, .bound: nil
            case .shutDown: .badDescriptor
            case .connected, .closedByPeer, .canceled, .accepted: .alreadyConnected
            }
        },
        Row(name: "bind") {
            $0.bind()
        } expected: {
            switch $0 {
            case .new, .closed, .suspended: success
            case .bound, .shutDown: .badDescriptor
            case .connected, .closedByPeer, .canceled, .accepted: .alreadyConnected
            }
        },
        Row(name: "accept") {
            $0.accept(within: 0)
        } expected: {
            switch $0 {
            case .connected, .closedByPeer, .canceled, .shutDown, .new, .closed, .suspended, .bound: .notConnected
            // The client said nothing and is gone.
            case .accepted: nil
            }
        },
        Row(name: "shutdown") {
            $0.shutdown()
        } expected: {
            switch $0 {
            case .new, .bound, .closed, .suspended: .notConnected
            case .connected, .closedByPeer, .shutDown, .canceled, .accepted: success
            }
        },
        Row(name: "close") {
            $0.close()
        } expected: { _ in
            success
        },
        Row(name: "suspend") {
            $0.suspend()
        } expected: { _ in
            success
        },
        Row(name: "negotiated") {
            $0.negotiated().error
        } expected: {
            switch $0 {
            case .connected, .closedByPeer, .shutDown, .canceled: success
            case .new, .bound, .closed, .suspended, .accepted: .notConnected
            }
        },
        Row(name: "save an association") {
            $0.saveAssociation().error
        } expected: {
            transfer($0, whereOpen: .notSupported)
        },
        Row(name: "restore an association") {
            $0.restoreAssociation([1, 2, 3])
        } expected: { _ in
            success
        },
        Row(name: "set the resumption buffer") {
            $0.setBuffer(CBuffer(10))
        } expected: { _ in
            success
        },
        Row(name: "set time-outs") {
            $0.setHandshakeTimeouts(100, 200)
        } expected: { _ in
            success
        },
        Row(name: "set wrong time-outs") {
            $0.setHandshakeTimeouts(200, 100)
        } expected: { _ in
            .invalidArgument
        },
        Row(name: "set time-outs too short") {
            $0.setHandshakeTimeouts(0, 100)
        } expected: { _ in
            .invalidArgument
        },
        Row(name: "set time-outs too long") {
            $0.setHandshakeTimeouts(100, .max)
        } expected: { _ in
            .invalidArgument
        },
    ]

    private static func transfer(_ situation: Situation, whereOpen open: SystemErrorCode) -> SystemErrorCode? {
        switch situation {
        case .connected, .closedByPeer: open
        case .canceled: .canceled
        case .new, .bound, .shutDown, .closed, .suspended, .accepted: .notConnected
        }
    }
}

@Suite(.bounded) struct `A call of the C interface` {
    @Test(arguments: Row.all.indices)
    func `in every state is done or is the error that belongs there, and the socket can be used again`(_ index: Int)
        throws
    {
        let row = Row.all[index]
        for situation in Situation.allCases {
            let (socket, kept) = try situation.make()
            socket.setReceiveTimeout(0)
            let error = row.run(socket)
            #expect(error.isWellFormed, "\(row.name), \(situation): \(error)")
            if let expected = row.expected(situation) {
                #expect(error.number == expected.rawValue, "\(row.name), \(situation): \(socket.errorText)")
            } else {
                #expect(!error.isSuccess, "\(row.name), \(situation)")
            }
            #expect(socket.errorText.isEmpty == error.isSuccess, "\(row.name), \(situation)")
            #expect(socket.close().isSuccess)
            #expect(socket.state == SECSOCK_STATE_CLOSED)
            #expect(socket.bind().isSuccess, "\(row.name), \(situation): \(socket.errorText)")
            withExtendedLifetime(kept) {}
        }
    }

    @Test func `with a role or a kind that is none is refused`() throws {
        let socket = try CSocket(CContext())
        for role in [0, 3, -1] {
            let wire = CallbackWire(MemoryTransport.pair(.datagram).0)
            #expect(socket.handshake(wire, as: role & 0xffff_ffff).number == SystemErrorCode.invalidArgument.rawValue)
        }
        let stream = CallbackWire(MemoryTransport.pair(.stream).0)
        #expect(socket.handshake(stream).number == SystemErrorCode.invalidArgument.rawValue)
        #expect(socket.state == SECSOCK_STATE_CLOSED)
    }

    @Test func `after the socket was destroyed is one on NULL`() throws {
        let joined = try Joined.psk()
        joined.client.destroy()
        #expect(joined.client.send([1]).number == SystemErrorCode.invalidArgument.rawValue)
        #expect(joined.wire.closed.load(ordering: .relaxed) == 1)
        joined.client.destroy()
    }
}
