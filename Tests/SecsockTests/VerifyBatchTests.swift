internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

/// One line of what `secsock verify --batch` prints.
struct BatchResult: Decodable {
    let verdict: String
    let authenticated: Bool
    let rule: String?
    let depth: Int?
    let tlsaIndex: Int?
    let tlsaDepth: Int?
    let alert: Int?
    let reason: String
}

@Suite(.bounded) struct `A batch of the tool's verification` {
    private struct Scene {
        let root: MintedCertificate
        let authority: MintedCertificate
        let leaf: MintedCertificate

        init() throws {
            root = try .root()
            authority = try root.authority("Authority")
            leaf = try authority.endEntity()
        }

        /// A case that is verified.
        var good: [String: Any] {
            [
                "id": "good", "usage": "server", "chain": [leaf.pem], "intermediates": [authority.pem],
                "trusted": [root.pem], "time": "2027-01-15T08:00:00Z",
                "name": ["kind": "dns", "value": "server.example"],
            ]
        }

        /// The same with some keys changed, or taken away.
        func changed(_ changes: [String: Any?]) -> [String: Any] {
            var entry = good
            for (key, value) in changes { entry[key] = value }
            return entry
        }
    }

    /// What a change of the good case comes to.
    private struct Expectation {
        let changes: [String: Any?]
        var rule: String?
        var depth: Int?
        var alert: Int?
        var isAuthenticated = true

        init(_ changes: [String: Any?]) {
            self.changes = changes
        }

        init(_ changes: [String: Any?], _ rule: String, _ depth: Int?, _ alert: Int) {
            self.changes = changes
            self.rule = rule
            self.depth = depth
            self.alert = alert
            isAuthenticated = false
        }
    }

    private static func expectations(_ scene: Scene) throws -> [Expectation] {
        let list = MintedCertificate.pem("X509 CRL", try scene.authority.revocationList([scene.leaf]))
        var unauthenticated = Expectation(["opportunistic": true, "trusted": nil])
        unauthenticated.isAuthenticated = false
        return [
            Expectation([:]), Expectation(["name": NSNull()]), Expectation(["name": nil, "usage": nil, "crls": nil]),
            Expectation(["chain": [scene.leaf.pem + scene.authority.pem], "intermediates": nil]),
            Expectation(["intermediates": nil], "unknownIssuer", 0, 48),
            Expectation(["trusted": [String]()], "unknownIssuer", 1, 48),
            Expectation(["trusted": nil], "unknownIssuer", 1, 48), Expectation(["crls": [list]], "revoked", 0, 44),
            Expectation(["time": "2030-01-15T08:00:00Z"], "expired", 2, 45),
            Expectation(["time": "2020-01-15T08:00:00+02:00"], "notYetValid", 2, 45),
            Expectation(["name": ["kind": "dns", "value": "other.example"]], "name", 0, 42),
            Expectation(["name": ["kind": "ip", "value": "192.0.2.1"]], "name", 0, 42),
            Expectation(["usage": "client"], "extendedKeyUsage", 0, 42), Expectation(["maxDepth": 0], "depth", 2, 42),
            Expectation(["maxDepth": 1]), unauthenticated,
        ]
    }

    @Test(arguments: backends) func `gives each case its result`(_ backend: String) throws {
        let scene = try Scene()
        let expected = try Self.expectations(scene)
        let results = try Self.run(try expected.map { try Self.line(scene.changed($0.changes)) }, backend)
        try #require(results.count == expected.count)
        for (result, wanted) in zip(results, expected) {
            #expect(result.verdict == (wanted.rule == nil ? "verified" : "refused"), "\(wanted.changes) \(result)")
            #expect(result.authenticated == wanted.isAuthenticated, "\(wanted.changes) \(result)")
            #expect(result.rule == wanted.rule, "\(wanted.changes) \(result)")
            #expect(result.depth == wanted.depth, "\(wanted.changes) \(result)")
            #expect(result.alert == wanted.alert, "\(wanted.changes) \(result)")
            #expect(result.tlsaIndex == nil && result.tlsaDepth == nil)
            #expect(!result.reason.isEmpty)
        }
    }

    @Test(arguments: backends) func `goes by TLSA records, and says which one decided`(_ backend: String) throws {
        let scene = try Scene()
        func record(_ certificate: MintedCertificate, _ usage: Int) -> [String: Any] {
            let key = certificate.key.publicKeyInfo
            let digest = SHA256.digest(of: key.span).span.hexadecimal
            return ["usage": usage, "selector": 1, "matching": 1, "data": digest]
        }
        let results = try Self.run(
            [
                Self.line(scene.changed(["tlsa": [record(scene.root, 3), record(scene.leaf, 3)], "trusted": nil])),
                Self.line(scene.changed(["tlsa": [record(scene.authority, 2)], "trusted": nil])),
                Self.line(scene.changed(["tlsa": [record(scene.root, 3)]])),
            ],
            backend
        )
        #expect(results.map { $0.tlsaIndex } == [1, 0, nil])
        #expect(results.map { $0.tlsaDepth } == [0, 1, nil])
        #expect(results.map { $0.rule } == [nil, nil, "tlsa"])
        #expect(results.map { $0.alert } == [nil, nil, 42])
        #expect(results.map { $0.authenticated } == [true, true, false])
    }

    /// Lines of which none is a case, and what is said about each.
    private static func unusable(_ scene: Scene) throws -> [(line: String, words: String)] {
        let broken = "-----BEGIN CERTIFICATE-----\nbm90IERFUg==\n-----END CERTIFICATE-----\n"
        let changes: [(key: String, value: Any?, words: String)] = [
            ("id", nil, "\"id\" is missing"), ("id", ["a"], "id"), ("chain", nil, "\"chain\" is missing"),
            ("chain", "text", "chain"), ("chain", [String](), "certificate"), ("chain", [broken], "certificate"),
            ("chain", ["garbage"], "wanted PEM"), ("chain", [""], "certificate"),
            ("intermediates", [broken], "certificate"), ("trusted", ["garbage"], "trust anchor"),
            ("crls", [scene.leaf.pem], "revocation list"), ("time", "yesterday", "time"), ("time", 5, "time"),
            ("usage", "peer", "usage"), ("maxDepth", -1, "depth"), ("maxDepth", 0.5, "cannot be read"),
            ("name", ["kind": "dns", "value": "two words"], "host name"),
            ("name", ["kind": "dns", "value": "192.0.2.1"], "kind is dns"),
            ("name", ["kind": "ip", "value": "server.example"], "kind is ip"),
            ("name", ["kind": "mail", "value": "a"], "kind"), ("tlsa", [["usage": 3]], "selector"),
            ("tlsa", [["usage": 3, "selector": 1, "matching": 1, "data": "0"]], "tlsa"),
            ("tlsa", [["usage": 300, "selector": 1, "matching": 1, "data": ""]], "cannot be read"),
        ]
        let cases = try changes.map { (try line(scene.changed([$0.key: $0.value])), $0.words) }
        return [("{", "read"), ("[]", "read"), ("nonsense", "read"), ("\u{1}", "read")] + cases
    }

    @Test(arguments: backends) func `goes on behind what cannot be used, and says why`(_ backend: String) throws {
        let scene = try Scene()
        let unusable = try Self.unusable(scene)
        let good = try Self.line(scene.good)
        let results = try Self.run(unusable.flatMap { [$0.line, good] }, backend)
        try #require(results.count == 2 * unusable.count)
        for (index, wanted) in unusable.enumerated() {
            let result = results[2 * index]
            #expect(result.verdict == "unusable", "\(wanted.line.prefix(80)) \(result)")
            #expect(!result.authenticated)
            #expect(result.rule == nil && result.depth == nil && result.alert == nil)
            #expect(result.reason.contains(wanted.words), "\(wanted.words) is not in \(result.reason)")
            #expect(results[2 * index + 1].verdict == "verified")
        }
    }

    @Test func `keeps the order, and gives back the identifiers as they were`() throws {
        let scene = try Scene()
        let identifiers: [Any] = ["a", 7, "", "7", -1, Int64.max, "quote\" and \\ and \u{202e}", "日本語", 0]
        let lines = try identifiers.map { try Self.line(scene.changed(["id": $0])) }
        let text = lines.joined(separator: "\n")
        let run = try Tool.run(["verify", "--batch", "-"], input: Array(text.utf8))
        #expect(run.status == 0, "\(run)")
        let found = try run.text.split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return try #require(object?["id"])
        }
        try #require(found.count == identifiers.count)
        for (identifier, given) in zip(found, identifiers) {
            if let text = given as? String {
                #expect(identifier as? String == text)
            } else {
                #expect((identifier as? NSNumber)?.int64Value == (given as? Int64 ?? (given as? Int).map { Int64($0) }))
            }
        }
        // What has an identifier and cannot be used has it in its result, too.
        let broken = try Tool.run(
            ["verify", "--batch", "-"],
            input: Array("{\"id\":9,\"chain\":[5]}\n{\"id\":\n".utf8)
        )
        #expect(broken.text.split(separator: "\n").map { $0.prefix(10) } == ["{\"id\":9,\"v", "{\"id\":null"])
    }

    @Test func `reads a file, passes over empty lines and takes one without a newline at its end`() throws {
        let scene = try Scene()
        let good = try Self.line(scene.good)
        let file = try TemporaryFile("\n" + good + "\n\r\n   \n" + good)
        let run = try Tool.run(["verify", "--batch", file.path])
        #expect(run.status == 0)
        #expect(run.text.split(separator: "\n").count == 2)
        let empty = try Tool.run(["verify", "--batch", "-"])
        #expect(empty.status == 0)
        #expect(empty.output.isEmpty)
    }

    @Test func `takes a case of many certificates`() throws {
        let scene = try Scene()
        let strangers = try (0..<200).map { try MintedCertificate.root("Stranger \($0)").pem }
        let line = try Self.line(
            scene.changed(["trusted": strangers + [scene.root.pem], "intermediates": strangers + [scene.authority.pem]])
        )
        for backend in backends { #expect(try Self.run([line], backend).map { $0.verdict } == ["verified"]) }
    }

    private static func line(_ entry: [String: Any]) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: entry, options: .sortedKeys), as: UTF8.self)
    }

    private static func run(_ lines: [String], _ backend: String) throws -> [BatchResult] {
        let input = Array((lines.joined(separator: "\n") + "\n").utf8)
        let run = try Tool.run(["verify", "--batch", "-", "--backend", backend], input: input)
        #expect(run.status == 0, "\(run)")
        return try run.text.split(separator: "\n").map {
            try JSONDecoder().decode(BatchResult.self, from: Data($0.utf8))
        }
    }
}
