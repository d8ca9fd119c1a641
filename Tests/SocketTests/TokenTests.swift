internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

/// Keys that stay on a PKCS#11 token.
///
/// Each test has a process for itself, since the token's library reads the environment once.
@Suite(.everyLibrary, .serialized, .bounded) struct `A key on a token` {
    @Test func `proves a server, and each of many clients at the same time`() async {
        guard ServerBackend.can(.pkcs11) else { return }
        await #expect(processExitsWith: .success) { [pair = Pair.current as Pair] in
            OwnProcess.end(after: 240)
            try Pair.$current.withValue(pair) {
                let token = try Token()
                try token.write("server")
                try token.write("client-rsa")
                let pin: CertificateCredentials.Password = { _ in Secret(Array(Token.pin.utf8)) }
                let server = try TokenTrial.server(pin)
                // The key of the client has the PIN in its URL, and its certificate comes from a file.
                let own = CertificateCredentials(
                    chain: .file(Certificates.path("client-rsa.pem")),
                    privateKey: .pkcs11(Token.url("client-rsa", "private", pin: Token.pin))
                )
                var client = try TLSConfiguration.client(.stream)
                client.credentials = .certificate(own)
                let backend = try ClientBackend(client)
                let port = server.port
                let endings = (0..<8).map { _ in
                    onThread {
                        let socket = ClientSocket(backend: backend)
                        try socket.connect(to: "localhost", port: port, within: .seconds(60))
                        try socket.send([1, 2])
                        #expect(try socket.receive(atMost: 9) == [1, 2])
                        try socket.close()
                    }
                }
                for ending in endings { #expect(try #require(ending.take(within: 90)).error == nil) }
                _ = token
            }
        }
    }

    @Test func `asks for its PIN once, and says whose`() async {
        guard ServerBackend.can(.pkcs11) else { return }
        await #expect(processExitsWith: .success) { [pair = Pair.current as Pair] in
            OwnProcess.end(after: 240)
            try Pair.$current.withValue(pair) {
                let token = try Token()
                try token.write("server")
                let asked = Mailbox<String>()
                let server = try TokenTrial.server { origin in
                    asked.put(origin)
                    return Secret(Array(Token.pin.utf8))
                }
                for _ in 0..<2 {
                    let client = try ClientSocket(.client(.stream))
                    try client.connect(to: "localhost", port: server.port, within: .seconds(60))
                    try client.close()
                }
                #expect(asked.take(within: 0) == "token tests")
                #expect(asked.count == 0)
                _ = token
            }
        }
    }

    @Test func `is refused with the reason, and never with the PIN`() async {
        guard ServerBackend.can(.pkcs11) else { return }
        await #expect(processExitsWith: .success) { [pair = Pair.current as Pair] in
            OwnProcess.end(after: 240)
            try Pair.$current.withValue(pair) {
                let token = try Token()
                try token.write("server")
                let good = Token.url("server", "private", pin: Token.pin)
                let wrong: CertificateCredentials.Password = { _ in Secret(Array("9999".utf8)) }
                for (key, password, words) in [
                    (Token.url("server", "private"), nil, "the token wants a PIN"),
                    (Token.url("server", "private"), wrong, "the PIN is wrong"),
                    (Token.url("server", "private", pin: "9999"), nil, "the PIN is wrong"),
                    (Token.url("nothing", "private", pin: Token.pin), nil, "not available"),
                    (good.replacingOccurrences(of: "token", with: "token%zz"), nil, ": "),
                ] as [(String, CertificateCredentials.Password?, String)] {
                    let error = TokenTrial.failure(key: key, password)
                    #expect(error?.reason == .malformedPrivateKey, "\(key)")
                    #expect(error?.detail.hasPrefix("PKCS#11 URL pkcs11:token") == true, "\(error?.detail ?? "")")
                    #expect(error?.detail.contains(words) == true, "\(error?.detail ?? "")")
                    #expect(error?.detail.contains("9999") == false)
                    #expect(error?.detail.contains(Token.pin) == false)
                }
                let error = TokenTrial.failure(certificate: Token.url("nothing", "cert"), key: good)
                #expect(error?.reason == .malformedCertificate)
                #expect(error?.detail.contains("object=nothing") == true)
                #expect(TokenTrial.failure(certificate: Token.url("server", "cert"), key: good) == nil)
                _ = token
            }
        }
    }

    @Test func `is refused by name where the library reads no such URLs`() {
        guard !ServerBackend.features.contains(.pkcs11) else { return }
        let error = TokenTrial.failure(key: Token.url("server", "private", pin: "1234"))
        #expect(error?.systemCode == .notSupported)
        #expect(error?.reason == .notSupported)
        #expect(error?.detail.hasPrefix("PKCS#11 URL pkcs11:token=tests;object=server;type=private: ") == true)
        #expect(error?.detail.contains("1234") == false)
        let url = Token.url("server", "cert")
        let certificate = TokenTrial.failure(certificate: url, key: Certificates.path("server.key.pem"))
        #expect(certificate?.systemCode == .notSupported)
        var configuration = TLSConfiguration.stream()
        configuration.verification.trustAnchors = .pkcs11(url)
        #expect(failure(configuration)?.systemCode == .notSupported)
    }

    @Test(arguments: ["pkcs11", "file:token=a", "", "pkcs11:\0"])
    func `has a URL that is one`(_ url: String) {
        let own = CertificateCredentials(chain: .pkcs11(url), privateKey: .file("/none"))
        let error = failure(TLSConfiguration(.stream, credentials: .certificate(own)))
        #expect(error?.reason == .malformedCertificate)
        #expect(error?.detail.contains("wanted pkcs11: and the attributes of RFC 7512") == true)
    }
}

/// What the tests of tokens have in common; their processes share no code with the suite's instance.
private enum TokenTrial {
    static func server(_ pin: @escaping CertificateCredentials.Password) throws -> LoopbackServer {
        let own = CertificateCredentials(
            chain: .pkcs11(Token.url("server", "cert")),
            privateKey: .pkcs11(Token.url("server", "private")),
            password: pin
        )
        var configuration = try TLSConfiguration.server(.stream, clients: .requested)
        configuration.credentials = .certificate(own)
        return try LoopbackServer(configuration, within: .seconds(60))
    }

    static func failure(
        certificate: String = Certificates.path("server.pem"),
        key: String,
        _ password: CertificateCredentials.Password? = nil
    ) -> TLSError? {
        let own = CertificateCredentials(chain: .path(certificate), privateKey: .path(key), password: password)
        return SocketTests.failure(TLSConfiguration(.stream, credentials: .certificate(own)))
    }
}
