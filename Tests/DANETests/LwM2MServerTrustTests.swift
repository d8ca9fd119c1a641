internal import SecureSockets
internal import TestSupport
internal import Testing

/// An instance of the LwM2M Security object with a certificate.
private func trust(
    _ usage: LwM2MServerTrust.CertificateUsage,
    _ key: [UInt8] = [],
    _ matching: LwM2MServerTrust.MatchingType = .exact,
    store: [String] = []
) throws -> LwM2MServerTrust {
    var trust = LwM2MServerTrust()
    trust.certificateUsage = usage
    trust.matchingType = matching
    trust.serverPublicKey = key
    trust.trustStore = .list(try store.map { .bytes(try Certificates.bytes($0 + ".pem")) })
    return trust
}

private func der(_ name: String) throws -> [UInt8] { try Certificates.bytes(name + ".der") }

@Suite(.everyPair) struct `A LwM2M client` {
    /// What becomes of a handshake with the server of a certificate.
    private static func reason(_ trust: LwM2MServerTrust, _ certificate: String, chain: String? = nil) throws -> Reason?
    {
        var client = TLSConfiguration.datagram(.none)
        try trust.apply(to: &client)
        let server = try TLSConfiguration.server(.datagram, certificate: certificate, chain: chain)
        return try Link(ClientBackend(client), ServerBackend(server)).handshake().client?.reason
    }

    @Test func `takes the certificate that the object has, by each matching type`() throws {
        let certificate = try der("server-untrusted")
        let keys: [(LwM2MServerTrust.MatchingType, [UInt8])] = [
            (.exact, certificate), (.sha256, SHA256.digest(of: certificate.span)),
            (.sha384, SHA384.digest(of: certificate.span)), (.sha512, SHA512.digest(of: certificate.span)),
        ]
        for (matching, key) in keys {
            let trust = try trust(.domainIssuedCertificate, key, matching)
            #expect(try Self.reason(trust, "server-untrusted") == nil, "\(matching)")
            #expect(try Self.reason(trust, "server") == .tlsaMismatch, "\(matching)")
        }
    }

    @Test func `verifies by each certificate usage what it says`() throws {
        let chain = "server-intermediate.chain.pem"
        for (usage, key, other) in [
            (LwM2MServerTrust.CertificateUsage.caConstraint, "intermediate", "other-ca"),
            (.serviceCertificateConstraint, "server-intermediate", "server"),
            (.trustAnchorAssertion, "ca", "other-ca"), (.domainIssuedCertificate, "server-intermediate", "server"),
        ] {
            let good = try trust(usage, der(key), store: ["ca"])
            #expect(try Self.reason(good, "server-intermediate", chain: chain) == nil, "\(usage)")
            let bad = try trust(usage, der(other), store: ["ca"])
            #expect(try Self.reason(bad, "server-intermediate", chain: chain) == .tlsaMismatch, "\(usage)")
        }
    }

    @Test func `leaves the trust store no say where the object names what is trusted`() throws {
        let anchor = try trust(.trustAnchorAssertion, der("other-ca"), store: ["ca"])
        #expect(try Self.reason(anchor, "server-untrusted") == nil)
        #expect(try Self.reason(anchor, "server") == .tlsaMismatch)
        let constraint = try trust(.caConstraint, der("other-ca"), store: ["ca"])
        #expect(try Self.reason(constraint, "server-untrusted") == .unknownIssuer)
    }

    @Test func `goes by its trust store where the object has no key`() throws {
        for usage: UInt8 in 0...3 {
            let trust = try trust(.init(rawValue: usage), store: ["ca"])
            #expect(try Self.reason(trust, "server") == nil)
            #expect(try Self.reason(trust, "server-untrusted") == .unknownIssuer)
        }
    }

    @Test func `checks the name with each usage, and by SNI where the object has one`() throws {
        var named = try trust(.domainIssuedCertificate, der("server-wrong-name"))
        #expect(try Self.reason(named, "server-wrong-name") == .nameMismatch)
        named.serverNameIndication = "other.example"
        #expect(try Self.reason(named, "server-wrong-name") == nil)
        named.serverNameIndication = ""
        #expect(try Self.reason(named, "server-wrong-name") == .nameMismatch)
    }

    @Test func `connects to a server that nobody knows only where that is asked for`() throws {
        for usage: LwM2MServerTrust.CertificateUsage in [.trustAnchorAssertion, .domainIssuedCertificate] {
            var trust = try trust(usage)
            trust.acceptsUnverifiedServer = true
            #expect(try Self.reason(trust, "server-untrusted") == nil)
            trust.serverPublicKey = try der("server")
            #expect(try Self.reason(trust, "server-untrusted") == .tlsaMismatch)
        }
    }
}

@Suite struct `A LwM2M Security object` {
    private static func refusal(_ trust: LwM2MServerTrust) -> TLSError? {
        var configuration = TLSConfiguration.datagram(.none)
        do throws(TLSError) {
            try trust.apply(to: &configuration)
            return nil
        } catch {
            // What was there stays.
            #expect(configuration.verification.tlsaRecords.isEmpty && configuration.verification.isEnabled)
            #expect(configuration.serverName == nil)
            return error
        }
    }

    @Test func `without its optional resources means a domain-issued certificate, exact`() {
        #expect(LwM2MServerTrust().certificateUsage.rawValue == 3)
        #expect(LwM2MServerTrust().matchingType.rawValue == 0)
    }

    @Test(arguments: 0...3 as ClosedRange<UInt8>)
    func `with an empty key is refused where there is no trust store`(_ usage: UInt8) throws {
        let error = Self.refusal(try trust(.init(rawValue: usage)))
        #expect(error?.reason == .invalidConfiguration)
        #expect(error?.systemCode == .invalidArgument)
    }

    @Test func `of usage 0 or 1 needs a trust store, whatever is asked for`() throws {
        for usage: LwM2MServerTrust.CertificateUsage in [.caConstraint, .serviceCertificateConstraint] {
            for key in [[], try der("ca")] {
                var trust = try trust(usage, key)
                trust.acceptsUnverifiedServer = true
                #expect(Self.refusal(trust)?.reason == .invalidConfiguration)
            }
        }
    }

    @Test func `with a number that is not known is refused, with or without a key`() throws {
        for number: UInt8 in [4, 255] {
            for key in [[], try der("ca")] {
                #expect(
                    Self.refusal(try trust(.init(rawValue: number), key, store: ["ca"]))?.reason
                        == .invalidConfiguration
                )
                let matching = LwM2MServerTrust.MatchingType(rawValue: number)
                #expect(
                    Self.refusal(try trust(.caConstraint, key, matching, store: ["ca"]))?.reason
                        == .invalidConfiguration
                )
            }
        }
    }

    @Test func `with a key that cannot be used is refused, and never passed over`() throws {
        let bad: [(LwM2MServerTrust.MatchingType, [UInt8])] = [
            (.exact, [1, 2, 3]), (.exact, Array(try der("ca").dropLast())), (.exact, try der("ca") + [0]),
            (.sha256, [UInt8](repeating: 1, count: 31)), (.sha384, [UInt8](repeating: 1, count: 32)),
            (.sha512, [UInt8](repeating: 1, count: 48)),
        ]
        for (matching, key) in bad {
            for usage: UInt8 in 0...3 {
                let error = Self.refusal(try trust(.init(rawValue: usage), key, matching, store: ["ca"]))
                #expect(error?.reason == .malformedCertificate)
            }
        }
    }

    @Test func `has a name that a certificate can have, or is refused`() throws {
        var trust = try trust(.domainIssuedCertificate, der("server"))
        trust.serverNameIndication = "two words"
        #expect(Self.refusal(trust)?.reason == .invalidConfiguration)
    }
}
