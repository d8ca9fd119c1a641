internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

/// `3 1 1` or `2 0 1` of a certificate, as DNS writes it.
private func record(_ usage: Int, _ name: String) throws -> String {
    let encoded = try Certificates.bytes(name + ".der")
    let found = CertificateContents(encoded.span)
    let contents = try #require(found)
    let selector = usage == 3 ? 1 : 0
    let selected = selector == 1 ? contents.publicKeyInfo : encoded
    return "\(usage) \(selector) 1 " + SHA256.digest(of: selected.span).span.hexadecimal
}

@Suite(.bounded) struct `The tool with TLSA records` {
    private struct Connected: Decodable {
        struct Verification: Decodable {
            struct Record: Decodable {
                let usage: Int
                let decisive: Bool
                let why: String?
            }

            let verdict: String
            let authenticated: Bool
            let tlsa: [Record]
        }

        let event: String
        let verification: Verification?
    }

    private static func events(_ outcome: Tool.Outcome) throws -> [Connected] {
        try outcome.text.split(separator: "\n").map { try JSONDecoder().decode(Connected.self, from: Data($0.utf8)) }
    }

    @Test func `connects where one of them matches, and says which`() throws {
        let server = try Server(serverCredentials + ["--count", "2"])
        let records = ["--tlsa", try record(2, "other-ca"), "--tlsa", try record(3, "server")]
        let people = try Tool.run(["connect", server.target, "--send", "x"] + records)
        #expect(people.status == 0, "\(people)")
        #expect(people.errors.contains("TLSA " + records[3] + ": matches certificate 0, which decides"))
        #expect(people.errors.contains("TLSA " + records[1] + ": no certificate"))
        let programs = try Self.events(Tool.run(["connect", server.target, "--send", "x", "--json"] + records))
        let verification = try #require(programs.first { $0.event == "connected" }?.verification)
        #expect(verification.verdict == "verified" && verification.authenticated)
        #expect(verification.tlsa.map { $0.decisive } == [false, true])
        #expect(try server.program.finish().status == 0)
    }

    @Test func `refuses a server that none of them matches, and says why`() throws {
        let server = try Server(serverCredentials + ["--count", "2"])
        let records = ["--tlsa", try record(3, "server-rsa")] + trusting
        let people = try Tool.run(["connect", server.target, "--send", "x"] + records)
        #expect(people.status == 2, "\(people)")
        #expect(people.errors.contains("reason: tlsaMismatch"))
        #expect(people.errors.contains("alert sent: fatal bad_certificate (42)"), "\(people)")
        #expect(people.errors.contains("TLSA " + records[1] + ": no certificate"))
        let programs = try Self.events(Tool.run(["connect", server.target, "--send", "x", "--json"] + records))
        let verification = try #require(programs.first { $0.event == "error" }?.verification)
        #expect(verification.verdict == "refused" && !verification.authenticated)
        #expect(verification.tlsa.first?.why != nil)
        _ = try server.program.finish()
    }

    @Test func `is opportunistic where that is wanted`() throws {
        let server = try Server(serverCredentials + ["--count", "3"])
        let target = ["connect", server.target, "--send", "x", "--opportunistic"]
        let unknown = try Tool.run(target)
        #expect(unknown.status == 0, "\(unknown)")
        #expect(unknown.errors.contains("nobody knows who the server is"))
        let known = try Tool.run(target + ["--tlsa", record(3, "server")])
        #expect(known.status == 0, "\(known)")
        #expect(!known.errors.contains("nobody knows"))
        #expect(try Tool.run(target + ["--tlsa", record(3, "server-rsa")]).status == 2)
        _ = try server.program.finish()
    }

    @Test func `checks the name of a domain-issued certificate only where that is wanted`() throws {
        let own = ["--cert", certificate("server-wrong-name.pem"), "--key", certificate("server-wrong-name.key.pem")]
        let server = try Server(own + ["--count", "2"])
        let target = ["connect", server.target, "--send", "x", "--tlsa", try record(3, "server-wrong-name")]
        #expect(try Tool.run(target).status == 0)
        let strict = try Tool.run(target + ["--dane-ee-name-checks"])
        #expect(strict.status == 2)
        #expect(strict.errors.contains("reason: nameMismatch"))
        _ = try server.program.finish()
    }

    @Test(arguments: [
        ["--tlsa", "3 1 1"], ["--tlsa", "3 1 1 abc"], ["--tlsa", "3 1 x ab"], ["--tlsa", "3 1 256 ab"],
        ["--insecure", "--opportunistic"], ["--insecure", "--tlsa", "3 1 0 ab"],
        ["--opportunistic", "--ca", certificate("ca.pem")],
    ])
    func `tells what arguments make no sense`(_ arguments: [String]) throws {
        #expect(try Tool.run(["connect", "localhost:1"] + arguments).status == 64)
    }
}
