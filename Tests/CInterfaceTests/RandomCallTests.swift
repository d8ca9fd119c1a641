internal import CSecureSockets
internal import SecureSockets
internal import Synchronization
internal import TestSupport
internal import Testing

/// Calls in any order, with any argument, on sockets over functions that do anything.
private struct CallSequence {
    private let contexts: [CContext]
    private let ports: [UInt16]
    private var sockets: [CSocket] = []
    private var generator: SeededGenerator
    private let buffer = CBuffer(1500)
    private(set) var log: [String] = []

    init(seed: UInt64, _ contexts: [CContext], _ ports: [UInt16]) throws {
        generator = SeededGenerator(seed)
        self.contexts = contexts
        self.ports = ports
        for context in contexts { sockets.append(try CSocket(context)) }
    }

    /// One call; false where what it says cannot be.
    mutating func step() -> Bool {
        let index = Int.random(in: 0..<sockets.count, using: &generator)
        let socket = sockets[index]
        let call = Int.random(in: 0..<26, using: &generator)
        let error = run(call, socket, index)
        log.append("\(call) on \(index): \(error)")
        return error.isWellFormed && (0...4).contains(socket.state) && socket.innerMTU <= 16_384
    }

    private mutating func run(_ call: Int, _ socket: CSocket, _ index: Int) -> CError {
        switch call {
        case 0...3: return connect(socket, index)
        case 4...6: return handshake(socket, index)
        case 7...9: return socket.send(bytes(limit: 3000))
        case 10...12: return socket.receive(atMost: Int.random(in: 0...200, using: &generator)).error
        case 13: return socket.close()
        case 14: return socket.suspend()
        case 15: return socket.shutdown()
        case 16: return socket.bind()
        case 17: return socket.accept(within: 1)
        case 18: return socket.saveAssociation(room: Int.random(in: 0...2000, using: &generator)).error
        case 19: return socket.restoreAssociation(bytes(limit: 500))
        case 20: return socket.setBuffer(buffer)
        case 21: return timeouts(socket)
        case 22: return ask(socket)
        case 23: return socket.negotiated().error
        case 24:
            buffer.bytes = (0..<1500).map { _ in UInt8.random(in: 0...255, using: &generator) }
            return socket.setBuffer(buffer)
        default:
            socket.cancel()
            return socket.receive().error
        }
    }

    private mutating func connect(_ socket: CSocket, _ index: Int) -> CError {
        // Some find nobody.
        let port = Int.random(in: 0..<6, using: &generator) == 0 ? 9 : ports[index]
        let error = socket.connect(port: port, within: 5000)
        socket.setReceiveTimeout(Int64.random(in: 0...2, using: &generator))
        return error
    }

    private mutating func timeouts(_ socket: CSocket) -> CError {
        socket.setSendTimeout(Int64.random(in: 0...20, using: &generator))
        let (minimum, maximum) = (
            UInt32.random(in: 0...200, using: &generator), UInt32.random(in: 0...400, using: &generator)
        )
        return socket.setHandshakeTimeouts(minimum, maximum)
    }

    private mutating func ask(_ socket: CSocket) -> CError {
        _ = socket.errorText + socket.report + socket.applicationProtocol + socket.identity
        _ = socket.descriptor + CInt(socket.lastSentAlert + socket.lastReceivedAlert)
        _ = socket.hasBufferedData || socket.isSessionResumed || socket.isConnectionIDResumed
        return socket.send([])
    }

    private mutating func handshake(_ socket: CSocket, _ index: Int) -> CError {
        let isStream = index % 2 == 1
        let wire = CallbackWire(MemoryTransport.pair(isStream ? .stream : .datagram).0)
        var own = SeededGenerator(generator.next())
        let statuses: [CInt] = [0, 0, 0, -1, -1, -2, -3, 5, 11, 104, 111, .min, .max]
        unsafe wire.sends = { _, bytes, _, sent in
            sent = Bool.random(using: &own) ? bytes.count : Int.random(in: -1...3000, using: &own)
            return statuses.randomElement(using: &own) ?? 0
        }
        unsafe wire.receives = { _, space, _, received in
            received = Bool.random(using: &own) ? min(100, space.count) : Int.random(in: -1...70_000, using: &own)
            for place in 0..<max(0, min(received, space.count)) {
                unsafe space[place] = UInt8.random(in: 0...255, using: &own)
            }
            return statuses.randomElement(using: &own) ?? 0
        }
        let role = Bool.random(using: &generator) ? SECSOCK_CLIENT : SECSOCK_SERVER
        return socket.handshake(wire, as: role, within: Int64.random(in: 0...30, using: &generator))
    }

    private mutating func bytes(limit: Int) -> [UInt8] {
        (0..<Int.random(in: 0...limit, using: &generator)).map { UInt8(truncatingIfNeeded: $0) }
    }
}

@Suite(.bounded) struct `Calls of the C interface in any order` {
    @Test func `are done or end in an error value`() throws {
        var (datagram, stream) = (TLSConfiguration.psk(.datagram), TLSConfiguration.psk(.stream))
        datagram.connectionIDs = ConnectionIDOptions()
        stream.resumption = .tickets(try .random())
        let servers = [try LoopbackServer(datagram), try LoopbackServer(stream)]
        let contexts = try Self.contexts()
        let ports = (0..<contexts.count).map { servers[$0 % 2].port }
        for round in 0..<UInt64(TestLength.count(20, long: 400)) {
            var sequence = try CallSequence(seed: Seed.value + round, contexts, ports)
            for _ in 0..<60 {
                let isGood = sequence.step()
                try #require(isGood, "seed \(Seed.value + round): \(sequence.log.joined(separator: "; "))")
            }
        }
    }

    @Test func `from many threads at once are done or end in an error value`() throws {
        let server = try LoopbackServer(.psk())
        let socket = try CSocket(CContext())
        let hasEnded = Atomic(false)
        let threads = (0..<6).map { number in
            onThread {
                var generator = SeededGenerator(Seed.value + UInt64(number))
                while !hasEnded.load(ordering: .relaxed) {
                    let error = Self.anyCall(socket, server.port, &generator)
                    try #require(error.isWellFormed, "\(error)")
                }
            }
        }
        var connected = 0
        for _ in 0..<TestLength.count(40, long: 2000) {
            socket.setReceiveTimeout(1)
            if socket.connect(port: server.port, within: 3000).isSuccess { connected += 1 }
            _ = socket.send([1, 2])
            _ = socket.close()
        }
        hasEnded.store(true, ordering: .relaxed)
        for thread in threads { #expect(try #require(thread.take()).error == nil) }
        #expect(eventually { socket.close().isSuccess })
        #expect(socket.connect(port: server.port).isSuccess, "\(socket.errorText), after \(connected)")
    }

    private static func anyCall(_ socket: CSocket, _ port: UInt16, _ generator: inout SeededGenerator) -> CError {
        switch Int.random(in: 0..<40, using: &generator) {
        case 0: return socket.close()
        case 1: return socket.suspend()
        case 2: return socket.shutdown()
        case 3: return socket.connect(port: port, within: 3000)
        case 4...15: return socket.send([1, 2, 3])
        case 16...30: return socket.receive().error
        case 31: return socket.saveAssociation().error
        case 32: return socket.bind()
        default:
            _ = socket.errorText
            _ = socket.innerMTU + socket.state
            return socket.negotiated().error
        }
    }

    /// Datagrams and a stream in turn, with and without connection IDs.
    private static func contexts() throws -> [CContext] {
        try (0..<4).map { index in
            try CContext(index % 2 == 0 ? SECSOCK_DATAGRAM : SECSOCK_STREAM) { configuration, arena in
                CContext.psk(&configuration, arena)
                unsafe configuration.uses_connection_ids = index == 2 ? 1 : 0
            }
        }
    }
}
