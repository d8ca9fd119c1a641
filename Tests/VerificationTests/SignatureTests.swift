internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `The signature of a certificate` {
    @Test(arguments: 0...2) func `is its issuer's`(_ depth: Int) throws {
        let chain = try Chain(authorities: 2) { draft, place in draft.isForged = place == depth }
        try chain.examination().expectRefused(.signature, at: depth)
    }

    @Test func `of a trust anchor by itself proves nothing and is not looked at`() throws {
        try Chain(authorities: 1) { draft, place in draft.isForged = place == 2 }.examination().expectVerified()
    }

    @Test(arguments: 1...2) func `was not made by another key of the same name`(_ depth: Int) throws {
        let root = try MintedCertificate.root { $0.remove(.subjectKeyIdentifier) }
        let other = try MintedCertificate.root { $0.remove(.subjectKeyIdentifier) }
        let below = try depth == 1 ? other : other.authority("Authority")
        let leaf = try below.endEntity()
        try Examination([leaf] + (depth == 1 ? [] : [below]), trusting: [root])
            .expectRefused(.signature, at: depth - 1)
    }

    @Test func `of another key that says which one it is leaves the issuer unknown`() throws {
        let other = try MintedCertificate.root()
        try Examination([try other.endEntity()], trusting: [try .root()]).expectRefused(.unknownIssuer, at: 0)
    }

    @Test(arguments: 0...1) func `is not made with SHA-1`(_ depth: Int) throws {
        let chain = try Chain(authorities: 1) { draft, place in if place == depth { draft.digest = .sha1 } }
        try chain.examination().expectRefused(.weakSignature, at: depth)
        try chain.examination { $0.policy.strength.allowsCollidingDigests = true }.expectVerified()
    }

    @Test func `of a trust anchor by itself may be made with SHA-1`() throws {
        try Chain(authorities: 1) { draft, place in if place == 2 { draft.digest = .sha1 } }.examination()
            .expectVerified()
    }

    @Test func `names one algorithm in both places`() throws {
        let root = try MintedCertificate.root()
        let leaf = try root.endEntity { $0.outerAlgorithm = root.key.algorithm(.sha1) }
        let error = #expect(throws: TLSError.self) { try Examination([leaf], trusting: [root]).report() }
        #expect(error?.reason == .malformedCertificate)
    }

    /// A library that does not know the algorithm has checked nothing.
    @Test(arguments: 0...1, ["1.2.3", "1.2.840.10045.4.3.99", "2.16.840.1.101.3.4.3.17"])
    func `is of an algorithm that the library knows`(_ depth: Int, _ identifier: String) throws {
        let algorithm = DER.sequence([DER.identifier(ObjectIdentifier(identifier))])
        let chain = try Chain(authorities: 1) { draft, place in if place == depth { draft.algorithm = algorithm } }
        try chain.examination().expectRefused(.signature, at: depth)
    }

    /// OpenSSL would set such bits to zero and go on with another certificate than what was sent, fingerprint included.
    @Test(arguments: [1, 7, 8, 255] as [UInt8])
    func `and of a revocation list has no bits left over`(_ bits: UInt8) throws {
        let anchor = try Self.leavingBits(bits, Certificates.bytes("ca.der"))
        var configuration = TLSConfiguration.stream(.none)
        configuration.verification.trustAnchors = .bytes(anchor)
        #expect(Self.refusal(of: configuration)?.reason == .malformedCertificate)
        let list = try MintedCertificate.root().revocationList()
        configuration.verification.trustAnchors = .bytes(try Certificates.bytes("ca.der"))
        configuration.verification.revocationLists = .bytes(list)
        #expect(Self.refusal(of: configuration) == nil)
        configuration.verification.revocationLists = .bytes(try Self.leavingBits(bits, list))
        #expect(Self.refusal(of: configuration)?.reason == .malformedCertificate)
    }

    private static func refusal(of configuration: TLSConfiguration) -> TLSError? {
        do throws(TLSError) {
            _ = try ClientSocket(configuration)
            return nil
        } catch {
            return error
        }
    }

    /// The same certificate or list with another number of unused bits in its signature.
    private static func leavingBits(_ bits: UInt8, _ bytes: [UInt8]) throws -> [UInt8] {
        var file = DERReader(0..<bytes.count)
        let all = file.next(DERTag.sequence, bytes.span)
        var outer = DERReader(try #require(all))
        _ = (outer.next(bytes.span), outer.next(bytes.span))
        let signature = outer.next(DERTag.bitString, bytes.span)
        var changed = bytes
        changed[try #require(signature).lowerBound] = bits
        return changed
    }
}

@Suite(.everyLibrary, .bounded) struct `The key of a certificate` {
    @Test(arguments: 0...2) func `is no curve of less than 224 bits`(_ depth: Int) throws {
        let root = try MintedCertificate.root(key: Self.key(depth == 2))
        let authority = try root.authority("Authority", key: Self.key(depth == 1))
        let leaf = try authority.endEntity { if depth == 0 { $0.key = try SigningKey(.p192) } }
        let examination = Examination([leaf, authority], trusting: [root])
        let report = try examination.expectRefused(.weakKey, at: depth)
        #expect(report.fault?.detail == "its key is EC 192, and the fewest bits allowed are 224")
        var lenient = examination
        lenient.policy.strength.curveBits = 192
        try lenient.expectVerified()
    }

    private static func key(_ isWeak: Bool) throws -> SigningKey { try SigningKey(isWeak ? .p192 : .p256) }

    @Test(arguments: ["server-rsa-1024", "server-rsa"]) func `of RSA has 2048 bits or more`(_ name: String) throws {
        let key = try SigningKey(rsa: Certificates.bytes(name + ".key.der"))
        let root = try MintedCertificate.root()
        let examination = Examination([try root.endEntity { $0.key = key }], trusting: [root])
        guard name == "server-rsa-1024" else {
            try examination.expectVerified()
            var strict = examination
            strict.policy.strength.modulusBits = 3072
            try strict.expectRefused(.weakKey, at: 0)
            return
        }
        try examination.expectRefused(.weakKey, at: 0)
        var lenient = examination
        lenient.policy.strength.modulusBits = 1024
        try lenient.expectVerified()
    }

    @Test func `of RSA signs too`() throws {
        let root = try MintedCertificate.root(key: SigningKey(rsa: Certificates.bytes("server-rsa.key.der")))
        let leaf = try root.endEntity()
        try Examination([leaf], trusting: [root]).expectVerified()
        let weak = try root.endEntity { $0.digest = .sha1 }
        try Examination([weak], trusting: [root]).expectRefused(.weakSignature, at: 0)
    }
}
