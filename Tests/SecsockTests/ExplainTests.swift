internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `The tool explains` {
    private struct Report: Decodable {
        struct Finding: Decodable {
            let name: String
            let severity: String
            let text: String
        }

        struct Refusal: Decodable {
            let name: String
            let why: String
        }

        let role: String
        let backend: String
        let versions: [String]
        let cipherSuites: [String]
        let groups: [String]
        let signatureSchemes: [String]
        let proof: String
        let verification: [String]
        let refused: [Refusal]
        let findings: [Finding]

        var warnings: [String] { findings.filter { $0.severity == "warning" }.map { $0.name } }
        var notes: [String] { findings.filter { $0.severity == "note" }.map { $0.name } }
    }

    private func report(_ arguments: [String]) throws -> Report {
        let run = try Tool.run(["explain"] + arguments + ["--json"])
        #expect(run.status == 0, "\(run)")
        return try JSONDecoder().decode(Report.self, from: Data(run.output))
    }

    @Test func `a client of LwM2M with a pre-shared key`() throws {
        let key = try TemporaryFile("device:00112233445566778899aabbccddeeff\n")
        let report = try report(["connect", "coaps://server.example", "--psk-file", key.path, "--profile", "lwm2m"])
        #expect(report.role == "client")
        #expect(report.backend == DefaultBackend.name)
        #expect(report.versions == ["DTLS 1.2"])
        #expect(report.cipherSuites == ["TLS_PSK_WITH_AES_128_CCM_8", "TLS_PSK_WITH_AES_128_CBC_SHA256"])
        #expect(report.proof == "a pre-shared key")
        #expect(
            report.refused.map { $0.name } == [
                "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
            ]
        )
        #expect(report.warnings == [])
        #expect(report.notes == ["identity-in-clear", "no-forward-secrecy", "cbc"])
    }

    @Test func `a client of the system's trust`() throws {
        let report = try report(["connect", "https://example.org"])
        #expect(report.versions == ["TLS 1.2", "TLS 1.3"])
        #expect(report.cipherSuites.first == "TLS_AES_128_GCM_SHA256")
        #expect(!report.groups.isEmpty && !report.signatureSchemes.isEmpty)
        #expect(report.proof == "nothing")
        #expect(
            report.verification == [
                "an X.509 certificate, issued by the system's trust anchors", "the name of the host",
                "no revocation list",
            ]
        )
        #expect(report.warnings == [])
        #expect(report.notes == ["no-revocation-list"])
    }

    @Test func `a server that asks for clients' certificates`() throws {
        let clients = ["--client-ca", certificate("ca.pem"), "--request-client-certificate"]
        let report = try report(["serve", "5684", "--dtls", "--suite", "0xC02B"] + serverCredentials + clients)
        #expect(report.role == "server")
        #expect(report.proof == "an X.509 certificate")
        #expect(
            report.verification == ["an X.509 certificate, issued by those of the configuration", "no revocation list"]
        )
        #expect(report.warnings == [])
        #expect(report.notes == ["clients-optional", "no-revocation-list", "no-ccm-8"])
    }

    /// Options with the warnings that they have to give, and no others.
    private static let warnings: [(options: [String], names: [String])] = [
        (["--insecure"], ["verification-off"]),
        (["--no-name-check"], ["name-unchecked"]),
        (["--keylog", "/nowhere/keys.log"], ["key-log"]),
        (["--tls1.2", "--suite", "0xC02B,0x009C"], ["static-rsa"]),
        (["--signature", "rsa_pkcs1_sha256,rsa_pkcs1_sha1"], ["sha1-signature"]),
        (["--group", "secp256r1"], []),
        (["--old-versions", "--suite", "0xC009"], ["obsolete-version", "obsolete-version"]),
    ]

    @Test(arguments: warnings)
    func `what is weak`(_ options: [String], _ names: [String]) throws {
        #expect(try report(["connect", "example.org:443"] + options).warnings == names, "\(options)")
    }

    @Test func `that a pre-shared key is short, and not what it is`() throws {
        let key = try TemporaryFile("device:00c0ffee\n")
        let run = try Tool.run(["explain", "connect", "coaps://server.example", "--psk-file", key.path])
        #expect(run.status == 0)
        #expect(run.text.contains("warning short-key: the pre-shared key has 4 bytes"), "\(run)")
        #expect(!(run.text + run.errors).lowercased().contains("c0ffee"))
    }

    @Test func `what of the options cannot be had`() throws {
        let report = try report(["connect", "example.org:443", "--suite", "0x1301,0xC0A8", "--group", "x25519,0xFFFE"])
        #expect(report.notes == ["no-revocation-list", "suite-left-out", "group-left-out"])
        #expect(report.refused.map { $0.name } == ["TLS_PSK_WITH_AES_128_CCM_8", "0xFFFE"])
    }

    @Test func `for people, the warnings first`() throws {
        let run = try Tool.run(["explain", "connect", "example.org:443", "--insecure", "--suite", "0x1301,0xC0A8"])
        #expect(run.status == 0)
        let lines = run.text.split(separator: "\n").map { String($0) }
        #expect(lines.first == "A client of TLS on \(DefaultBackend.name) \(DefaultBackend.runtimeVersion)")
        #expect(lines.contains("The peer is verified by:"))
        #expect(lines.contains("  nothing: anything is accepted"))
        let findings = try #require(lines.firstIndex(of: "Findings:"))
        #expect(lines[findings + 1].hasPrefix("  warning verification-off: "))
        #expect(lines[findings + 2].hasPrefix("  note suite-left-out: TLS_PSK_WITH_AES_128_CCM_8: "))
    }

    @Test func `and fails where there are warnings only if it is strict`() throws {
        let arguments = ["explain", "connect", "example.org:443", "--strict"]
        #expect(try Tool.run(arguments).status == 0)
        let strict = try Tool.run(arguments + ["--insecure"])
        #expect(strict.status == 1)
        #expect(strict.text.contains("verification-off"))
        #expect(strict.errors.isEmpty, "\(strict)")
    }

    @Test func `why a configuration cannot be used`() throws {
        let run = try Tool.run(["explain", "connect", "example.org:443", "--suite", "0xFFFE"])
        #expect(run.status == 1)
        #expect(run.errors.contains("noUsableCipherSuite"), "\(run)")
        #expect(try Tool.run(["explain", "connect", "example.org:0"]).status == 64)
        #expect(try Tool.run(["explain", "serve", "5684"]).status == 64)
    }

    @Test func `without writing a key log`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "secsock-" + UUID().uuidString)
            .path(percentEncoded: false)
        _ = try report(["connect", "example.org:443", "--keylog", path])
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
