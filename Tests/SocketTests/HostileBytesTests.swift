internal import SecureSockets
internal import TestSupport
internal import Testing

/// What a peer, or whoever sits between, may send: nothing of it crashes, hangs, or passes for a handshake that it is not.
@Suite(.everyLibrary, .bounded) struct `Hostile bytes` {
    private static let roundsPerCase = 1250

    enum Setting: String, CaseIterable {
        case pskStream12
        case pskStream13
        case pskDatagram
        case certificateDatagram

        var backends: (ClientBackend, ServerBackend) {
            get throws {
                var client = TLSConfiguration.psk(self == .pskDatagram ? .datagram : .stream)
                var server = client
                switch self {
                case .pskStream12: client.versions = [.tls12]
                case .pskStream13: client.versions = [.tls13]
                case .pskDatagram: break
                case .certificateDatagram:
                    client = try .client(.datagram, certificate: "client")
                    server = try .server(.datagram, clients: .required)
                }
                return (try ClientBackend(client), try ServerBackend(server))
            }
        }
    }

    @Test(arguments: Setting.allCases, [Role.client, .server])
    func `in a handshake end it with a reason or are passed over`(_ setting: Setting, _ victim: Role) throws {
        let (client, server) = try setting.backends
        let isDatagram = client.configuration.kind == .datagram
        let first = Seed.value
        let rounds = setting == .certificateDatagram ? Self.roundsPerCase / 10 : Self.roundsPerCase
        for seed in first..<first + UInt64(rounds) {
            var generator = SeededGenerator(seed)
            let link = try Link(client, server)
            let spoiled = Int.random(in: 0..<(isDatagram ? 6 : 4), using: &generator)
            let outcome = run(link, victim, spoiled, &generator)
            for error in [outcome.client, outcome.server].compactMap({ $0 }) {
                #expect(!error.description.isEmpty, "seed \(seed)")
                #expect(error.phase == .handshake, "seed \(seed): \(error)")
            }
            // One end alone never thinks that all is well where the other one refused on its own.
            let hasRefused = outcome.client?.sentAlert != nil && outcome.server == nil && link.client.isEstablished
            #expect(!hasRefused, "seed \(seed)")
        }
    }

    @Test(arguments: [TransportKind.stream, .datagram])
    func `after the handshake never become data`(_ kind: TransportKind) throws {
        let backend = try ClientBackend(.psk(kind))
        let first = Seed.value
        for seed in first..<first + 1000 {
            var generator = SeededGenerator(seed)
            let link = try Link(backend, ServerBackend(.psk(kind)))
            #expect(link.handshake().client == nil)
            _ = try link.client.readAll()
            try link.client.engine.write([1, 2, 3, 4, 5, 6, 7, 8].span)
            var sent: [UInt8] = []
            link.client.takeOutgoing { sent += $0.array }
            let changed = Mutation.of(sent, &generator)
            link.server.ingest(changed.span)
            if kind == .stream { link.server.engine.ingestEnd() }
            var found: [[UInt8]] = []
            do { found = try link.server.readAll().data } catch { #expect(kind == .stream, "seed \(seed): \(error)") }
            #expect(found.isEmpty || found == [[1, 2, 3, 4, 5, 6, 7, 8]], "seed \(seed)")
        }
    }

    @Test func `at the gate of a server get nobody in`() throws {
        let gate = try ServerBackend(.psk()).makeGate(maximumTransmissionUnit: 1400)
        let client = try ClientBackend(.psk()).makeEngine(.client, host: "localhost", maximumTransmissionUnit: 1400)
        _ = try client.handshake()
        var hello: [UInt8] = []
        client.takeOutgoing { hello = $0.array }
        let address = [UInt8](repeating: 3, count: 18)
        let first = Seed.value
        for seed in first..<first + 5000 {
            var generator = SeededGenerator(seed)
            let bytes = Mutation.of(hello, &generator)
            let isAdmitted = try gate.admit(bytes.span, from: address.span) != nil
            #expect(!isAdmitted, "seed \(seed)")
            var answered = 0
            while gate.takeOutgoing({ answered += $0.count }) {}
            // No amplifier: an answer is shorter than what it answers.
            #expect(answered <= max(bytes.count, 60), "seed \(seed)")
        }
    }

    /// A handshake of which the victim gets one flight changed.
    private func run<Client, Server>(
        _ link: Link<Client, Server>,
        _ victim: Role,
        _ spoiled: Int,
        _ generator: inout SeededGenerator
    ) -> (client: TLSError?, server: TLSError?) {
        var outcome: (client: TLSError?, server: TLSError?)
        var now = Duration.zero
        var flights = 0
        for _ in 0..<40 where !(link.client.isEstablished && link.server.isEstablished) {
            if outcome.client == nil { outcome.client = step(link.client, now) }
            while link.client.engine.hasOutgoing {
                link.client.takeOutgoing { bytes in
                    flights += victim == .server ? 1 : 0
                    let isSpoiled = victim == .server && flights == spoiled + 1
                    let arrived = isSpoiled ? Mutation.of(bytes.array, &generator) : bytes.array
                    link.server.ingest(arrived.span)
                }
            }
            if outcome.server == nil { outcome.server = step(link.server, now) }
            while link.server.engine.hasOutgoing {
                link.server.takeOutgoing { bytes in
                    flights += victim == .client ? 1 : 0
                    let isSpoiled = victim == .client && flights == spoiled + 1
                    let arrived = isSpoiled ? Mutation.of(bytes.array, &generator) : bytes.array
                    link.client.ingest(arrived.span)
                }
            }
            now += .milliseconds(700)
        }
        return outcome
    }

    private func step<Engine: TLSEngine>(_ end: Association<Engine>, _ now: Duration) -> TLSError? {
        guard !end.isEstablished else { return nil }
        do throws(TLSError) {
            _ = try end.handshake(at: now)
            return nil
        } catch {
            return error
        }
    }
}

/// Changes to bytes that a seed chooses.
enum Mutation {
    static func of(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var changed = bytes
        for _ in 0...Int.random(in: 0...3, using: &generator) { change(&changed, &generator) }
        return changed
    }

    private static func change(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return bytes.append(UInt8.random(in: 0...255, using: &generator)) }
        // Lengths and types are at the front more often than not.
        let reach = Bool.random(using: &generator) ? min(bytes.count, 64) : bytes.count
        let place = Int.random(in: 0..<reach, using: &generator)
        switch Int.random(in: 0...6, using: &generator) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 2: bytes[place] = [0, 1, 0x7f, 0x80, 0xff][Int.random(in: 0...4, using: &generator)]
        case 3: bytes.removeSubrange(place...)
        case 4: bytes.insert(contentsOf: bytes[..<place], at: place)
        case 5: bytes.remove(at: place)
        default: bytes.append(contentsOf: (0...place).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }
}
