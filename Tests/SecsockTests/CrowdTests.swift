internal import TestSupport
internal import Testing

@Suite(.bounded) struct `The tool serves a crowd` {
    private static let count = 1_000
    private static let key = "00112233445566778899aabbccddeeff"
    private static let patience = 90.0

    @Test func `of 1000 clients over DTLS at once, and sends each its own bytes back`() throws {
        let keys = try TemporaryFile("device:" + Self.key)
        let options = ["--dtls", "--psk-file", keys.path, "--json", "--max-clients", "1100", "--handshake-limit", "60"]
        let server = try Server(options, limit: Self.patience)
        let crowd = try Program(
            Peers.pion,
            [
                "client", "--crowd", "\(Self.count)", "--port", "\(server.port)", "--identity", "device", "--key",
                Self.key,
            ]
                + ["--suites", "TLS_PSK_WITH_AES_128_CCM_8"]
        )
        // None speaks before all have shaken hands, and none goes before the server does.
        let sign = "{\"clients\":\(Self.count),\"event\":\"exchanged\"}"
        try crowd.wait(for: sign, within: Self.patience) { $0.text.contains(sign) ? true : nil }
        server.program.terminate()
        let outcome = try server.program.finish()
        #expect(outcome.status == 0)
        // A hello that came twice may wait for a place, and become one more client that never answers.
        let served = try outcome.events.filter { $0.event == "client" && $0.negotiated != nil }
        #expect(served.count == Self.count)
        #expect(Set(served.map(\.peer)).count == Self.count)
        #expect(served.allSatisfy { $0.outcome == "stopped" && $0.received == $0.sent && $0.received ?? 0 > 0 })
        #expect(served.allSatisfy { $0.negotiated?.cipherSuite == "TLS_PSK_WITH_AES_128_CCM_8" })
        #expect(served.allSatisfy { $0.negotiated?.pskIdentity == "device" })
    }
}
