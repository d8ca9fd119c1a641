internal import SecureSockets
internal import Synchronization
internal import TestSupport
internal import Testing

/// Spoofed hellos at a server on loopback, as many as it can answer and no more, so that none is lost in the system's buffer
/// and all can be counted.
final class Flood: Sendable {
    /// As many as come before anything is measured.
    static let warmUp = 20_000
    /// How many may be unanswered: fewer than the system's buffer holds.
    private static let window = 64

    private let listener: ServerListener
    private let accepted = Mailbox<ServerSocket>()
    private let hello: SpoofedHello
    private let senders: [SpoofedSender]
    private let sent = Mutex<[Int]>(SpoofedHello.Cookie.allCases.map { _ in 0 })
    private let generator: Mutex<SeededGenerator>
    private let isOver = Atomic(false)
    private let sessions = Atomic(0)

    init(_ seed: UInt64) throws {
        listener = try `A listener`.psk()
        Self.serve(listener, accepted)
        senders = try (0..<16).map { _ in try #require(SpoofedSender()) }
        hello = try SpoofedHello(askingServerAt: listener.localAddress.port)
        generator = Mutex(SeededGenerator(seed))
    }

    deinit { listener.cancel() }

    /// Accepts on one thread and sends back on another one: GnuTLS 3.7.9 keeps some memory for each thread that there was.
    private static func serve(_ listener: ServerListener, _ accepted: Mailbox<ServerSocket>) {
        _ = onThread { while true { accepted.put(try listener.accept()) } }
        _ = onThread {
            while let socket = accepted.take(within: 600) {
                try socket.handshake(within: .seconds(60))
                try LoopbackServer.echo(socket)
                try socket.close()
            }
        }
    }

    /// Sends from addresses all over 127.0.0.0/8, and waits until all is answered.
    func send(_ count: Int) throws {
        var generator = generator.withLock { $0 }
        for number in 0..<count {
            let kind = number % SpoofedHello.Cookie.allCases.count
            let datagram = hello.datagram(SpoofedHello.Cookie.allCases[kind], &generator)
            // Never 127.0.0.1, which the cookie is for.
            let source = SpoofedSender.loopback + UInt32.random(in: 2..<0xff_ffff, using: &generator)
            try #require(senders[number % senders.count].send(datagram, from: source, to: listener.localAddress.port))
            sent.withLock { $0[kind] += 1 }
            if number % (Self.window / 2) == 0 { try #require(eventually { unanswered < Self.window / 2 }) }
        }
        try #require(eventually { unanswered <= 0 })
        self.generator.withLock { $0 = generator }
    }

    /// Begins with clients that come one after the other.
    func startClients() -> Mailbox<ThreadEnding> {
        onThread { [self] in
            repeat {
                try session()
                sessions.add(1, ordering: .relaxed)
            } while !isOver.load(ordering: .relaxed)
        }
    }

    /// Lets the client that is there be the last one.
    func stopClients() {
        isOver.store(true, ordering: .relaxed)
    }

    /// Expects each hello in the counters, and nothing else.
    func expectCounted() {
        let counters = listener.counters
        let (total, withoutCookie) = sent.withLock { ($0.reduce(0, +), $0[0]) }
        let clients = sessions.load(ordering: .relaxed)
        // One more was sent to whoever asked for it.
        #expect(counters.cookiesSent == total + clients + 1)
        #expect(counters.cookiesRejected == total - withoutCookie)
        #expect([counters.cookiesVerified, counters.accepted, counters.established] == [clients, clients, clients])
        #expect([counters.droppedHellos, counters.droppedStrayDatagrams, counters.failedHandshakes] == [0, 0, 0])
    }

    private var unanswered: Int {
        let counters = listener.counters
        return sent.withLock { $0.reduce(0, +) } - (counters.cookiesSent - counters.cookiesVerified - 1)
    }

    /// A client that repeats nothing: its first hello gets the cookie, and its second one an association.
    private func session() throws {
        var configuration = TLSConfiguration.psk()
        configuration.handshakeTimeouts = try HandshakeTimeouts(minimum: .seconds(60), maximum: .seconds(60))
        let client = try ClientSocket(configuration)
        try client.connect(to: "127.0.0.1", port: listener.localAddress.port)
        client.receiveTimeout = .seconds(60)
        try client.send([1, 2, 3])
        try expectBytes([1, 2, 3], from: client)
        try client.close()
    }
}

/// Spoofed hellos at a gate without sockets.
final class GateFlood {
    private(set) var answered = 0
    private(set) var admitted = 0
    private let gate: ServerBackend.Gate
    private let hello: SpoofedHello
    private var generator: SeededGenerator
    private var address = [UInt8](repeating: 1, count: 18)

    init(_ seed: UInt64) throws {
        gate = try ServerBackend(.psk()).makeGate(maximumTransmissionUnit: 1400)
        generator = SeededGenerator(seed)
        let bytes = try SpoofedHello.hello()
        var answer: [UInt8] = []
        let honest = address
        _ = try gate.admit(bytes.span, from: honest.span)
        gate.takeOutgoing { answer = $0.array }
        hello = try SpoofedHello(bytes, answer: answer)
        // From now on no address is the one that got the cookie.
        address[17] = 2
    }

    func send(_ count: Int) throws {
        let kinds = SpoofedHello.Cookie.allCases
        for number in 0..<count {
            let datagram = hello.datagram(kinds[number % kinds.count], &generator)
            address[number % 17] &+= 1
            let source = address
            let isAdmitted = try gate.admit(datagram.span, from: source.span) != nil
            if isAdmitted { admitted += 1 }
            while gate.takeOutgoing({ _ in }) { answered += 1 }
        }
    }
}
