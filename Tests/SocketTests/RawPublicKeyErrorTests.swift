internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `Raw public keys that cannot be used` {
    @Test func `are said to be missing where the library has none`() throws {
        guard !ClientBackend.features.contains(.rawPublicKeys) else { return }
        for configuration in [
            try TLSConfiguration.rawPublicKey(.stream, own: "client"), try .rawPublicKey(.datagram, pinned: ["server"]),
        ] {
            let error = failure(configuration)
            #expect(error?.reason == .notSupported)
            #expect(error?.systemCode == .notSupported)
            #expect(error?.detail.contains("without raw public keys") == true, "\(error?.detail ?? "")")
        }
    }

    @Test func `are those of verification without a pinned one`() {
        var configuration = TLSConfiguration.stream()
        configuration.verification.certificateTypes = [.x509, .rawPublicKey]
        let error = failure(configuration)
        #expect(error?.reason == .invalidConfiguration)
        #expect(error?.detail == "raw public keys are accepted from the peer, and none is pinned")
    }

    @Test func `are pinned ones where only certificates are accepted`() throws {
        var configuration = TLSConfiguration.stream()
        configuration.verification.pinnedPublicKeys = .bytes(try Certificates.publicKey("server"))
        let error = failure(configuration)
        #expect(error?.reason == .invalidConfiguration)
        #expect(error?.detail == "public keys are pinned, and no raw public key is accepted from the peer")
    }

    @Test func `are those of a peer that may present nothing, or what nobody verifies`() {
        var configuration = TLSConfiguration.stream()
        configuration.verification.certificateTypes = []
        #expect(failure(configuration)?.reason == .invalidConfiguration)
        // OpenPGP (RFC 6091).
        configuration.verification.certificateTypes = [.x509, CertificateType(rawValue: 1)]
        #expect(failure(configuration)?.reason == .notSupported)
        #expect(failure(configuration)?.detail == "certificate type 1 cannot be verified")
    }

    @Test func `are those beside a pre-shared key`() throws {
        var configuration = TLSConfiguration.psk()
        configuration.verification = .pinned([try Certificates.publicKey("server")])
        #expect(failure(configuration)?.reason == .invalidConfiguration)
        let store = PreSharedKeyStore { _ in nil }
        configuration = .datagram(.preSharedKeys(store))
        configuration.verification = .pinned([try Certificates.publicKey("client")])
        let error = failure(configuration)
        #expect(error?.reason == .invalidConfiguration)
        #expect(error?.detail == "with a pre-shared key no end has a raw public key: it is one or the other")
    }

    @Test func `are those beside certificates by server name`() throws {
        var configuration = try TLSConfiguration.rawPublicKey(.stream, own: "server")
        configuration.certificatesByServerName = ["localhost": try Certificates.credentials("server")]
        #expect(failure(configuration)?.reason == .invalidConfiguration)
    }

    @Test(arguments: Unreadable.allCases)
    func `are pinned bytes that are none, named by their place`(_ kind: Unreadable) throws {
        guard ClientBackend.can(.rawPublicKeys) else { return }
        let good = try Certificates.publicKey("server")
        let bad =
            switch kind {
            case .truncatedPEM: Array(try Certificates.publicKeyPEM("server").dropLast(60))
            case .truncatedDER: Array(good.dropLast(10))
            default: try kind.bytes("server", other: "server.pem")
            }
        try expectMalformed(bad)
    }

    @Test func `are certificates, private keys and keys with something behind them`() throws {
        guard ClientBackend.can(.rawPublicKeys) else { return }
        for bad in [
            try Certificates.bytes("server.der"), try Certificates.bytes("server.key.der"),
            try Certificates.bytes("server.key.pem"), try Certificates.publicKey("server") + [0],
        ] {
            try expectMalformed(bad)
        }
    }

    @Test func `are those with any bit of a pinned key changed, or they are another key`() throws {
        guard ClientBackend.can(.rawPublicKeys) else { return }
        let server = try ServerBackend(.rawPublicKey(.datagram, own: "server"))
        let good = try Certificates.publicKey("server")
        for index in good.indices {
            var changed = good
            changed[index] ^= 1 << UInt8(index % 8)
            var configuration = TLSConfiguration(.datagram)
            configuration.verification = .pinned([changed])
            // Most are no key at all; who is one is not the server's.
            guard let client = try? ClientBackend(configuration) else { continue }
            #expect(try Link(client, server).handshake().client?.reason == .unknownPublicKey, "byte \(index)")
        }
    }

    @Test func `are pinned ones that are too weak`() throws {
        guard ClientBackend.can(.rawPublicKeys) else { return }
        let error = failure(try .rawPublicKey(.stream, pinned: ["server", "server-rsa-1024"]))
        #expect(error?.reason == .invalidConfiguration)
        #expect(error?.detail == "pinned public key 2: its key is RSA 1024, and the fewest bits allowed are 2048")
    }

    @Test(arguments: Unreadable.allCases)
    func `are own ones whose private key is none`(_ kind: Unreadable) throws {
        guard ClientBackend.can(.rawPublicKeys) else { return }
        let bad = Secret(try kind.bytes("server.key", other: "server.pem"))
        let error = failure(TLSConfiguration(.stream, credentials: .rawPublicKey(.init(privateKey: bad))))
        #expect(error?.reason == .malformedPrivateKey)
    }

    @Test(arguments: ["pem", "der"])
    func `are not encrypted ones with their password`(_ ending: String) throws {
        guard ClientBackend.can(.rawPublicKeys) else { return }
        let file = Secret(try Certificates.bytes("server.key.encrypted." + ending))
        let own = RawPublicKeyCredentials(privateKey: file, password: Secret(Array("secret".utf8)))
        let server = TLSConfiguration(.datagram, credentials: .rawPublicKey(own))
        let client = try TLSConfiguration.rawPublicKey(.datagram, pinned: ["server"])
        #expect(try Link(ClientBackend(client), ServerBackend(server)).handshake().client == nil)
        let locked = RawPublicKeyCredentials(privateKey: file)
        let error = failure(TLSConfiguration(.stream, credentials: .rawPublicKey(locked)))
        #expect(error?.detail.contains("it is encrypted: give its password") == true)
    }

    private func expectMalformed(_ bytes: [UInt8]) throws {
        var configuration = TLSConfiguration(.stream)
        configuration.verification = .pinned([try Certificates.publicKey("server"), bytes])
        let error = failure(configuration)
        #expect(error?.reason == .malformedPublicKey, "\(String(describing: error))")
        #expect(error?.systemCode == .protocolError)
        #expect(error?.detail.hasPrefix("pinned public key 2") == true, "\(error?.detail ?? "")")
        #expect(error?.detail.contains("wanted a SubjectPublicKeyInfo in PEM or DER") == true)
    }
}
