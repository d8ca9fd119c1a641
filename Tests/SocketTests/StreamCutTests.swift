internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyPair, .bounded) struct `A stream that is cut or comes in crumbs` {
    enum Kind: String, CaseIterable {
        case psk12
        case psk13
        case certificates12
        case certificates13

        var backends: (ClientBackend, ServerBackend) {
            get throws {
                var client: TLSConfiguration
                var server: TLSConfiguration
                switch self {
                case .psk12, .psk13:
                    client = .psk(.stream)
                    server = .psk(.stream)
                case .certificates12, .certificates13:
                    client = try .client(.stream, certificate: "client")
                    server = try .server(.stream, clients: .required)
                }
                client.versions = rawValue.hasSuffix("12") ? [.tls12] : [.tls13]
                server.versions = client.versions
                return (try ClientBackend(client), try ServerBackend(server))
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func `every byte alone still completes`(_ kind: Kind) throws {
        let (client, server) = try kind.backends
        let link = try Crumbs(client, server)
        try link.run(crumb: 1)
        #expect(link.client.isEstablished)
        #expect(link.server.isEstablished)
    }

    @Test(arguments: Kind.allCases, [Role.client, .server])
    func `an end at any byte of the handshake is an error that says so`(_ kind: Kind, _ role: Role) throws {
        let (client, server) = try kind.backends
        let whole = try Crumbs(client, server)
        try whole.run(crumb: .max)
        let total = role == .client ? whole.toClient : whole.toServer
        // Certificates are long and their handshakes dear: each run takes other bytes of those.
        let step = kind.rawValue.hasPrefix("psk") ? 1 : 17
        var generator = SeededGenerator(Seed.value)
        for cut in stride(from: Int.random(in: 0..<step, using: &generator), to: total, by: step) {
            let link = try Crumbs(client, server)
            link.cut = (role, cut)
            let error = link.failure { () throws(TLSError) in try link.run(crumb: .max) }
            // Signatures are of several lengths, so this handshake may have been shorter than the one that was measured.
            guard link.wasCut else { continue }
            let end = role == .client ? link.client : link.server
            guard !end.isEstablished else {
                // What comes behind the last message that this end needs, a ticket for instance.
                let late = link.failure { () throws(TLSError) in _ = try end.readAll() }
                #expect(late?.reason == .truncatedStream, "seed \(Seed.value), cut at \(cut) of \(total)")
                continue
            }
            #expect(
                error?.reason == .truncatedStream,
                "seed \(Seed.value), cut at \(cut) of \(total): \(error?.description ?? "no error")"
            )
            #expect(error?.systemCode == .connectionReset)
        }
    }
}

/// Two associations joined by a stream that comes in pieces or ends early.
private final class Crumbs {
    let client: Association<ClientBackend.Engine>
    let server: Association<ServerBackend.Engine>
    var cut: (role: Role, count: Int)?
    private(set) var wasCut = false
    var toClient = 0
    var toServer = 0

    init(_ client: ClientBackend, _ server: ServerBackend) throws(TLSError) {
        let near = try client.makeEngine(.client, host: "localhost", maximumTransmissionUnit: 1400)
        let far = try server.makeEngine(.server, host: nil, maximumTransmissionUnit: 1400)
        self.client = Association(near, role: .client, settings: client.settings)
        self.server = Association(far, role: .server, settings: server.settings)
    }

    /// Goes on until nothing moves; the first error ends it.
    func run(crumb: Int) throws(TLSError) {
        _ = try client.handshake(at: .zero)
        var hasMoved = true
        while hasMoved {
            hasMoved = try carry(from: client, to: server, &toServer, crumb)
            hasMoved = try carry(from: server, to: client, &toClient, crumb) || hasMoved
        }
    }

    func failure(_ body: () throws(TLSError) -> Void) -> TLSError? {
        do throws(TLSError) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    private func carry(
        from source: Association<ClientBackend.Engine>,
        to target: Association<ClientBackend.Engine>,
        _ count: inout Int,
        _ crumb: Int
    ) throws(TLSError) -> Bool {
        var bytes: [UInt8] = []
        while source.takeOutgoing({ bytes += $0.array }) {}
        guard !bytes.isEmpty else { return false }
        var rest = bytes[...]
        while !rest.isEmpty {
            var piece = Array(rest.prefix(crumb))
            rest = rest.dropFirst(piece.count)
            var isCut = false
            if let cut, cut.role == target.role, count + piece.count > cut.count {
                piece = Array(piece.prefix(cut.count - count))
                isCut = true
            }
            count += piece.count
            if !piece.isEmpty { target.ingest(piece.span) }
            if isCut {
                wasCut = true
                target.engine.ingestEnd()
            }
            if !target.isEstablished { _ = try target.handshake(at: .zero) }
            if isCut { return false }
        }
        return true
    }
}
