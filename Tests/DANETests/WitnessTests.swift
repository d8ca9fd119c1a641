#if OpenSSL
internal import SecureSockets
internal import SecureSocketsTesting
internal import TestSupport
internal import Testing

/// Certificates of every shape that matters to DANE, each with a name of its own here.
private struct Population {
    static let host = "host.example"

    let authorities: [MintedCertificate]
    let servers: [MintedCertificate]
    let roots: [MintedCertificate]
    let middles: [MintedCertificate]

    init() {
        func authority(_ name: String) -> MintedCertificate.Plan { .init(name, isAuthority: true) }
        let server = MintedCertificate.Plan("server", host: Self.host)
        var expired = server
        expired.lifetime = MintedCertificate.past
        let root = MintedCertificate("root", authority("root"))
        let other = MintedCertificate("other root", authority("other root"))
        let high = MintedCertificate("high", authority("high"), by: root)
        let low = MintedCertificate("low", authority("low"), by: high)
        let crossed = high.again("high by the other root", authority("high"), by: other)
        var late = authority("high")
        late.lifetime = MintedCertificate.past
        let stale = high.again("high that expired", late, by: root)
        roots = [root, other]
        middles = [high, low, crossed]
        authorities = [root, other, high, low, crossed, stale]
        servers = [
            MintedCertificate("server by root", server, by: root),
            MintedCertificate("server by high", server, by: high),
            MintedCertificate("server by low", server, by: low),
            MintedCertificate("server by the other root", server, by: other),
            MintedCertificate("expired server by high", expired, by: high),
            MintedCertificate("server of another name", .init("server", host: "other.example"), by: high),
            MintedCertificate("server by itself", server),
            MintedCertificate("server by a server", server, by: MintedCertificate("x", server, by: root)),
        ]
    }
}

/// One case: what is presented, what is trusted, what DNS says.
private struct WitnessCase: CustomStringConvertible {
    var chain: [MintedCertificate]
    var trusted: [MintedCertificate]
    var records: [TLSARecord]
    var words: [String] = []
    var checksEndEntityName: Bool
    var isOpportunistic: Bool

    init(_ population: Population, _ seed: UInt64) throws {
        var random = SeededGenerator(seed)
        func pick(_ list: [MintedCertificate]) -> MintedCertificate {
            list[Int.random(in: 0..<list.count, using: &random)]
        }
        let count = Int.random(in: 0...4, using: &random)
        chain = [pick(population.servers)] + population.authorities.shuffled(using: &random).prefix(count)
        trusted = Array(population.roots.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random)))
        if Int.random(in: 0..<6, using: &random) == 0 { trusted.append(pick(population.middles)) }
        checksEndEntityName = Bool.random(using: &random)
        isOpportunistic = Int.random(in: 0..<4, using: &random) == 0
        records = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            // Mostly what the case has, so that many match.
            let isNear = Int.random(in: 0..<3, using: &random) > 0
            let target = isNear ? pick(chain + trusted) : pick(population.authorities + population.servers)
            let usage = UInt8.random(in: 0...3, using: &random)
            let selector = UInt8.random(in: 0...1, using: &random)
            let record = try TLSARecord.of(target.encoded, usage, selector, UInt8.random(in: 0...2, using: &random))
            let (changed, change) = Self.change(record, &random)
            records.append(changed)
            words.append("\(changed.usage) \(changed.selector) \(changed.matching) of \(target.name)\(change)")
        }
    }

    /// Now and then a record that cannot be used, or is wrong by a bit.
    private static func change(_ record: TLSARecord, _ random: inout SeededGenerator) -> (TLSARecord, String) {
        var (usage, selector, matching, data) = (record.usage, record.selector, record.matching, record.data)
        let change: String
        switch Int.random(in: 0..<20, using: &random) {
        case 0: (usage, change) = (4, " of no usage")
        case 1: (selector, change) = (2, " of no selector")
        case 2: (matching, change) = (3, " of no matching type")
        case 3: (data, change) = (data.dropLast(), " cut")
        case 4: (data[data.count - 1], change) = (data[data.count - 1] ^ 1, " with a wrong bit")
        default: change = ""
        }
        return (TLSARecord(usage: usage, selector: selector, matching: matching, data: data), change)
    }

    var witness: OpenSSLWitness {
        OpenSSLWitness(
            host: Population.host,
            time: Int(Self.time),
            trusted: trusted.map { $0.encoded },
            checksEndEntityName: checksEndEntityName,
            isOpportunistic: isOpportunistic
        )
    }

    static let time: Int64 = 1_700_000_000

    func report(_ library: Library) throws -> VerificationReport {
        var configuration = TLSConfiguration.stream()
        configuration.verification = .anchors(trusted.map { $0.encoded })
        configuration.verification.isEnabled = !isOpportunistic
        configuration.verification.isOpportunistic = isOpportunistic
        configuration.verification.checksNameOfDomainIssuedCertificate = checksEndEntityName
        let question = PeerQuestion(
            peerRole: .server,
            name: try ServerName(Population.host),
            records: records,
            time: Self.time
        )
        return try library.backend.init(configuration).report(on: chain.map { $0.encoded }, question)
    }

    var description: String {
        "presented: \(chain.map { $0.name }), trusted: \(trusted.map { $0.name }), records: \(words), "
            + "name of usage 3 checked: \(checksEndEntityName), opportunistic: \(isOpportunistic)"
    }
}

/// The libraries pass over a certificate that is its own issuer by name, below an anchor of that name.
@Suite struct `A CA with the name of a trust anchor` {
    @Test(arguments: Library.allCases)
    func `and another key is none that the record asks for, presented or in the record`(_ library: Library) throws {
        let anchor = MintedCertificate("anchor", .init("root", isAuthority: true))
        let namesake = MintedCertificate("namesake", .init("root", isAuthority: true))
        let server = MintedCertificate("server", .init("server", host: "localhost"), by: anchor)
        var configuration = TLSConfiguration.stream()
        configuration.verification = .anchors([anchor.encoded])
        let backend = try library.backend.init(configuration)
        for (certificate, matching, isGood) in [
            (anchor, 0, true), (anchor, 1, true), (namesake, 0, false), (namesake, 1, false),
        ] as [(MintedCertificate, UInt8, Bool)] {
            let record = try TLSARecord.of(certificate.encoded, 0, 0, matching)
            for presented in [[server], [server, certificate]] {
                let question = PeerQuestion(peerRole: .server, name: try ServerName("localhost"), records: [record])
                let report = try backend.report(on: presented.map { $0.encoded }, question)
                #expect((report.verdict == .verified) == isGood, "\(report.text)")
            }
        }
    }
}

/// OpenSSL knows DANE by itself, and is asked about each case that Core decides.
@Suite struct `OpenSSL's own DANE` {
    @Test(arguments: Library.allCases)
    func `agrees with the verdict of Core about random chains and records`(_ library: Library) throws {
        let population = Population()
        var accepted = 0
        var differences = 0
        let count = TestLength.count(600, long: 20_000)
        for number in 0..<count {
            let seed = Seed.value &+ UInt64(number)
            let entry = try WitnessCase(population, seed)
            let report = try entry.report(library)
            let verdict = entry.witness.verdict(on: entry.chain.map { $0.encoded }, entry.records)
            let words: Comment = "TEST_SEED=\(seed): \(entry)\nOpenSSL: \(verdict.words)\n\(report.text)"
            let usable = entry.records.map { $0.defect == nil && !(entry.isOpportunistic && $0.usage < 2) }
            #expect(usable == verdict.usable, words)
            let isAccepted = report.verdict == .verified
            accepted += isAccepted ? 1 : 0
            if isAccepted != verdict.isAccepted {
                differences += 1
                expectDifference(entry, report, words)
            } else if isAccepted, usable.count(where: { $0 }) == 1 {
                #expect(report.records.first { $0.isDecisive }?.matchedDepth == verdict.depth, words)
            }
        }
        // Cases of one outcome only would prove nothing.
        #expect(accepted > count / 10 && accepted < count * 9 / 10, "\(accepted) of \(count) accepted")
        #expect(differences < count / 20, "\(differences) of \(count) differ")
        print(
            "\(library.rawValue): \(accepted) of \(count) cases accepted, \(differences) decided otherwise than by OpenSSL"
        )
    }

    /// Checks that a difference is one of those that there may be, where RFC 7671 leaves a choice.
    ///
    /// 1. OpenSSL follows one issuer for each certificate, the first that fits, and refuses where that way is not good. Core tries the
    ///    others (RFC 4158).
    /// 2. Where records of usage 0 or 1 stand beside those of usage 2, OpenSSL takes CAs from the trust store first, and usage 2
    ///    does not look at those. Core takes each usage by itself.
    /// 3. OpenSSL takes a self-signed server by its own bare key (`2 1 0`), and not by the digest of that. Core takes it by neither: usage 3
    ///    is for that.
    ///
    /// In 1 and 2 OpenSSL has to accept the way that Core took, once that is presented alone, with the records of the usage that
    /// decided.
    private func expectDifference(_ entry: WitnessCase, _ report: VerificationReport, _ words: Comment) {
        guard report.verdict == .verified else {
            let isOwnKey =
                entry.chain[0].name == "server by itself"
                && entry.records.contains { record in
                    record == (try? TLSARecord.of(entry.chain[0].encoded, 2, 1, 0))
                }
            #expect(isOwnKey, words)
            return
        }
        let path = report.certificates.filter { $0.depth != nil }.map { $0.contents.encoded }
        // None decides where none can be used: then the trust store does, and all of them stay.
        let decisive = report.records.first { $0.isDecisive }?.record.usage
        let usages: ClosedRange<UInt8> = decisive.map { $0 < 2 ? 0...1 : $0...$0 } ?? 0...255
        var witness = entry.witness
        // Only where the way ends: OpenSSL would stop at the first that is trusted.
        witness.trusted = entry.trusted.map { $0.encoded }.filter { $0 == path.last }
        let verdict = witness.verdict(on: path, entry.records.filter { usages.contains($0.usage) })
        #expect(verdict.isAccepted, words)
    }
}
#endif
