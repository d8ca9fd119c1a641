internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

/// The libraries as `--backend` names them.
let backends = Library.allCases.map { $0.rawValue.lowercased() }

@Suite(.bounded) struct `The tool's verification` {
    private static let anchor = ["--trusted", certificate("ca.pem")]

    @Test(arguments: backends) func `of a good certificate says so and exits with 0`(_ backend: String) throws {
        for form in ["pem", "der"] {
            let run = try Tool.run(
                [
                    "verify", "--chain", certificate("server." + form), "--trusted", certificate("ca." + form),
                    "--name",
                    "localhost", "--crl", certificate("ca.crl." + form), "--backend", backend,
                ]
            )
            #expect(run.status == 0, "\(run)")
            #expect(run.text.hasPrefix("verified: the server is who it has to be\n"))
            #expect(run.text.contains("certificate 1: CN=ca,O=secure-sockets tests [trustAnchor]"), "\(run)")
            #expect(run.text.contains(": used"))
            #expect(run.errors.isEmpty)
        }
    }

    /// What is verified, and the rule and the alert that come of it.
    private struct Bad {
        let name: String
        let rule: String
        let alert: Int
        var options: [String] = []
    }

    private static let bad = [
        Bad(name: "server-untrusted", rule: "unknownIssuer", alert: 48),
        Bad(name: "server-expired", rule: "expired", alert: 45),
        Bad(name: "server-not-yet-valid", rule: "notYetValid", alert: 45),
        Bad(name: "server-revoked", rule: "revoked", alert: 44),
        Bad(name: "server-wrong-name", rule: "name", alert: 42),
        Bad(name: "server-no-server-auth", rule: "extendedKeyUsage", alert: 42),
        Bad(name: "server-sha1", rule: "weakSignature", alert: 42),
        Bad(name: "server-rsa-1024", rule: "weakKey", alert: 42),
        Bad(name: "server-common-name-only", rule: "name", alert: 42),
        Bad(name: "server-not-a-ca.chain", rule: "notAuthority", alert: 48),
        Bad(name: "client", rule: "extendedKeyUsage", alert: 42, options: ["--usage", "server"]),
        Bad(name: "server", rule: "extendedKeyUsage", alert: 42, options: ["--usage", "client"]),
    ]

    @Test(arguments: 0..<12, backends) func `of a bad one names the rule and exits with 2`(
        _ index: Int,
        _ backend: String
    ) throws {
        let bad = Self.bad[index]
        var arguments = ["verify", "--chain", certificate(bad.name + ".pem"), "--crl", certificate("ca.crl.pem")]
        arguments += Self.anchor + ["--json", "--backend", backend] + bad.options
        if bad.options.isEmpty { arguments += ["--name", "localhost"] }
        let run = try Tool.run(arguments)
        #expect(run.status == 2, "\(run)")
        let report = try Self.object(run)
        #expect(report["verdict"] as? String == "refused")
        #expect(report["rule"] as? String == bad.rule, "\(run)")
        #expect(report["alert"] as? Int == bad.alert)
        #expect(run.text.split(separator: "\n").count == 1)
    }

    @Test func `is the same on both libraries, in text and in JSON`() throws {
        for name in ["server", "server-expired", "server-intermediate.chain", "server-untrusted"] {
            for json in [[], ["--json"]] {
                let outputs = try backends.map { backend in
                    try Tool.run(
                        ["verify", "--chain", certificate(name + ".pem"), "--time", "2027-01-15T08:00:00Z"]
                            + Self.anchor
                            + ["--backend", backend] + json
                    ).text
                }
                #expect(Set(outputs).count == 1, "\(outputs)")
            }
        }
    }

    @Test func `goes by the time that is asked for`() throws {
        for (time, status) in [
            ("2020-01-01T00:00:00Z", 0), ("2019-12-31T23:59:59Z", 2), ("2020-01-01T01:00:00+01:00", 0),
            ("2099-12-31T23:59:59Z", 0), ("2100-01-01T00:00:00Z", 2), ("2020-06-01T00:00:00.5Z", 0),
        ] as [(String, Int32)] {
            let run = try Tool.run(["verify", "--chain", certificate("server.pem"), "--time", time] + Self.anchor)
            #expect(run.status == status, "\(time): \(run)")
        }
    }

    @Test func `takes the peer's certificates from several files in any order`() throws {
        let run = try Tool.run(
            ["verify", "--chain", certificate("server-intermediate.pem"), "--chain", certificate("other-ca.pem")]
                + ["--chain", certificate("intermediate.der")] + Self.anchor
        )
        #expect(run.status == 0, "\(run)")
        #expect(run.text.contains("certificate beside the path: CN=other-ca"))
        let bare = ["verify", "--chain", certificate("server-intermediate.pem")] + Self.anchor
        #expect(try Tool.run(bare).status == 2)
        #expect(try Tool.run(bare + ["--max-depth", "0"]).status == 2)
        let chain = ["verify", "--chain", certificate("server-intermediate.chain.pem")] + Self.anchor
        #expect(try Tool.run(chain + ["--max-depth", "1"]).status == 0)
        let deep = try Tool.run(chain + ["--max-depth", "0", "--json"])
        #expect(deep.status == 2)
        #expect(try Self.object(deep)["rule"] as? String == "depth")
    }

    @Test(arguments: ["pem", "der"]) func `reads standard input`(_ form: String) throws {
        let bytes = try Certificates.bytes("server." + form)
        let run = try Tool.run(["verify", "--chain", "-"] + Self.anchor, input: bytes)
        #expect(run.status == 0, "\(run)")
        let anchor = try Certificates.bytes("ca." + form)
        let arguments = ["verify", "--chain", certificate("server.pem"), "--trusted", "-"]
        #expect(try Tool.run(arguments, input: anchor).status == 0)
        let list = ["verify", "--chain", certificate("server-revoked.pem"), "--crl", "-"] + Self.anchor
        #expect(try Tool.run(list, input: try Certificates.bytes("ca.crl." + form)).status == 2)
    }

    @Test func `takes anchors from a folder`() throws {
        let folder = try TemporaryFolder()
        try folder.write(try Certificates.bytes("ca.pem"), to: "one.pem")
        try folder.write(try Certificates.bytes("other-ca.der"), to: "two.der")
        for name in ["server", "server-untrusted"] {
            let run = try Tool.run(["verify", "--chain", certificate(name + ".pem"), "--trusted", folder.path])
            #expect(run.status == 0, "\(run)")
        }
    }

    @Test func `trusts the system's certificates without others, and those of the tests are not among them`() throws {
        let run = try Tool.run(["verify", "--chain", certificate("server.pem"), "--json"])
        #expect(run.status == 2)
        #expect(try Self.object(run)["rule"] as? String == "unknownIssuer")
    }

    @Test func `lets the common name stand for the host where that is asked for`() throws {
        let chain = ["verify", "--chain", certificate("server-common-name-only.pem")] + Self.anchor
        let named = chain + ["--name", "localhost"]
        #expect(try Tool.run(named).status == 2)
        #expect(try Tool.run(named + ["--allow-common-name"]).status == 0)
    }

    @Test func `goes by TLSA records`() throws {
        let (digest, other) = (try Self.digest("server-untrusted.der"), try Self.digest("server.der"))
        let chain = ["verify", "--chain", certificate("server-untrusted.pem")] + Self.anchor
        let good = try Tool.run(chain + ["--tlsa", "3 0 1 " + other, "--tlsa", "3 0 1 " + digest])
        #expect(good.status == 0, "\(good)")
        #expect(good.text.contains(digest + ": matches certificate 0, which decides"), "\(good)")
        let bad = try Tool.run(chain + ["--tlsa", "3 0 1 " + other, "--json"])
        #expect(bad.status == 2)
        let named = chain + ["--tlsa", "3 0 1 " + digest, "--name", "wanted.example"]
        #expect(try Tool.run(named).status == 0)
        #expect(try Tool.run(named + ["--dane-ee-name-checks"]).status == 2)
        let nobody = ["verify", "--chain", certificate("server-untrusted.pem"), "--opportunistic"]
        let off = try Tool.run(nobody)
        #expect(off.status == 0)
        #expect(off.text.hasPrefix("not verified: nobody knows who the server is\n"))
        #expect(try Tool.run(nobody + ["--tlsa", "3 0 1 " + other]).status == 2)
    }

    @Test func `exits with 1 for input that cannot be used, and names it`() throws {
        let garbage = try TemporaryFile("this is no certificate")
        let empty = try TemporaryFile("")
        let good = certificate("server.pem")
        for (arguments, name) in [
            (["--chain", garbage.path], garbage.path), (["--chain", empty.path], empty.path),
            (["--chain", "/does/not/exist"], "/does/not/exist"),
            (["--chain", good, "--trusted", garbage.path], garbage.path),
            (["--chain", good, "--trusted", "/does/not/exist"], "/does/not/exist"),
            (["--chain", good, "--crl", certificate("ca.pem")], certificate("ca.pem")),
            (["--chain", certificate("server.key.pem")], certificate("server.key.pem")),
            (["--batch", "/does/not/exist"], "/does/not/exist"),
        ] {
            let run = try Tool.run(["verify"] + arguments)
            #expect(run.status == 1, "\(arguments) \(run)")
            #expect(run.errors.contains(name), "\(run)")
            #expect(run.output.isEmpty)
        }
    }

    @Test(arguments: [
        [], ["--chain", "-", "--trusted", "-"], ["--chain", "x", "--time", "tomorrow"],
        ["--chain", "x", "--time", "2027-01-15"], ["--chain", "x", "--name", "two words"],
        ["--chain", "x", "--name", ""],
        ["--chain", "x", "--usage", "peer"], ["--chain", "x", "--max-depth", "-1"],
        ["--chain", "x", "--max-depth", "deep"],
        ["--chain", "x", "--tlsa", "3 1 1"], ["--chain", "x", "--tlsa", "3 1 1 xyz"],
        ["--chain", "x", "--tlsa", "256 1 1 00"],
        ["--chain", "x", "--backend", "nss"], ["--batch", "x", "--chain", "y"], ["--batch", "x", "--name", "y"],
        ["--batch"], ["--nonsense"],
    ])
    func `exits with 64 for arguments that make no sense`(_ arguments: [String]) throws {
        let run = try Tool.run(["verify"] + arguments)
        #expect(run.status == 64, "\(run)")
        #expect(run.errors.contains("Error: "))
        #expect(run.output.isEmpty)
    }

    private static func digest(_ name: String) throws -> String {
        let bytes = try Certificates.bytes(name)
        return SHA256.digest(of: bytes.span).span.hexadecimal
    }

    private static func object(_ run: Tool.Outcome) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(run.output)) as? [String: Any])
    }
}
