internal import SecureSockets
internal import TestSupport
internal import Testing

/// How a server lets a client come back.
enum ResumptionWay: String, CaseIterable, Sendable {
    case identifier
    case ticket

    /// What a server is configured with.
    func resumption() throws -> ServerResumption {
        switch self {
        case .identifier: .cache(10)
        case .ticket: .tickets(try .random())
        }
    }
}

/// A way to come back with a kind of proof in a version.
struct ResumptionCase: CustomStringConvertible, Sendable {
    enum Proof: String, CaseIterable {
        case preSharedKey
        case certificate
        case bothCertificates
        case rawPublicKeys
    }

    let way: ResumptionWay
    let version: TLSVersion
    let proof: Proof

    static let all = ResumptionWay.allCases.flatMap { way in
        // In TLS 1.3 there are tickets only.
        (way == .ticket ? [TLSVersion.tls12, .tls13, .dtls12] : [.tls12, .dtls12]).flatMap { version in
            Proof.allCases.map { ResumptionCase(way: way, version: version, proof: $0) }
        }
    }

    var description: String { "\(proof) by \(way) in \(version.name)" }
    var kind: TransportKind { version.isDatagram ? .datagram : .stream }

    /// What client and server are configured with.
    func configurations() throws -> (client: TLSConfiguration, server: TLSConfiguration) {
        var (client, server) = (TLSConfiguration.psk(kind), TLSConfiguration.psk(kind))
        switch proof {
        case .preSharedKey: break
        case .certificate: (client, server) = (try .client(kind), try .server(kind))
        case .bothCertificates:
            (client, server) = (try .client(kind, certificate: "client"), try .server(kind, clients: .required))
        case .rawPublicKeys:
            client = try .rawPublicKey(kind, own: "client", pinned: ["server"])
            server = try .rawPublicKey(kind, own: "server", pinned: ["client"])
            server.verification.clientCertificate = .required
        }
        client.versions = [version]
        server.versions = [version]
        server.resumption = try way.resumption()
        return (client, server)
    }

    func visits() throws -> Visits<ClientBackend, ServerBackend> {
        let configurations = try configurations()
        return Visits(try ClientBackend(configurations.client), try ServerBackend(configurations.server))
    }
}

@Suite(.everyPair) struct `A client that comes back` {
    @Test(arguments: ResumptionCase.all)
    func `resumes its session, time and again`(_ resumption: ResumptionCase) throws {
        let needed: FeatureSet = resumption.proof == .rawPublicKeys ? .rawPublicKeys : []
        guard ClientBackend.can(needed), ServerBackend.can(needed) else { return }
        let visits = try resumption.visits()
        let first = try visits.visit()
        #expect(first.isFull, "\(first.words)")
        #expect(first.report.whyNot == .empty)
        #expect(first.report.savingFailure == nil)
        for _ in 1...3 {
            let next = try visits.visit()
            #expect(next.isResumed, "\(next.words)")
            #expect(next.report.whyNot == nil)
            #expect(next.client?.cipherSuite == first.client?.cipherSuite)
            #expect(next.server?.cipherSuite == first.client?.cipherSuite)
            #expect(next.client?.version == resumption.version)
            #expect(next.client?.peerCertificates == first.client?.peerCertificates)
            #expect(next.server?.peerCertificates == first.server?.peerCertificates)
            #expect(next.client?.peerPublicKey == first.client?.peerPublicKey)
            #expect(next.server?.peerPublicKey == first.server?.peerPublicKey)
            #expect(next.server?.pskIdentity == first.server?.pskIdentity)
        }
    }
}
