internal import HostileMaterial
internal import SecureSockets
internal import TestSupport
internal import Testing

/// What somebody who is up to no good may write into a file or a certificate: it costs no more than its length is worth, and no
/// library reads into it what is not there.
@Suite(.everyLibrary, .bounded) struct `Extreme material` {
    private var library: any CertificateLibrary.Type {
        get throws { try #require(Pair.current.client.backend as? any CertificateLibrary.Type) }
    }

    private func certificate(_ bytes: [UInt8]) throws -> CertificateContents {
        func read<Library: CertificateLibrary>(_ library: Library.Type) throws -> CertificateContents {
            try #require(
                try CertificateSource.bytes(bytes).decoded(as: .certificate) { (block) throws(TLSError) in
                    try Library.certificate(block).contents
                }.first
            )
        }
        return try read(library)
    }

    private func revocationList(_ bytes: [UInt8]) throws -> RevocationListContents {
        func read<Library: CertificateLibrary>(_ library: Library.Type) throws -> RevocationListContents {
            try #require(
                try CertificateSource.bytes(bytes).decoded(as: .revocationList) { (block) throws(TLSError) in
                    try Library.revocationList(block).contents
                }.first
            )
        }
        return try read(library)
    }

    // MARK: Times

    @Test(arguments: [("500101000000Z", -631_152_000 as Int64), ("00000101000000Z", -62_167_219_200)])
    func `a certificate is valid from a time before 1970 on`(_ text: String, _ wanted: Int64) throws {
        #expect(try certificate(DERBuilder.certificate(notBefore: text)).notBefore == wanted)
    }

    @Test(arguments: ["200101000000+0100", "2001010000Z", "20200101000000.5Z", "201301000000Z"])
    func `a certificate with a time of another form is none`(_ text: String) throws {
        let bytes = try DERBuilder.certificate(notBefore: text)
        #expect(throws: TLSError.self) { try certificate(bytes) }
    }

    /// GnuTLS says -1 of a time that it cannot read and of none at all: and a list without one is never overdue.
    @Test func `a revocation list is overdue since 1950, and is not one without an end`() throws {
        let list = try revocationList(DERBuilder.revocationList(nextUpdate: "500101000000Z", entries: [[1]]))
        #expect(list.nextUpdate == -631_152_000)
        #expect(try revocationList(DERBuilder.revocationList(nextUpdate: nil, entries: [[1]])).nextUpdate == nil)
        #expect(throws: TLSError.self) {
            try revocationList(DERBuilder.revocationList(nextUpdate: "491231235959+0100", entries: [[1]]))
        }
    }

    // MARK: Numbers of things

    /// OpenSSL takes numbers of any length, and writes the length of long ones in more than one byte.
    @Test(arguments: [1, 20, 127, 128, 300]) func `a serial number of any length is revoked`(_ length: Int) throws {
        let number = [UInt8](repeating: 0x17, count: length)
        #expect(try revocationList(DERBuilder.revocationList(entries: [number])).revoked[number] != nil)
    }

    @Test func `a revocation list of a hundred thousand entries is read`() throws {
        let entries: [[UInt8]] = (0..<100_000).map { number in
            [1] + (0..<16).map { UInt8(truncatingIfNeeded: number >> (8 * min($0, 3))) }
        }
        #expect(try revocationList(DERBuilder.revocationList(entries: entries)).revoked.count == 100_000)
    }

    /// Each with each would be thousands of millions of comparisons.
    @Test func `tens of thousands of extensions cost no more than they are long`() throws {
        let extensions: [EncodedExtension] = (0..<60_000).map { number in
            let identifier = [0x2a, 0x84 | UInt8(number >> 14), UInt8(number >> 7 & 0x7f) | 0x80, UInt8(number & 0x7f)]
            return EncodedExtension(
                identifier: ObjectIdentifier(encoded: identifier),
                isCritical: false,
                value: []
            )
        }
        #expect(CertificateExtensions(extensions).defect == nil)
        #expect(CertificateExtensions(extensions + [extensions[7]]).defect?.hasSuffix("stands twice") == true)
    }

    @Test func `a path length with zeros in front is malformed`() throws {
        let constraints = DERBuilder.certificateExtension(19, [0x30, 0x0a, 1, 1, 0xff, 2, 5, 0, 0, 0, 0, 1])
        let bytes = try DERBuilder.certificate(extensions: [constraints])
        guard let contents = try? certificate(bytes) else { return }
        #expect(contents.extensions.defect != nil)
    }

    @Test func `a source longer than 16 MiB is refused, with its name`() throws {
        let bytes = [UInt8](repeating: 0x30, count: (16 << 20) + 1)
        let error = #expect(throws: TLSError.self) { try certificate(bytes) }
        #expect(error?.detail.hasPrefix("certificate 1: it is longer than 16777216 bytes") == true)
    }

    @Test func `sixteen MiB of lines of armour and of dashes are passed over`() throws {
        let line = Array("-----BEGIN CERTIFICATE-----\n".utf8)
        let lines = [[UInt8]](repeating: line, count: 50_000).flatMap { $0 }
        for bytes in [lines, [UInt8](repeating: UInt8(ascii: "-"), count: 1 << 20)] {
            let error = #expect(throws: TLSError.self) { try certificate(bytes) }
            #expect((error?.detail.utf8.count ?? 0) < 300)
        }
    }

    // MARK: Errors

    @Test func `an error about thousands of private keys is short`() throws {
        let key = try Certificates.bytes("server.key.pem")
        let keys = [[UInt8]](repeating: key, count: 2000).flatMap { $0 }
        let error = #expect(throws: TLSError.self) { try configuration(keys) }
        #expect(error?.detail.hasPrefix("2000 private keys, where one is wanted: private key, block 1; ") == true)
        #expect((error?.detail.utf8.count ?? 0) < 300)
    }

    @Test func `an error about a long TLSA record is short`() {
        let error = #expect(throws: TLSError.self) {
            try TLSARecord("3 1 1 " + String(repeating: "x", count: 1_000_000))
        }
        #expect((error?.detail.utf8.count ?? 0) < 500)
    }

    @Test func `what is said about long names is short`() throws {
        let name = DERBuilder.value(0x82, [UInt8](repeating: 0x61, count: 40_000))
        let names = DERBuilder.certificateExtension(17, DERBuilder.value(0x30, name, name))
        let report = try report(on: DERBuilder.certificate(extensions: [names]), "localhost")
        let detail = try #require(report.fault?.detail)
        #expect(report.fault?.rule == .name)
        #expect(detail.utf8.count < 1000)
        #expect((report.presentedNames.first?.utf8.count).map { $0 < 1000 } == true)
    }

    /// The one certificate, which is its own anchor.
    private func report(on bytes: [UInt8], _ name: String) throws -> VerificationReport {
        func ask<Library: CertificateLibrary>(_ library: Library.Type) throws -> VerificationReport {
            let verifier = try PeerVerifier<Library>(.anchors([bytes]))
            let question = PeerQuestion(peerRole: .server, name: try ServerName(name))
            return verifier.report(on: [try Library.Certificate(bytes.span)], question)
        }
        return try ask(library)
    }

    // MARK: Passwords

    private func configuration(_ key: [UInt8]) throws {
        let credentials = CertificateCredentials(
            chain: [try Certificates.bytes("server.der")],
            privateKey: Secret(key),
            password: Secret(Array("secret".utf8))
        )
        _ = try ClientBackend(TLSConfiguration(.stream, credentials: .certificate(credentials)))
    }

    /// Two thousand million rounds take the libraries a quarter of an hour.
    @Test(arguments: [false, true]) func `a key whose password takes for ever is refused`(_ isPEM: Bool) throws {
        var key = try MaterialSeeds.named("privateKey/password-of-two-thousand-million-rounds.der")
        if isPEM { key = ArmourMutation.block(key, "ENCRYPTED PRIVATE KEY") }
        let error = #expect(throws: TLSError.self) { try configuration(key) }
        #expect(error?.reason == .malformedPrivateKey)
        #expect(error?.detail.contains("its password takes more than 10000000 rounds") == true)
    }

    @Test(arguments: ["server.key.encrypted.pem", "server.key.encrypted.der", "server.key.pem", "server.key.sec1.der"])
    func `a key whose password takes what is usual is read`(_ name: String) throws {
        try configuration(Certificates.bytes(name))
    }
}
