internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `The verification report` {
    @Test func `has everything that was looked at where all is well`() throws {
        let chain = try Chain(authorities: 1)
        let stranger = try MintedCertificate.root("Stranger")
        let list = try chain.authorities[0].revocationList()
        let examination = Examination(chain.presented + [stranger], trusting: [chain.root]) {
            $0.name = "server.example"
            $0.lists = [list]
        }
        let report = try examination.expectVerified()
        let object = try Self.object(report)
        #expect(object["verdict"] as? String == "verified")
        #expect(object["authenticated"] as? Bool == true)
        for key in ["rule", "depth", "detail", "alert"] { #expect(object[key] is NSNull, "\(key)") }
        #expect(object["peer"] as? String == "server")
        #expect(object["name"] as? String == "server.example")
        #expect(object["presentedNames"] as? [String] == ["DNS:server.example"])
        #expect(object["clock"] as? String == "system")
        #expect(object["time"] as? Int64 == Moment.now)
        #expect(object["anchorsTried"] as? [String] == ["CN=Root"])
        let certificates = try #require(object["certificates"] as? [[String: Any]])
        #expect(certificates.map { $0["depth"] as? Int } == [0, 1, 2, nil])
        #expect(
            certificates.map { $0["subject"] as? String } == [
                "CN=server.example", "CN=Authority 1", "CN=Root", "CN=Stranger",
            ]
        )
        #expect(
            certificates.map { $0["origin"] as? String } == ["presented", "presented", "trustAnchor", "presented"]
        )
        let own = certificates[0]
        #expect(own["issuer"] as? String == "CN=Authority 1")
        #expect(own["serialNumber"] as? String == chain.leaf.serialNumber.span.hexadecimal)
        #expect(own["sha256"] as? String == SHA256.digest(of: chain.leaf.encoded.span).span.hexadecimal)
        #expect(own["notBefore"] as? Int64 == Moment.now - Moment.year)
        #expect(own["notAfter"] as? Int64 == Moment.now + Moment.year)
        #expect(own["key"] as? String == "EC 256")
        #expect(own["signature"] as? String == "ECDSA with SHA-256")
        #expect(own["names"] as? [String] == ["DNS:server.example"])
        let lists = try #require(object["revocationLists"] as? [[String: Any]])
        #expect(lists.map { $0["state"] as? String } == ["used"])
    }

    @Test func `has the rule, the depth and the alert where something is wrong`() throws {
        let chain = try Chain(authorities: 1) { draft, depth in
            if depth == 1 { draft.setValidity(Moment.now - 100, Moment.now - 1) }
        }
        let report = try chain.examination { $0.role = .server }.expectRefused(.expired, at: 1)
        let object = try Self.object(report)
        #expect(object["verdict"] as? String == "refused")
        #expect(object["authenticated"] as? Bool == false)
        #expect(object["rule"] as? String == "expired")
        #expect(object["depth"] as? Int == 1)
        #expect(object["alert"] as? Int == 45)
        let lines = report.lines
        #expect(lines[0] == "refused: the server is not who it has to be")
        #expect(
            lines[1]
                == "  because: certificate 1: it is valid from 2027-01-15T07:58:20Z to 2027-01-15T07:59:59Z, "
                + "and it is 2027-01-15T08:00:00Z (expired)"
        )
        #expect(lines[2].hasPrefix("  alert: "))
        #expect(lines[2].contains("certificate_expired"))
        #expect(lines.contains("  time: 2027-01-15T08:00:00Z (system clock)"))
        #expect(lines.contains("  name wanted: any"))
        #expect(lines.contains("  certificate 2: CN=Root [trustAnchor]"))
        #expect(report.text == lines.joined(separator: "\n"))
    }

    @Test func `of a verification that is off says that nobody knows who the peer is`() throws {
        let chain = try Chain(authorities: 0)
        let report = try chain.examination { $0.policy = .disabled }.report()
        #expect(report.verdict == .verified)
        #expect(!report.isAuthenticated)
        #expect(report.lines[0] == "not verified: nobody knows who the server is")
        let client = try chain.examination {
            $0.policy = .disabled
            $0.role = .client
        }.report()
        #expect(client.lines[0] == "not verified: nobody knows who the client is")
    }

    /// A name that would move a terminal's cursor, colour its text or begin a new line of the report.
    static let hostile = [
        "\u{1b}[2J\u{1b}[31mverified", "line\nverified: all is well", "carriage\rreturn", "nul\0byte", "bell\u{07}",
        "\u{9b}31m", "quote\"back\\slash", "\u{202e}desrever", "日本語 bücher", "a, b + c = d; <e> #f",
        "  spaces  ", "</script>",
    ]

    @Test(arguments: hostile.indices) func `lets no name of a certificate speak for itself`(_ index: Int) throws {
        let name = Self.hostile[index]
        let root = try MintedCertificate.root(name)
        let leaf = try root.endEntity { draft in
            draft.subject = DER.name([(.organization, name), (ObjectIdentifier("2.5.4.3"), name)])
            draft.set(
                .alternativeNames([.dnsName(name), .rfc822Name(name), .uniformResourceIdentifier(name)])
            )
        }
        let list = try root.revocationList()
        let good = Examination([leaf], trusting: [root]) { $0.lists = [list] }
        for report in [
            try good.report(), try Examination([leaf], trusting: [root]) { $0.name = "wanted.example" }.report(),
            try Examination([leaf], trusting: []).report(),
        ] {
            #expect(Self.isHarmless(report.text, newlines: report.lines.count - 1), "\(report.text)")
            #expect(Self.isHarmless(report.json, newlines: 0), "\(report.json)")
            #expect(Self.isHarmless(report.fault?.text ?? "", newlines: 0))
            _ = try Self.object(report)
        }
    }

    @Test func `shows names of any kind of string`() throws {
        for tag: UInt8 in [0x0c, 0x13, 0x14, 0x16] {
            let chain = try Chain(authorities: 0) { draft, depth in
                guard depth == 0 else { return }
                draft.subject = DER.name([(.organization, "Example"), (ObjectIdentifier("2.5.4.3"), "a")], string: tag)
            }
            let report = try chain.examination().expectVerified()
            #expect(report.certificates[0].summary.subject == "CN=a,O=Example")
        }
    }

    @Test(arguments: [1_000, 65_536]) func `stays readable whatever length the names have`(_ length: Int) throws {
        let long = String(repeating: "x", count: length)
        let root = try MintedCertificate.root()
        let leaf = try root.endEntity { draft in
            draft.subject = DER.name(long)
            draft.set(.alternativeNames((0..<20).map { .dnsName("\($0)." + long) }))
        }
        let report = try Examination([leaf], trusting: [root]) { $0.name = "wanted.example" }
            .expectRefused(.name, at: 0)
        #expect(report.text.utf8.count < 20_000, "\(report.text.utf8.count)")
        #expect((report.fault?.detail.utf8.count ?? 0) < 5_000)
        #expect(report.lines.allSatisfy { $0.utf8.count < 5_000 })
        _ = try Self.object(report)
    }

    private static func object(_ report: VerificationReport) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
    }

    /// Whether a terminal takes it as it looks.
    private static func isHarmless(_ text: String, newlines: Int) -> Bool {
        let controls = text.unicodeScalars.filter { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) }
        let isTurned = text.unicodeScalars.contains { (0x202a...0x202e).contains($0.value) }
        return controls.count == newlines && controls.allSatisfy { $0 == "\n" } && !isTurned
    }
}
