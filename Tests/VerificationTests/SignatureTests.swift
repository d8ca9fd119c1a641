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
