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

@Suite(.timeLimit(.minutes(5))) struct `A batch of the tool's verification` {
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

    @Test func `gives each case its result, the same on both libraries`() throws {
        let scene = try Scene()
        let list = MintedCertificate.pem("X509 CRL", try scene.authority.revocationList([scene.leaf]))
        let digest = SHA256.digest(of: scene.leaf.key.publicKeyInfo.span).span.hexadecimal
        func records(_ usage: Int, _ data: String) -> [[String: Any]] {
            [["usage": usage, "selector": 1, "matching": 1, "data": data]]
        }
        let expected: [(changes: [String: Any?], rule: String?, depth: Int?, alert: Int?)] = [
            ([:], nil, nil, nil),
            (["name": NSNull()], nil, nil, nil),
            (["name": nil, "usage": nil, "crls": nil], nil, nil, nil),
            (["chain": [scene.leaf.pem + scene.authority.pem], "intermediates": nil], nil, nil, nil),
            (["intermediates": nil], "unknownIssuer", 0, 48),
            (["trusted": [String]()], "unknownIssuer", 1, 48),
            (["trusted": nil], "unknownIssuer", 1, 48),
            (["crls": [list]], "revoked", 0, 44),
            (["time": "2030-01-15T08:00:00Z"], "expired", 2, 45),
            (["time": "2020-01-15T08:00:00+02:00"], "notYetValid", 2, 45),
            (["name": ["kind": "dns", "value": "other.example"]], "name", 0, 42),
            (["name": ["kind": "ip", "value": "192.0.2.1"]], "name", 0, 42),
            (["usage": "client"], "extendedKeyUsage", 0, 42),
            (["maxDepth": 0], "depth", 2, 42),
            (["maxDepth": 1], nil, nil, nil),
            (["tlsa": records(3, digest), "trusted": nil], nil, nil, nil),
            (["tlsa": records(3, String(repeating: "00", count: 32))], "tlsa", nil, 42),
            (["opportunistic": true, "trusted": nil], nil, nil, nil),
        ]
        let lines = try expected.map { try Self.line(scene.changed($0.changes)) }
        for backend in backends {
            let results = try Self.run(lines, backend)
            try #require(results.count == expected.count)
            for (result, wanted) in zip(results, expected) {
                #expect(result.verdict == (wanted.rule == nil ? "verified" : "refused"), "\(wanted.changes) \(result)")
                #expect(result.rule == wanted.rule, "\(wanted.changes) \(result)")
                #expect(result.depth == wanted.depth, "\(wanted.changes) \(result)")
                #expect(result.alert == wanted.alert, "\(wanted.changes) \(result)")
                #expect(!result.reason.isEmpty)
            }
            #expect(results[15].tlsaIndex == 0)
            #expect(results[15].tlsaDepth == 0)
            #expect(results[0].tlsaIndex == nil)
            #expect(results.map { $0.authenticated } == expected.indices.map { $0 != 17 && expected[$0].rule == nil })
        }
    }

    @Test func `goes on behind what cannot be used, and says why`() throws {
        let scene = try Scene()
        let broken = "-----BEGIN CERTIFICATE-----\nbm90IERFUg==\n-----END CERTIFICATE-----\n"
        let unusable: [(line: String, words: String)] = [
            ("{", ""), ("[]", ""), ("nonsense", ""), ("\u{1}", ""), ("{\"id\": \"a\"}", "\"chain\" is missing"),
            (try Self.line(scene.changed(["id": nil])), "\"id\" is missing"),
            (try Self.line(scene.changed(["id": ["a"]])), "id"),
            (try Self.line(scene.changed(["chain": "text"])), "chain"),
            (try Self.line(scene.changed(["chain": [String]()])), "certificate"),
            (try Self.line(scene.changed(["chain": [broken]])), "certificate"),
            (try Self.line(scene.changed(["chain": ["garbage"]])), "wanted PEM"),
            (try Self.line(scene.changed(["chain": [""]])), "certificate"),
            (try Self.line(scene.changed(["intermediates": [broken]])), "certificate"),
            (try Self.line(scene.changed(["trusted": ["garbage"]])), "trust anchor"),
            (try Self.line(scene.changed(["crls": [scene.leaf.pem]])), "revocation list"),
            (try Self.line(scene.changed(["time": "yesterday"])), "time"),
            (try Self.line(scene.changed(["time": 5])), "time"),
            (try Self.line(scene.changed(["usage": "peer"])), "usage"),
            (try Self.line(scene.changed(["maxDepth": -1])), "depth"),
            (try Self.line(scene.changed(["maxDepth": 0.5])), "maxDepth"),
            (try Self.line(scene.changed(["name": ["kind": "dns", "value": "two words"]])), "host name"),
            (try Self.line(scene.changed(["name": ["kind": "dns", "value": "192.0.2.1"]])), "kind is dns"),
            (try Self.line(scene.changed(["name": ["kind": "ip", "value": "server.example"]])), "kind is ip"),
            (try Self.line(scene.changed(["name": ["kind": "mail", "value": "a"]])), "kind"),
            (try Self.line(scene.changed(["tlsa": [["usage": 3]]])), "selector"),
            (
                try Self.line(scene.changed(["tlsa": [["usage": 3, "selector": 1, "matching": 1, "data": "0"]]])), "tlsa"
            ),
            (
                try Self.line(scene.changed(["tlsa": [["usage": 300, "selector": 1, "matching": 1, "data": ""]]])), "usage"
            ),
        ]
        let good = try Self.line(scene.good)
        for backend in backends {
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
        let broken = try Tool.run(["verify", "--batch", "-"], input: Array("{\"id\":9,\"chain\":[5]}\n{\"id\":\n".utf8))
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
