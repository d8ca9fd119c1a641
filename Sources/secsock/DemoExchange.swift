internal import SecureSockets

/// A device and a server talk DTLS with a pre-shared key, as LwM2M has it.
struct DemoExchange {
    let version: String
    let cipherSuite: String
    /// The name of the key that the server found the client by.
    let identity: String
    let handshake: Duration
    /// The middle one of `roundTrips` times from a message to its answer.
    let roundTrip: Duration
    let roundTrips: Int
    let sent: String
    let answer: String
    let differences: [String]

    static let identity = "urn:imei:490154203237518"
    static let key = Secret(Array("a key that both ends know".utf8))

    private static let update = "5700 = 21.5 Cel"
    private static let count = 200

    /// The client's configuration: one identity with its key, LwM2M's cipher suites.
    static func client(identity: String = identity, key: Secret = key) -> TLSConfiguration {
        var configuration = TLSConfiguration.datagram(.preSharedKey(PreSharedKey(identity: identity, key: key)))
        configuration.cipherSuites = CipherSuiteProfile.lwm2m.suites
        return configuration
    }

    /// The server's configuration: it looks the key up by the identity.
    static func server() -> TLSConfiguration {
        let keys = PreSharedKeyStore([PreSharedKey(identity: identity, key: key)])
        var configuration = TLSConfiguration.datagram(.preSharedKeys(keys))
        configuration.cipherSuites = CipherSuiteProfile.lwm2m.suites
        return configuration
    }

    static func show(on screen: DemoScreen) throws(TLSError) -> DemoExchange {
        screen.heading(
            "1. A device talks to its server: DTLS with a pre-shared key",
            """
            What an LwM2M device does all day: one UDP port, a cookie before the server remembers anything, LwM2M's own \
            cipher suites and no others; it matters because everything else a device does goes through here.
            """
        )
        let exchange = try run()
        screen.fact("version", exchange.version)
        screen.fact("cipher suite", exchange.cipherSuite)
        screen.fact("identity", exchange.identity)
        screen.fact("handshake", "\(exchange.handshake.rounded(to: .milliseconds(1))) ms")
        screen.fact("device sent", exchange.sent)
        screen.fact("server sent", exchange.answer)
        let roundTrip = exchange.roundTrip.rounded(to: .microseconds(1))
        screen.fact("round trip", "\(roundTrip) us, the middle one of \(exchange.roundTrips)")
        return exchange
    }

    private static func run() throws(TLSError) -> DemoExchange {
        let server = try DemoServer(server(), serve: acknowledge)
        let socket = try TLSSocket(client())
        let clock = ContinuousClock()
        let start = clock.now
        var handshake = Duration.zero
        var answer: [UInt8] = []
        var times: [Duration] = []
        let end = DemoServer.end(of: socket) { () throws(TLSError) in
            try socket.connect(to: DemoServer.host, port: server.port)
            handshake = clock.now - start
        } then: { () throws(TLSError) in
            for _ in 0..<count {
                let start = clock.now
                try socket.send(Array(update.utf8))
                answer = try socket.receive(atMost: 1024)
                times.append(clock.now - start)
            }
        }
        if let error = end.error { throw error }
        let text = String(decoding: answer, as: UTF8.self)
        return DemoExchange(server.wait(), end.negotiated, handshake: handshake, times: times.sorted(), answer: text)
    }

    /// As JSON has it.
    var object: JSONValue {
        .object([
            ("version", .string(version)),
            ("cipherSuite", .string(cipherSuite)),
            ("identity", .string(identity)),
            ("handshakeMicroseconds", JSONValue(handshake.microseconds)),
            ("roundTripMicroseconds", JSONValue(roundTrip.microseconds)),
            ("roundTrips", JSONValue(roundTrips)),
            ("sent", .string(sent)),
            ("answer", .string(answer)),
            ("differences", JSONValue(differences)),
        ])
    }

    /// Answers each message until the client closes.
    private static func acknowledge(_ socket: TLSSocket) throws(TLSError) {
        while true {
            let message = try socket.receive(atMost: 1024)
            if message.isEmpty { return }
            try socket.send(Array("2.04 Changed: ".utf8) + message)
        }
    }

    private init(
        _ server: DemoEnd,
        _ negotiated: Negotiated?,
        handshake: Duration,
        times: [Duration],
        answer: String
    ) {
        version = negotiated?.version.name ?? ""
        cipherSuite = negotiated?.cipherSuite.description ?? ""
        identity = String(decoding: server.negotiated?.pskIdentity ?? [], as: UTF8.self)
        self.handshake = handshake
        roundTrip = times[times.count / 2]
        roundTrips = times.count
        sent = Self.update
        self.answer = answer
        var check = DemoCheck("The DTLS exchange")
        check.same("version", version, "DTLS 1.2")
        check.same("cipher suite", cipherSuite, "TLS_PSK_WITH_AES_128_CCM_8")
        check.same("identity at the server", identity, Self.identity)
        check.same("answer", answer, "2.04 Changed: " + Self.update)
        check.same("failure of the server", server.error?.description, nil)
        check.same("server's last alert", server.alerts.lastReceived?.text, TLSAlert.closeNotify.text)
        differences = check.differences
    }
}

/// Compares what came out with what should.
struct DemoCheck {
    private let subject: String
    private(set) var differences: [String] = []

    init(_ subject: String) {
        self.subject = subject
    }

    mutating func same(_ what: String, _ found: String?, _ wanted: String?) {
        guard found != wanted else { return }
        differences.append("\(subject): \(what): wanted \(wanted ?? "none"), got \(found ?? "none")")
    }
}

extension Duration {
    /// As many microseconds, without the rest.
    var microseconds: Int { Int(self / .microseconds(1)) }

    /// How many of the unit, with one decimal.
    func rounded(to unit: Duration) -> Double {
        (self / unit * 10).rounded() / 10
    }
}
