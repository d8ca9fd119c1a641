internal import SecureSockets
internal import TestSupport
internal import Testing

/// What is given as certificate, trust anchor, revocation list or key, and is none.
enum Unreadable: String, CaseIterable {
    case empty
    case garbage
    case garbagePEM
    case truncatedPEM
    case truncatedDER
    case otherPEM

    /// The broken bytes; `good` is the name of a file without its ending, `other` a PEM file of something else.
    func bytes(_ good: String, other: String) throws -> [UInt8] {
        switch self {
        case .empty: []
        case .garbage: Array("this is no ASN.1 and has no armour".utf8)
        case .garbagePEM:
            Array("-----BEGIN CERTIFICATE-----\nbm90IERFUg==\n-----END CERTIFICATE-----\n".utf8)
        case .truncatedPEM: Array(try Certificates.bytes(good + ".pem").dropLast(60))
        case .truncatedDER: Array(try Certificates.bytes(good + ".der").dropLast(10))
        case .otherPEM: try Certificates.bytes(other)
        }
    }
}

@Suite(.everyLibrary, .bounded) struct `Credentials that cannot be used` {
    @Test(arguments: Unreadable.allCases)
    func `a certificate that is none is named by its place`(_ kind: Unreadable) throws {
        let good = try Certificates.credentials("server")
        let bad = try kind.bytes("server", other: "server.key.pem")
        let chain = CertificateCredentials(chain: [good.chain, .bytes(bad)], privateKey: good.privateKey)
        let error = failure(TLSConfiguration(.stream, credentials: .certificate(chain)))
        #expect(error?.reason == .malformedCertificate)
        #expect(error?.systemCode == .protocolError)
        #expect(error?.detail.contains("certificate 2") == true, "\(error?.detail ?? "")")
        #expect(error?.detail.contains("wanted PEM or DER") == true)
    }

    @Test func `an empty chain is told from an unreadable one`() throws {
        let good = try Certificates.credentials("server")
        let none = CertificateCredentials(chain: .none, privateKey: good.privateKey)
        let error = failure(TLSConfiguration(.stream, credentials: .certificate(none)))
        #expect(error?.reason == .malformedCertificate)
        #expect(error?.detail == "the certificate chain is empty")
    }

    @Test(arguments: Unreadable.allCases)
    func `a trust anchor that is none is named by its place`(_ kind: Unreadable) throws {
        var configuration = TLSConfiguration.stream()
        configuration.verification = .anchors([
            try Certificates.bytes("ca.pem"), try kind.bytes("ca", other: "ca.crl.pem"),
        ])
        let error = failure(configuration)
        #expect(error?.reason == .malformedCertificate)
        #expect(error?.detail.contains("trust anchor 2") == true, "\(error?.detail ?? "")")
    }

    @Test(arguments: Unreadable.allCases)
    func `a revocation list that is none is named by its place`(_ kind: Unreadable) throws {
        var configuration = TLSConfiguration.stream()
        configuration.verification = .anchors([try Certificates.bytes("ca.pem")])
        configuration.verification.revocationLists = [
            .bytes(try Certificates.bytes("ca.crl.der")), .bytes(try kind.bytes("ca.crl", other: "ca.pem")),
        ]
        let error = failure(configuration)
        #expect(error?.reason == .malformedCertificate)
        #expect(error?.detail.contains("revocation list 2") == true, "\(error?.detail ?? "")")
    }

    @Test(arguments: ["ca", "ca.crl"])
    func `a broken piece behind a good one in the same PEM is not passed over`(_ name: String) throws {
        let good = try Certificates.bytes(name + ".pem")
        let text = String(decoding: good, as: UTF8.self)
        // The second one has its first line of base64 only.
        let lines = text.split(separator: "\n")
        let broken = [lines[0], lines[1], lines[lines.count - 1]].joined(separator: "\n")
        var configuration = TLSConfiguration.stream()
        let bytes = good + Array(broken.utf8) + Array("\n".utf8)
        if name == "ca" {
            configuration.verification = .anchors([bytes])
        } else {
            configuration.verification = .anchors([try Certificates.bytes("ca.pem")])
            configuration.verification.revocationLists = .bytes(bytes)
        }
        #expect(failure(configuration)?.reason == .malformedCertificate)
    }

    @Test(arguments: Unreadable.allCases)
    func `a private key that is none says which forms are wanted`(_ kind: Unreadable) throws {
        let chain = try Certificates.credentials("server").chain
        let bad = Secret(try kind.bytes("server.key", other: "server.pem"))
        let own = CertificateCredentials(chain: chain, privateKey: .bytes(bad))
        let error = failure(TLSConfiguration(.stream, credentials: .certificate(own)))
        #expect(error?.reason == .malformedPrivateKey)
        #expect(error?.detail.contains(kind == .empty ? "empty" : "wanted PKCS#8, PKCS#1 or SEC 1") == true)
    }

    @Test func `a key of another certificate is told from an unreadable one`() throws {
        let chain = try Certificates.credentials("server").chain
        let own = CertificateCredentials(
            chain: chain,
            privateKey: .bytes(Secret(try Certificates.bytes("client.key.pem")))
        )
        let error = failure(TLSConfiguration(.stream, credentials: .certificate(own)))
        #expect(error?.reason == .keyMismatch)
        #expect(error?.systemCode == .invalidArgument)
        #expect(error?.detail.contains("first certificate of the chain") == true)
    }

    @Test func `a key of another kind than the certificate's is a mismatch too`() throws {
        let chain = try Certificates.credentials("server").chain
        let own = CertificateCredentials(
            chain: chain,
            privateKey: .bytes(Secret(try Certificates.bytes("server-rsa.key.pem")))
        )
        #expect(failure(TLSConfiguration(.stream, credentials: .certificate(own)))?.reason == .keyMismatch)
    }

    @Test(arguments: ["pem", "der"])
    func `an encrypted key without its password asks for it`(_ ending: String) throws {
        let error = try encrypted(ending, nil)
        #expect(error?.reason == .malformedPrivateKey)
        #expect(error?.detail.contains("it is encrypted: give its password") == true, "\(error?.detail ?? "")")
    }

    @Test(arguments: ["pem", "der"], ["Secret", "", "secret1"])
    func `an encrypted key with a wrong password says so`(_ ending: String, _ password: String) throws {
        let error = try encrypted(ending, Array(password.utf8))
        #expect(error?.reason == .malformedPrivateKey)
        #expect(error?.detail.contains("the password is wrong") == true, "\(error?.detail ?? "")")
    }

    @Test(arguments: ["pem", "der"])
    func `a password is not cut at a byte of value 0`(_ ending: String) throws {
        let error = try encrypted(ending, Array("secret\0more".utf8))
        #expect(error?.reason == .malformedPrivateKey)
    }

    @Test func `a server without certificate or key is refused before a client comes`() throws {
        for configuration in [TLSConfiguration.stream(), try .client(.stream), try .client(.datagram)] {
            let error = #expect(throws: TLSError.self) {
                try ServerListener(configuration, host: "127.0.0.1", port: 0)
            }
            #expect(error?.reason == .invalidConfiguration)
            #expect(error?.detail == "a server needs a certificate or pre-shared keys")
        }
    }

    @Test func `a store of pre-shared keys is for servers`() throws {
        let store = PreSharedKeyStore { _ in nil }
        let backend = try ClientBackend(.datagram(.preSharedKeys(store)))
        let error = #expect(throws: TLSError.self) {
            try backend.makeEngine(.client, host: "localhost", maximumTransmissionUnit: 1400)
        }
        #expect(error?.reason == .invalidConfiguration)
        #expect(error?.detail.contains("a store of pre-shared keys is for servers") == true)
    }

    private func encrypted(_ ending: String, _ password: [UInt8]?) throws -> TLSError? {
        let own = try CertificateCredentials(
            chain: [Certificates.bytes("server.pem")],
            privateKey: Secret(Certificates.bytes("server.key.encrypted." + ending)),
            password: password.map { Secret($0) }
        )
        return failure(TLSConfiguration(.stream, credentials: .certificate(own)))
    }
}

/// What a backend says against a configuration; nil where it takes it.
func failure(_ configuration: TLSConfiguration) -> TLSError? {
    do throws(TLSError) {
        _ = try ClientBackend(configuration)
        return nil
    } catch {
        return error
    }
}
