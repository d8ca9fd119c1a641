internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `The tool tells` {
    private struct Features: Decodable {
        struct Backend: Decodable {
            let name: String
            let version: String
            let features: [String: Bool]
            let forbidden: [String]
        }

        let version: String
        let backends: [Backend]
    }

    private struct Suites: Decodable {
        struct Suite: Decodable {
            let id: String
            let number: Int
            let name: String?
            let why: String?
        }

        let offered: [Suite]?
        let refused: [Suite]?
        let known: [Suite]?
    }

    @Test func `what its TLS library can do`() throws {
        let text = try Tool.run(["features"])
        #expect(text.status == 0)
        let lines = text.text.split(separator: "\n")
        #expect(lines.count == FeatureSet.all.count + 2)
        #expect(lines.first?.hasPrefix("secsock ") == true)
        for (_, name) in FeatureSet.all { #expect(lines.contains { $0.hasPrefix(name + " ") }) }
        let json = try Tool.run(["features", "--json"])
        let features = try JSONDecoder().decode(Features.self, from: Data(json.output))
        #expect(features.backends.first?.name == DefaultBackend.name)
        #expect(features.backends.map { $0.name } == Library.allCases.map { $0.rawValue })
        for (backend, library) in zip(features.backends, Library.allCases) {
            #expect(backend.version == library.backend.runtimeVersion)
            for (feature, name) in FeatureSet.all {
                #expect(backend.features[name] == library.features.contains(feature))
            }
        }
    }

    private static let gnuTLSPolicy = """
        [overrides]
        disabled-version = tls1.2
        disabled-version = dtls1.2
        tls-disabled-cipher = aes-128-gcm
        """
    /// One that no algorithm has what it asks for.
    private static let openSSLPolicy = """
        openssl_conf = init
        [init]
        alg_section = algorithms
        [algorithms]
        default_properties = provider=none
        """

    @Test func `what the system's policy forbids`() throws {
        let (gnuTLS, openSSL) = try (TemporaryFile(Self.gnuTLSPolicy), TemporaryFile(Self.openSSLPolicy))
        let policies = ["GNUTLS_SYSTEM_PRIORITY_FILE": gnuTLS.path, "OPENSSL_CONF": openSSL.path]
        let json = try Tool(["features", "--json"], environment: policies).finish()
        let forbidden = try JSONDecoder().decode(Features.self, from: Data(json.output)).backends.map { $0.forbidden }
        let all = Library.allCases.map { library in
            library.rawValue == "GnuTLS"
                ? ["DTLS 1.2", "TLS 1.2"]
                : ["DTLS 1.2", "TLS 1.2", "TLS 1.3", "DTLS 1.0, if named", "TLS 1.0, if named", "TLS 1.1, if named"]
        }
        #expect(forbidden == all)
        let text = try Tool(["features"], environment: policies).finish().text
        let line = text.split(separator: "\n").first { $0.hasPrefix("TLS 1.2 ") }
        #expect(line?.split(separator: " ").dropFirst(2) == Array(repeating: "forbidden", count: all.count)[...])
        let suites = try Tool(["suites", "--tls1.2"], environment: policies).finish()
        #expect(suites.status == 1)
        #expect(suites.errors.contains("none of the cipher suites can be offered"))
        #expect(suites.errors.contains("the system's policy for it ("))
    }

    @Test func `which suites it would offer, in order, and why others are not`() throws {
        let outcome = try Tool.run(["suites", "--dtls", "--psk", "--profile", "lwm2m", "--json"])
        let suites = try JSONDecoder().decode(Suites.self, from: Data(outcome.output))
        #expect(suites.offered?.map { $0.name } == ["TLS_PSK_WITH_AES_128_CCM_8", "TLS_PSK_WITH_AES_128_CBC_SHA256"])
        #expect(suites.offered?.first?.id == "0xC0A8")
        #expect(suites.refused?.count == 2)
        #expect(suites.refused?.allSatisfy { $0.why?.contains("certificate") == true } == true)
        let text = try Tool.run(["suites", "--dtls", "--psk", "--profile", "lwm2m"]).text
        #expect(text.hasPrefix("0xC0A8  TLS_PSK_WITH_AES_128_CCM_8\n"))
        #expect(text.contains("Not offered:\n0xC0AE  TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8: "))
    }

    @Test func `which suites were named by name and number`() throws {
        let list = "0x1301,tls_chacha20_poly1305_sha256"
        let outcome = try Tool.run(["suites", "--tls1.3", "--suite", list, "--suite", "0xFFFE"])
        #expect(outcome.text.hasPrefix("0x1301  TLS_AES_128_GCM_SHA256\n0x1303  TLS_CHACHA20_POLY1305_SHA256\n"))
        #expect(outcome.text.contains("0xFFFE  (unknown): "))
        #expect(try Tool.run(["suites", "--suite", "0xFFFE"]).status == 1)
    }

    @Test func `which suites there are`() throws {
        let outcome = try Tool.run(["suites", "--all", "--json"])
        let suites = try JSONDecoder().decode(Suites.self, from: Data(outcome.output))
        #expect(suites.known?.isEmpty == false)
        #expect(suites.known?.allSatisfy { $0.name?.hasPrefix("TLS_") == true } == true)
        #expect(suites.known?.contains { $0.number == 0xC0A8 } == true)
    }

    @Test(arguments: ["connect", "serve", "features", "suites"])
    func `how each subcommand is used, with examples`(_ name: String) throws {
        let outcome = try Tool.run([name, "--help"])
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("Examples:\n  secsock"))
    }

    @Test(arguments: [
        ["--psk-hex", "5ec2e75ec2e75ec2e75ec2e75ec2e7a5"],
        ["--psk-hex", "5ec2e75ec2e75ec2e75ec2e75ec2e7a5", "--json"],
        ["--psk-hex", "5ec2e75ec2e75ec2e75ec2e75ec2e7a5", "--verbose"],
        ["--psk-hex", "5ec2e75ec2e75ec2e75ec2e75ec2e7a5zz"],
        ["--psk-hex", "5ec2e75ec2e75ec2e75ec2e75ec2e7a5", "--psk-hex"],
    ])
    func `no secrets`(_ options: [String]) throws {
        let secret = "5ec2e75ec2e75ec2e75ec2e75ec2e7a5"
        let keys = try TemporaryFile("device:" + secret)
        let server = try Server(["--dtls", "--psk-file", keys.path, "--verbose"])
        let arguments = [
            "connect", "coaps://" + server.target, "--psk-identity", "device", "--send", "x", "--linger", "0.2",
        ]
        let client = try Tool.run(arguments + options)
        server.program.terminate()
        let outcome = try server.program.finish()
        for text in [client.text, client.errors, outcome.text, outcome.errors] {
            #expect(!text.lowercased().contains(secret.prefix(8)))
        }
        #expect(client.status == 0 || client.status == 64, "\(client)")
    }

    @Test(arguments: ["device:5ec2e75ec2e7x", "5ec2e75ec2e75", "device 5ec2e75ec2e7", ":5ec2e75ec2e7"])
    func `no secret of a line that cannot be read, but where it is`(_ line: String) throws {
        let keys = try TemporaryFile("# comment\n" + line + "\n")
        let outcome = try Tool.run(["serve", "127.0.0.1:0", "--dtls", "--psk-file", keys.path])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains(keys.path + ", line 2: "))
        #expect(!outcome.errors.contains("5ec2e7"))
    }

    @Test func `that a key on the command line can be seen, and that nothing is verified`() throws {
        let key = ["--psk-identity", "x", "--psk-hex", "00"]
        let outcome = try Tool.run(["connect", "coaps://127.0.0.1:1"] + key)
        #expect(outcome.errors.hasPrefix("warning: other users"))
        let server = try Server(serverCredentials + ["--once"])
        let client = try Tool.run(["connect", server.target, "--insecure", "--send", "x", "--linger", "0.2"])
        #expect(client.status == 0)
        #expect(client.errors.hasPrefix("warning: --insecure"))
    }
}
