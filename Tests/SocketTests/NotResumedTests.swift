internal import SecureSockets
internal import Synchronization
internal import TestSupport
internal import Testing

@Suite(.everyPair) struct `A session that cannot be resumed` {
    private static let tls13 = ResumptionCase(way: .ticket, version: .tls13, proof: .certificate)
    private static let tls12 = ResumptionCase(way: .ticket, version: .tls12, proof: .certificate)
    private static let dtls12 = ResumptionCase(way: .identifier, version: .dtls12, proof: .preSharedKey)
    static let cases = [tls13, tls12, dtls12]

    /// A second visit, after `change`, that shakes hands in full for this reason.
    private func expect(
        _ reason: NotResumedReason,
        _ resumption: ResumptionCase,
        _ change: (Visits<ClientBackend, ServerBackend>, SessionBuffer) throws -> Void
    ) throws {
        let visits = try resumption.visits()
        let buffer = SessionBuffer(size: 4096)
        visits.storage = .buffer(buffer)
        #expect(try visits.visit().isFull)
        #expect(buffer.withBytes { !$0.isZero() })
        try change(visits, buffer)
        let second = try visits.visit()
        #expect(second.isFull, "\(second.words)")
        #expect(second.report.whyNot == reason, "\(second.words)")
    }

    @Test(arguments: cases)
    func `was cleared by its owner`(_ resumption: ResumptionCase) throws {
        try expect(.empty, resumption) { _, buffer in buffer.clear() }
    }

    @Test(arguments: cases)
    func `has a turned bit`(_ resumption: ResumptionCase) throws {
        try expect(.damaged, resumption) { visits, buffer in
            try Self.rewrite(buffer) { bytes in bytes[bytes.count / 2] ^= 1 }
        }
    }

    @Test(arguments: cases)
    func `was saved by another library, or another version of it`(_ resumption: ResumptionCase) throws {
        try expect(.otherBackend, resumption) { _, buffer in
            try Self.reseal(buffer) { $0.backend += "1" }
        }
    }

    @Test(arguments: cases)
    func `is what the library itself could not have made`(_ resumption: ResumptionCase) throws {
        try expect(.damaged, resumption) { _, buffer in
            try Self.reseal(buffer) { $0.content = Secret($0.content.withBytes { $0.copied.dropLast() + [] }) }
        }
    }

    @Test(arguments: cases)
    func `is of a kind that is none`(_ resumption: ResumptionCase) throws {
        try expect(.damaged, resumption) { _, buffer in
            try Self.reseal(buffer) { $0.kind = .init(rawValue: 77) }
        }
    }

    @Test(arguments: cases)
    func `has times that nobody can have meant`(_ resumption: ResumptionCase) throws {
        let times: [(created: Int64, expires: Int64)] = [(1, .min), (.min, .max), (5, 4), (-1, .max)]
        for (created, expires) in times {
            try expect(.damaged, resumption) { _, buffer in
                try Self.reseal(buffer) { ($0.created, $0.expires) = (created, expires) }
            }
        }
    }

    @Test(arguments: cases)
    func `was made with a server of another name`(_ resumption: ResumptionCase) throws {
        try expect(.otherConfiguration, resumption) { visits, _ in visits.host = "example.test" }
    }

    @Test(arguments: cases)
    func `was declined by a server that does not know it`(_ resumption: ResumptionCase) throws {
        try expect(.declined, resumption) { visits, _ in
            visits.server = try ServerBackend(try resumption.configurations().server)
        }
    }

    @Test(arguments: cases)
    func `was declined by a server that does not resume`(_ resumption: ResumptionCase) throws {
        let visits = try resumption.visits()
        let buffer = SessionBuffer(size: 4096)
        visits.storage = .buffer(buffer)
        #expect(try visits.visit().isFull)
        var server = try resumption.configurations().server
        server.resumption = ServerResumption()
        visits.server = try ServerBackend(server)
        let second = try visits.visit()
        #expect(second.isFull)
        #expect(second.report.whyNot == .declined)
        // What a server gives that keeps nothing is its own matter before TLS 1.3: GnuTLS sends an id all the same.
        if resumption.version == .tls13 { #expect(buffer.withBytes { $0.isZero() }) }
    }

    @Test func `was made under a weaker verification, or a stronger one`() throws {
        for resumption in [Self.tls13, Self.tls12] {
            let client = try resumption.configurations().client
            var open = client
            open.verification = .disabled
            var nameless = client
            nameless.verification.checksName = false
            for (first, second) in [(open, client), (client, open), (nameless, client), (client, nameless)] {
                try expect(.otherConfiguration, resumption, first: first, second: second)
            }
        }
    }

    @Test func `was made with any other demand on the certificates`() throws {
        let client = try Self.tls13.configurations().client
        let changes: [(inout PeerVerification) -> Void] = [
            { $0.strength.modulusBits = 1024 }, { $0.strength.curveBits = 192 },
            { $0.strength.allowsCollidingDigests = true }, { $0.allowsCommonName = true }, { $0.maximumDepth = 3 },
            { $0.checksNameOfDomainIssuedCertificate = true }, { $0.clock = .disabled },
        ]
        for change in changes {
            var other = client
            change(&other.verification)
            try expect(.otherConfiguration, Self.tls13, first: other, second: client)
            try expect(.otherConfiguration, Self.tls13, first: client, second: other)
        }
    }

    @Test func `was made with other credentials, other trust or other suites`() throws {
        let certificate = try Self.tls13.configurations().client
        var system = certificate
        system.verification.usesSystemTrustStore = true
        var revoking = certificate
        revoking.verification.revocationLists = .bytes(try Certificates.bytes("ca-empty.crl.pem"))
        let proving = try TLSConfiguration.client(.stream, certificate: "client")
        var suites = certificate
        suites.cipherSuites = suites.cipherSuites.reversed()
        for var other in [system, revoking, proving, suites] {
            other.versions = certificate.versions
            try expect(.otherConfiguration, Self.tls13, first: certificate, second: other)
        }
    }

    @Test func `was made with a server that had to match other TLSA records, or none`() throws {
        let certificate = try Certificates.bytes("server.der")
        let digest = SHA256.digest(of: certificate.span)
        let record = TLSARecord(usage: 3, selector: 0, matching: 1, data: digest)
        for resumption in [Self.tls13, Self.tls12] {
            let visits = try resumption.visits()
            #expect(try visits.visit().isFull)
            let bound = try visits.visit { Self.bind($0, to: record) }
            #expect(bound.isFull)
            #expect(bound.report.whyNot == .otherConfiguration)
            let again = try visits.visit { Self.bind($0, to: record) }
            #expect(again.isResumed)
            #expect(try visits.visit().report.whyNot == .otherConfiguration)
        }
    }

    private static func bind(_ link: Link<ClientBackend, ServerBackend>, to record: TLSARecord) {
        let engine = link.client.engine
        engine.tlsaRecords = [record]
    }

    private func expect(
        _ reason: NotResumedReason,
        _ resumption: ResumptionCase,
        first: TLSConfiguration,
        second: TLSConfiguration
    ) throws {
        try expect(reason, resumption) { visits, buffer in
            buffer.clear()
            visits.client = try ClientBackend(first)
            #expect(try visits.visit().isFull)
            visits.client = try ClientBackend(second)
        }
    }

    @Test(arguments: cases)
    func `is too old, or the clock was set back`(_ resumption: ResumptionCase) throws {
        let start: Int64 = 1_800_000_000
        let time = Atomic(start)
        let visits = try resumption.visits()
        var client = try resumption.configurations().client
        client.verification.clock = .supplied { time.load(ordering: .relaxed) }
        visits.client = try ClientBackend(client)
        #expect(try visits.visit().isFull)
        time.store(start - 3600, ordering: .relaxed)
        #expect(try visits.visit().report.whyNot == .expired)
        time.store(start - 3600 + 8 * 86_400, ordering: .relaxed)
        let late = try visits.visit()
        #expect(late.isFull)
        #expect(late.report.whyNot == .expired)
    }

    @Test func `outlives its server's certificate`() throws {
        // Valid until the end of 2099, and it is one minute before that.
        let end: Int64 = 4_102_444_799
        let time = Atomic(end - 60)
        let visits = try Self.tls13.visits()
        var client = try Self.tls13.configurations().client
        client.verification.clock = .supplied { time.load(ordering: .relaxed) }
        visits.client = try ClientBackend(client)
        #expect(try visits.visit().isFull)
        #expect(try visits.visit().isResumed)
        time.store(end + 1, ordering: .relaxed)
        let late = try visits.visit()
        #expect(late.report.whyNot == .expired)
        #expect(late.failure?.reason == .expired)
    }

    @Test(arguments: cases)
    func `did not fit the buffer, which says how much it needed`(_ resumption: ResumptionCase) throws {
        let visits = try resumption.visits()
        let buffer = SessionBuffer(size: 200)
        visits.storage = .buffer(buffer)
        let first = try visits.visit()
        #expect(first.isFull)
        #expect(first.report.savingFailure?.systemCode == .noBufferSpace)
        #expect(buffer.withBytes { $0.isZero() })
        let size = try #require(buffer.neededSize)
        #expect(first.report.size == size)
        let second = try visits.visit()
        #expect(second.isFull)
        #expect(second.report.whyNot == .bufferTooSmall)
        let largeEnough = SessionBuffer(size: max(size, buffer.neededSize ?? 0) + 64)
        visits.storage = .buffer(largeEnough)
        #expect(try visits.visit().report.whyNot == .empty)
        #expect(try visits.visit().isResumed)
    }

    /// Changes the bytes of a buffer.
    static func rewrite(_ buffer: SessionBuffer, _ change: (inout [UInt8]) throws -> Void) throws {
        let session = try #require(buffer.load())
        var bytes = session.withBytes { $0.copied }
        try change(&bytes)
        try buffer.store(SavedSession(bytes))
    }

    /// Changes what is in the envelope, and makes its digest right again.
    static func reseal(_ buffer: SessionBuffer, _ change: (inout ResumptionEnvelope) -> Void) throws {
        var envelope = try #require(buffer.withBytes { ResumptionEnvelope($0) })
        change(&envelope)
        try buffer.store(SavedSession(envelope.sealed.withBytes { $0.copied }))
    }
}
