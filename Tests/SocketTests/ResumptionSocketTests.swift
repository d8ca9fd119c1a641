internal import SecureSockets
internal import Synchronization
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `A socket that comes back` {
    static let cases = [
        ResumptionCase(way: .identifier, version: .dtls12, proof: .preSharedKey),
        ResumptionCase(way: .ticket, version: .dtls12, proof: .certificate),
        ResumptionCase(way: .ticket, version: .tls12, proof: .preSharedKey),
        ResumptionCase(way: .ticket, version: .tls13, proof: .bothCertificates),
        ResumptionCase(way: .ticket, version: .tls13, proof: .preSharedKey),
    ]

    /// Says something and hears it, which also takes in a ticket that came before.
    private func echo(_ socket: ClientSocket) throws {
        try socket.send([1, 2, 3])
        #expect(try socket.receive(atMost: 100) == [1, 2, 3])
    }

    private func connect(_ socket: ClientSocket, _ server: LoopbackServer) throws {
        try socket.connect(to: "localhost", port: server.port, within: .seconds(20))
        try echo(socket)
    }

    @Test(arguments: cases)
    func `resumes what its storage has, over close and suspend, and another socket does too`(
        _ resumption: ResumptionCase
    ) throws {
        let configurations = try resumption.configurations()
        let server = try LoopbackServer(configurations.server)
        let buffer = SessionBuffer(size: 4096)
        let backend = try ClientBackend(configurations.client)
        let socket = ClientSocket(backend: backend)
        #expect(socket.resumption == nil)
        socket.sessionStorage = .buffer(buffer)
        try connect(socket, server)
        #expect(socket.negotiated?.isResumed == false)
        #expect(socket.resumption?.whyNot == .empty)
        #expect(socket.resumption?.savingFailure == nil)
        let end = buffer.withBytes { bytes in bytes.indices.last { bytes[$0] != 0 } }
        // A few bytes at the end of a session may be zero by chance.
        let size = try #require(socket.resumption?.size)
        let last = try #require(end)
        #expect((last + 1..<last + 9).contains(size))
        try socket.close()
        try connect(socket, server)
        #expect(socket.negotiated?.isResumed == true)
        #expect(socket.resumption?.isResumed == true)
        try socket.suspend()
        let other = ClientSocket(backend: backend)
        other.sessionStorage = .buffer(buffer)
        try connect(other, server)
        #expect(other.negotiated?.isResumed == true)
        try other.close()
    }

    /// Seven days count from the handshake, not from when the socket is suspended.
    @Test(arguments: cases)
    func `without a storage does not resume what was proved too long ago`(_ resumption: ResumptionCase) throws {
        var configurations = try resumption.configurations()
        let time = Atomic<Int64>(1_800_000_000)
        configurations.client.verification.clock = .supplied { time.load(ordering: .relaxed) }
        let server = try LoopbackServer(configurations.server)
        let socket = try ClientSocket(configurations.client)
        try connect(socket, server)
        time.add(8 * 86_400, ordering: .relaxed)
        try socket.suspend()
        try connect(socket, server)
        #expect(socket.negotiated?.isResumed == false)
        // Of TLS 1.3 no ticket is saved that late.
        #expect(socket.resumption?.whyNot == (resumption.version == .tls13 ? .empty : .expired))
    }

    @Test(arguments: cases)
    func `without a storage resumes after suspend, and not after close`(_ resumption: ResumptionCase) throws {
        let configurations = try resumption.configurations()
        let server = try LoopbackServer(configurations.server)
        let socket = try ClientSocket(configurations.client)
        for expected in [false, true, true] {
            try connect(socket, server)
            #expect(socket.negotiated?.isResumed == expected)
            try socket.suspend()
        }
        try connect(socket, server)
        #expect(socket.negotiated?.isResumed == true)
        try socket.close()
        try connect(socket, server)
        #expect(socket.negotiated?.isResumed == false)
        try socket.close()
    }

    @Test func `saves a ticket of TLS 1.3 when it comes, and each newer one`() throws {
        let configurations = try ResumptionCase(way: .ticket, version: .tls13, proof: .certificate).configurations()
        let server = try LoopbackServer(configurations.server)
        let saved = Mutex<[SavedSession?]>([])
        let socket = try ClientSocket(configurations.client)
        socket.sessionStorage = .callbacks(
            load: { saved.withLock { $0.last ?? nil } },
            store: { session in saved.withLock { $0.append(session) } }
        )
        for visit in 1...3 {
            try connect(socket, server)
            #expect(socket.negotiated?.isResumed == (visit > 1))
            let sessions = saved.withLock { $0 }
            #expect(sessions.count == visit)
            try socket.close()
        }
        let contents = saved.withLock { $0.map { $0?.withBytes { $0.copied } } }
        #expect(Set(contents).count == 3)
        #expect(!contents.contains(nil))
    }

    @Test(arguments: cases)
    func `forgets a session whose handshake the server has refused`(_ resumption: ResumptionCase) throws {
        var configurations = try resumption.configurations()
        let server = try LoopbackServer(configurations.server)
        let buffer = SessionBuffer(size: 4096)
        let socket = try ClientSocket(configurations.client)
        socket.sessionStorage = .buffer(buffer)
        try connect(socket, server)
        try socket.close()
        #expect(buffer.load() != nil)
        configurations.server.applicationProtocols = ["nobody-else-has-this"]
        configurations.client.applicationProtocols = ["nor-this"]
        let other = try LoopbackServer(configurations.server)
        let refused = try ClientSocket(configurations.client)
        refused.sessionStorage = .buffer(buffer)
        #expect(throws: TLSError.self) {
            try refused.connect(to: "localhost", port: other.port, within: .seconds(20))
        }
        #expect(buffer.withBytes { $0.isZero() })
        try connect(socket, server)
        #expect(socket.negotiated?.isResumed == false)
        try socket.close()
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `keeps a session where no server answers`(_ kind: TransportKind) throws {
        let version: TLSVersion = kind == .stream ? .tls12 : .dtls12
        let configurations = try ResumptionCase(way: .ticket, version: version, proof: .preSharedKey).configurations()
        let server = try LoopbackServer(configurations.server)
        let buffer = SessionBuffer(size: 4096)
        let socket = try ClientSocket(configurations.client)
        socket.sessionStorage = .buffer(buffer)
        try connect(socket, server)
        try socket.close()
        let silent = try #require(RawSocket(kind == .stream ? .stream : .datagram))
        #expect(throws: TLSError.self) {
            try socket.connect(to: "localhost", port: silent.port, within: .milliseconds(300))
        }
        #expect(buffer.load() != nil)
        try connect(socket, server)
        #expect(socket.negotiated?.isResumed == true)
        try socket.close()
    }

    @Test(arguments: cases)
    func `tells a server with many keys who it is`(_ resumption: ResumptionCase) throws {
        guard resumption.proof == .preSharedKey else { return }
        var configurations = try resumption.configurations()
        let (versions, way) = (configurations.server.versions, configurations.server.resumption)
        let store = PreSharedKeyStore { identity in
            identity.hasSameElements(as: Array("device".utf8).span) ? Secret(TLSConfiguration.testKey) : nil
        }
        configurations.server = TLSConfiguration(resumption.kind, credentials: .preSharedKeys(store))
        configurations.server.versions = versions
        configurations.server.resumption = way
        let server = try LoopbackServer(configurations.server)
        let socket = try ClientSocket(configurations.client)
        for isResumed in [false, true, true] {
            try connect(socket, server)
            #expect(socket.negotiated?.isResumed == isResumed)
            try socket.suspend()
            if resumption.kind == .datagram { continue }
            guard case .failed(let error, _) = server.nextOutcome() else {
                Issue.record("a stream that is suspended ends without close_notify")
                return
            }
            #expect(error.reason == .truncatedStream)
        }
    }
}
