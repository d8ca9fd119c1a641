internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `What a certificate says that its key is for` {
    @Test(arguments: [
        KeyUsage.digitalSignature, .keyEncipherment, .keyAgreement, [.digitalSignature, .revocationListSigning],
    ])
    func `is a handshake`(_ usage: KeyUsage) throws {
        try Chain(authorities: 1) { draft, depth in if depth == 0 { draft.set(.keyUsage(usage)) } }.examination()
            .expectVerified()
    }

    @Test(arguments: [KeyUsage.revocationListSigning, KeyUsage(rawValue: 1 << 1), KeyUsage(rawValue: 1 << 3)])
    func `is not something else only`(_ usage: KeyUsage) throws {
        try Chain(authorities: 1) { draft, depth in if depth == 0 { draft.set(.keyUsage(usage)) } }.examination()
            .expectRefused(.keyUsage, at: 0)
    }

    @Test func `is not signing certificates where it is no CA`() throws {
        let usage: KeyUsage = [.digitalSignature, .certificateSigning]
        let chain = try Chain(authorities: 1) { draft, depth in if depth == 0 { draft.set(.keyUsage(usage)) } }
        try chain.examination().expectRefused(.keyUsage, at: 0)
    }

    @Test func `may be left out`() throws {
        try Chain(authorities: 1) { draft, depth in
            guard depth == 0 else { return }
            draft.remove(.keyUsage)
            draft.remove(.extendedKeyUsage)
        }.examination().expectVerified()
    }

    @Test(arguments: [Role.server, .client], 0...2) func `is the end that it is shown by, as far as CAs limit it`(
        _ role: Role,
        _ depth: Int
    ) throws {
        let own: ObjectIdentifier = role == .server ? .serverAuthentication : .clientAuthentication
        let other: ObjectIdentifier = role == .server ? .clientAuthentication : .serverAuthentication
        let codeSigning = ObjectIdentifier("1.3.6.1.5.5.7.3.3")
        for (purposes, isGood) in [
            ([own], true), ([other], false), ([other, own], true), ([codeSigning], false), ([codeSigning, own], true),
            ([.anyPurpose], true), ([other, .anyPurpose], true),
        ] {
            let chain = try Chain(authorities: 1) { draft, place in
                if place == 0 { draft.set(.extendedKeyUsage([own])) }
                if place == depth { draft.set(.extendedKeyUsage(purposes)) }
            }
            let examination = chain.examination { $0.role = role }
            if isGood {
                try examination.expectVerified()
            } else {
                try examination.expectRefused(.extendedKeyUsage, at: depth)
            }
        }
    }

    @Test func `may be said as critical`() throws {
        try Chain(authorities: 1) { draft, depth in
            guard depth == 0 else { return }
            draft.set(ExtensionDraft.extendedKeyUsage([.serverAuthentication]).critical())
        }.examination().expectVerified()
    }
}

@Suite(.everyLibrary, .bounded) struct `An extension of a certificate` {
    @Test(arguments: 0...2) func `is refused where it is critical and not known`(_ depth: Int) throws {
        for isCritical in [true, false] {
            let unknown = ExtensionDraft(ObjectIdentifier("1.3.6.1.4.1.55555.1"), isCritical: isCritical, [5, 0])
            let chain = try Chain(authorities: 1) { draft, place in if place == depth { draft.set(unknown) } }
            guard isCritical else {
                try chain.examination().expectVerified()
                continue
            }
            let report = try chain.examination().expectRefused(.criticalExtension, at: depth)
            #expect(report.fault?.detail == "the extension 1.3.6.1.4.1.55555.1 is critical and not known")
        }
    }

    /// What cannot be read, or says what must not be said (RFC 5280, 4.2).
    static let malformed: [(name: String, draft: ExtensionDraft)] = [
        ("basic constraints that are no sequence", ExtensionDraft(.basicConstraints, isCritical: true, [5, 0])),
        ("basic constraints with something behind", ExtensionDraft(.basicConstraints, isCritical: true, [0x30, 0, 0])),
        (
            "a path length below none",
            ExtensionDraft(.basicConstraints, isCritical: true, [0x30, 6, 1, 1, 0xff, 2, 1, 0xff])
        ),
        ("a key usage that is no bit string", ExtensionDraft(.keyUsage, isCritical: true, [4, 1, 0x80])),
        ("a key usage without bits", ExtensionDraft(.keyUsage, isCritical: true, [3, 0])),
        ("a purpose that is none", ExtensionDraft(.extendedKeyUsage, [0x30, 2, 5, 0])),
        ("no purpose at all", ExtensionDraft(.extendedKeyUsage, [0x30, 0])),
        ("no alternative name at all", ExtensionDraft(.subjectAlternativeName, [0x30, 0])),
        ("an alternative name of no kind", ExtensionDraft(.subjectAlternativeName, [0x30, 2, 0x8f, 0])),
        ("an alternative name that is cut", ExtensionDraft(.subjectAlternativeName, [0x30, 4, 0x82, 9, 0x61, 0x61])),
        ("a key identifier that is none", ExtensionDraft(.subjectKeyIdentifier, [5, 0])),
        ("a critical key identifier", ExtensionDraft.subjectKeyIdentifier([1, 2, 3]).critical()),
        ("an issuer's key identifier that is none", ExtensionDraft(.authorityKeyIdentifier, [4, 0])),
        ("a critical issuer's key identifier", ExtensionDraft.authorityKeyIdentifier([1, 2, 3]).critical()),
    ]

    @Test(arguments: malformed.indices) func `is refused where it is malformed`(_ index: Int) throws {
        let (name, draft) = Self.malformed[index]
        let root = try MintedCertificate.root { $0.remove(.subjectKeyIdentifier) }
        let leaf = try root.endEntity { $0.set(draft) }
        let examination = Examination([leaf], trusting: [root])
        let report: VerificationReport
        do {
            report = try examination.report()
        } catch let error as TLSError {
            // GnuTLS 3.7.9 does not even read a certificate with some of them: docs/gnutls.md.
            #expect(error.reason == .malformedCertificate, "\(name)")
            return
        }
        #expect(report.fault?.rule == .malformed, "\(name): \(report.text)")
        #expect(report.fault?.depth == 0)
        #expect(report.alert == .badCertificate)
    }

    @Test(arguments: 0...1) func `stands there once`(_ depth: Int) throws {
        let chain = try Chain(authorities: 0) { draft, place in
            guard place == depth else { return }
            let twice = draft.extensions.first { $0.identifier == .keyUsage }
            draft.extensions += twice.map { [$0] } ?? []
        }
        let examination = chain.examination()
        do {
            try examination.expectRefused(.malformed, at: depth)
        } catch let error as TLSError {
            #expect(error.reason == .malformedCertificate)
        }
    }

    @Test func `limits names below a CA, and stands in no other certificate`() throws {
        let chain = try Chain(authorities: 0) { draft, depth in
            if depth == 0 { draft.set(.nameConstraints(permitted: [.dnsName("example")])) }
        }
        try chain.examination().expectRefused(.malformed, at: 0)
    }

    @Test func `is not there before version 3`() throws {
        let root = try MintedCertificate.root()
        let leaf = try root.endEntity { $0.version = 1 }
        let error = #expect(throws: TLSError.self) { try Examination([leaf], trusting: [root]).report() }
        #expect(error?.reason == .malformedCertificate)
    }

    @Test(arguments: [31, 32]) func `that only says where to ask may be critical`(_ number: UInt8) throws {
        let value: [UInt8] =
            switch number {
            case 32: DER.sequence([DER.sequence([DER.identifier(ObjectIdentifier("2.23.140.1.2.1"))])])
            default:
                DER.sequence([
                    DER.sequence([
                        DER.value(
                            0xa0,
                            DER.value(0xa0, DER.value(0x86, Array("http://crl.example/".utf8)))
                        )
                    ])
                ])
            }
        let draft = ExtensionDraft(ObjectIdentifier(encoded: [0x55, 0x1d, number]), isCritical: true, value)
        try Chain(authorities: 0) { certificate, depth in if depth == 0 { certificate.set(draft) } }.examination()
            .expectVerified()
    }

    @Test func `with names of the issuer, which nobody compares, may not be critical`() throws {
        let names = DER.sequence([DER.value(0x82, Array("issuer.example".utf8))])
        for isCritical in [true, false] {
            let draft = ExtensionDraft(.issuerAlternativeName, isCritical: isCritical, names)
            let chain = try Chain(authorities: 0) { certificate, depth in if depth == 0 { certificate.set(draft) } }
            if isCritical {
                try chain.examination().expectRefused(.criticalExtension, at: 0)
            } else {
                try chain.examination().expectVerified()
            }
        }
    }

    @Test func `may be missing, both of the key identifiers too`() throws {
        try Chain(authorities: 1) { draft, _ in
            draft.remove(.subjectKeyIdentifier)
            draft.remove(.authorityKeyIdentifier)
        }.examination().expectVerified()
    }
}

@Suite(.everyLibrary, .bounded) struct `A certificate` {
    @Test func `has an issuer with a name`() throws {
        let nameless = DER.sequence([])
        let root = try MintedCertificate.root { draft in
            draft.subject = nameless
            draft.issuer = nameless
        }
        let examination = Examination([try root.endEntity()], trusting: [root])
        let report = try examination.report()
        #expect(report.fault?.rule == .malformed, "\(report.text)")
    }

    @Test func `may have no subject but names`() throws {
        let chain = try Chain(authorities: 1) { draft, depth in
            guard depth == 0 else { return }
            draft.subject = DER.sequence([])
            draft.set(ExtensionDraft.alternativeNames([.dnsName("server.example")]).critical())
        }
        let report = try chain.examination { $0.name = "server.example" }.expectVerified()
        #expect(report.certificates[0].summary.subject.isEmpty)
        #expect(report.text.contains("certificate 0: (no name) [presented]"))
    }

    @Test(arguments: ["empty", "zero", "negative", "long"]) func `has a serial number that is only compared`(
        _ kind: String
    ) throws {
        let number: [UInt8] =
            switch kind {
            case "empty": []
            case "zero": [0]
            case "negative": [0x85, 1]
            default: [UInt8](repeating: 0x33, count: 40)
            }
        let root = try MintedCertificate.root()
        let leaf = try root.endEntity { $0.serialNumber = number }
        let examination = Examination([leaf], trusting: [root])
        guard kind != "empty" else {
            let error = #expect(throws: TLSError.self) { try examination.report() }
            #expect(error?.reason == .malformedCertificate)
            return
        }
        try examination.expectVerified()
    }

    @Test func `has nothing behind it`() throws {
        let root = try MintedCertificate.root()
        let leaf = try root.endEntity()
        for library in Library.allCases {
            let backend = try library.backend.init(.client(.stream))
            let question = PeerQuestion(peerRole: .server)
            for bytes in [leaf.encoded + [0], Array(leaf.encoded.dropLast()), [], [0x30], Array("text".utf8)] {
                let error = #expect(throws: TLSError.self) { try backend.report(on: [bytes], question) }
                #expect(error?.reason == .malformedCertificate)
            }
        }
    }
}
