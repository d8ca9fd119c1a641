internal import Foundation
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `The tool connects and serves` {
    @Test func `over DTLS with keys from files, for one client`() throws {
        let keys = try TemporaryFile("# devices\n\nother:ff00\ndevice:00112233445566778899aabbccddeeff\n")
        let key = try TemporaryFile("00112233445566778899AABBCCDDEEFF\n")
        let server = try Server(["--dtls", "--psk-file", keys.path, "--once"])
        let client = try Tool.run(
            ["connect", "coaps://" + server.target, "--psk-identity", "device", "--psk-file", key.path],
            input: Array("over datagrams".utf8)
        )
        #expect(client.status == 0, "\(client)")
        #expect(client.text == "over datagrams")
        #expect(client.errors.contains("DTLS 1.2"))
        #expect(client.errors.contains("pre-shared key of \"device\""))
        let outcome = try server.program.finish()
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("pre-shared key of \"device\": 14 bytes received, 14 sent, closed"))
    }

    @Test func `over TLS with certificates of both ends, reported as JSON`() throws {
        let server = try Server(
            serverCredentials + [
                "--client-ca", certificate("ca.pem"), "--require-client-certificate", "--once", "--json",
            ]
        )
        let own = ["--cert", certificate("client.pem"), "--key", certificate("client.key.pem")]
        let client = try Tool.run(["connect", server.target, "--json", "--send", "hello"] + trusting + own)
        #expect(client.status == 0, "\(client)")
        let events = try client.events
        let connected = try #require(events.first { $0.event == "connected" })
        #expect(connected.version == "TLS 1.3")
        #expect(connected.cipherSuite == "TLS_AES_128_GCM_SHA256")
        let peer = try #require(connected.peerCertificates?.first)
        #expect(peer.subject.contains("CN=server"))
        #expect(peer.issuer.contains("CN=ca"))
        #expect(peer.notAfter == "2099-12-31")
        #expect(peer.data == FileManager.default.contents(atPath: certificate("server.der")))
        #expect(events.filter { $0.event == "received" }.compactMap { $0.data }.reduce(Data(), +) == Data("hello".utf8))
        #expect(events.last?.event == "closed")
        #expect(events.last?.by == "local")
        let outcome = try server.program.finish().events
        #expect(outcome.last?.event == "client")
        #expect(outcome.last?.outcome == "closed")
    }

    @Test(arguments: ["--tls1.2", "--tls1.3"])
    func `and nothing of a long stream is lost`(_ version: String) throws {
        let server = try Server(serverCredentials + ["--count", "1"])
        let input = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let client = try Tool.run(
            ["connect", server.target, "--quiet", "--linger", "8", version] + trusting,
            input: input
        )
        #expect(client.status == 0)
        #expect(client.output == input)
        #expect(client.errors.isEmpty)
        #expect(try server.program.finish().status == 0)
    }

    @Test func `and long input becomes datagrams that fit`() throws {
        let key = try TemporaryFile("device:00112233445566778899aabbccddeeff")
        let server = try Server(["--dtls", "--psk-file", key.path, "--once"])
        let input = [UInt8](repeating: 7, count: 3000)
        let client = try Tool.run(
            [
                "connect", "dtls://" + server.target, "--psk-file", key.path, "--json", "--mtu",
                "1000",
            ],
            input: input
        )
        let events = try client.events
        let size = try #require(events.first { $0.event == "connected" }?.innerMTU)
        let received = events.compactMap { $0.data }
        #expect(size < 1000)
        #expect(received.allSatisfy { $0.count <= size })
        #expect(received.reduce(Data(), +) == Data(input))
        #expect(try server.program.finish().status == 0)
    }

    @Test func `until a signal ends both with close_notify`() throws {
        let server = try Server(serverCredentials + ["--json"])
        let client = try Tool(
            ["connect", server.target, "--json", "--send", "x", "--linger", "3600"] + trusting
        )
        // The echo is there, so the connection is.
        while let line = client.line(), !line.contains("\"received\"") {}
        client.terminate(with: SIGINT)
        let events = try client.finish()
        #expect(events.status == 0, "\(events)")
        #expect(try events.events.last?.by == "signal")
        let line = try #require(server.program.line())
        #expect(line.contains("close_notify"))
        let idle = try Tool(
            ["connect", server.target, "--json", "--send", "x", "--linger", "3600"] + trusting
        )
        while let line = idle.line(), !line.contains("\"received\"") {}
        server.program.terminate()
        let outcome = try server.program.finish()
        #expect(outcome.status == 0)
        #expect(try outcome.events.last?.outcome == "stopped")
        let ended = try idle.finish()
        #expect(ended.status == 0)
        #expect(try ended.events.last?.by == "peer")
    }

    @Test func `one client's failure after another`() throws {
        let server = try Server(serverCredentials + ["--count", "3"])
        #expect(try Tool.run(["connect", server.target, "--send", "x", "--linger", "0"]).status == 2)
        #expect(try Tool.run(["connect", server.target, "--send", "x", "--alpn", "coap"] + trusting).status == 0)
        #expect(try Tool.run(["connect", server.target, "--send", "x"] + trusting).status == 0)
        let outcome = try server.program.finish()
        #expect(outcome.status == 3)
        let lines = outcome.text.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines.count { $0.contains("unknown_ca") } == 1)
    }

    @Test func `with an application protocol and a key log that only its owner can read`() throws {
        let log = FileManager.default.temporaryDirectory.appending(path: "secsock-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: log) }
        let path = log.path(percentEncoded: false)
        let server = try Server(serverCredentials + ["--once", "--alpn", "coap"])
        let options = ["--alpn", "http/1.1", "--alpn", "coap", "--tls1.2", "--json", "--keylog", path, "--send", "x"]
        let client = try Tool.run(["connect", server.target] + options + trusting)
        #expect(try client.events.first?.applicationProtocol == "coap")
        let text = String(decoding: try Data(contentsOf: log), as: UTF8.self)
        #expect(text.hasPrefix("CLIENT_RANDOM "))
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(try server.program.finish().status == 0)
    }
}
