internal import Foundation
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `The demo` {
    @Test func `finds every outcome as expected and says so in JSON`() throws {
        let run = try DemoRun("--json", "--certs", Certificates.folder)
        #expect(run.status == 0)
        let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
        #expect(report.isAsExpected)
        #expect(report.differences.isEmpty)
        #expect(report.exchange.version == "DTLS 1.2")
        #expect(report.exchange.cipherSuite == "TLS_PSK_WITH_AES_128_CCM_8")
        #expect(report.download.status == 200)
        #expect(report.download.bytes == 4_194_304)
    }

    @Test func `tells for each failure what both ends were told`() throws {
        let run = try DemoRun("--json", "--certs", Certificates.folder)
        let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
        #expect(report.failures.map { $0.row } == Self.table)
        #expect(report.failures.map { $0.alertCode } == [115, nil, 51, 40, nil, nil, 40, 116])
        for failure in report.failures {
            for end in [failure.client, failure.server] {
                let received = end.alerts.last { $0.direction == "received" }
                if let received { #expect(end.error?.avs == received.avs, "\(failure.title)") }
            }
        }
    }

    private static let table = [
        "received unknown_psk_identity 8572:627 unknownPSKIdentity | sent unknown_psk_identity 8572:627 unknownPSKIdentity",
        "likelyWrongKey | likelyWrongKey",
        "received decrypt_error 8572:563 likelyWrongKey | sent decrypt_error 8572:563 likelyWrongKey",
        "received handshake_failure 8572:552 refusedByPeer | sent handshake_failure 8572:552 noCommonSuite",
        "sent unknown_ca 8572:560 unknownIssuer | received unknown_ca 8572:560 refusedByPeer",
        "sent certificate_expired 8572:557 expired | received certificate_expired 8572:557 refusedByPeer",
        "received handshake_failure 8572:552 refusedByPeer | sent handshake_failure 8572:552 certificateRequired",
        "received certificate_required 8572:628 certificateRequired | "
            + "sent certificate_required 8572:628 certificateRequired",
    ]

    @Test func `prints plain lines of at most 110 columns where there is no terminal`() throws {
        let run = try DemoRun("--certs", Certificates.folder)
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= 110 })
        #expect(run.output.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 32 })
        #expect(run.output.hasSuffix("\nAll outcomes are as they should be.\n"))
    }

    @Test func `fails and says what differs where an outcome is another one`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "demo-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: URL(filePath: Certificates.folder), to: folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        for ending in ["der", "key.der"] {
            let expired = folder.appending(path: "server-expired." + ending)
            try FileManager.default.removeItem(at: expired)
            try FileManager.default.copyItem(at: folder.appending(path: "server." + ending), to: expired)
        }
        let run = try DemoRun("--certs", folder.path(percentEncoded: false))
        #expect(run.status == 1)
        #expect(
            run.output.contains(
                "Expired server certificate (TLS 1.3), client: wanted a failure with the reason expired"
            )
        )
    }

    @Test func `says which folder has no certificates`() throws {
        let run = try DemoRun("--json", "--certs", "/nowhere")
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("/nowhere"))
    }
}

/// The parts of the JSON document that the tests look at.
private struct Report: Decodable {
    let exchange: Exchange
    let download: Download
    let failures: [Failure]
    let differences: [String]
    let isAsExpected: Bool

    struct Exchange: Decodable {
        let version: String
        let cipherSuite: String
    }

    struct Download: Decodable {
        let status: Int
        let bytes: Int
    }

    struct Failure: Decodable {
        let title: String
        let client: End
        let server: End
        let alertCode: Int?

        var row: String { client.row + " | " + server.row }
    }

    struct End: Decodable {
        let alerts: [Alert]
        let error: Problem?

        var row: String {
            (alerts.map { "\($0.direction) \($0.description) \($0.avs)" } + [error?.reason ?? "none"]).joined(
                separator: " "
            )
        }
    }

    struct Alert: Decodable {
        let direction: String
        let description: String
        let avs: String
    }

    struct Problem: Decodable {
        let avs: String
        let reason: String
    }
}

/// `secsock demo`, run to its end.
private struct DemoRun {
    let status: Int32
    let output: String
    let errors: String

    init(_ arguments: String...) throws {
        let outcome = try Tool.run(["demo"] + arguments)
        (status, output, errors) = (outcome.status, outcome.text, outcome.errors)
    }
}
