internal import Foundation
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `The tool uses connection IDs` {
    private let key: TemporaryFile
    private let folder: TemporaryFolder

    init() throws {
        key = try TemporaryFile("device:00112233445566778899aabbccddeeff\n")
        folder = try TemporaryFolder()
    }

    private var file: String { folder.path + "/device.dtls" }

    private func server(_ extra: [String]) throws -> Server {
        try Server(["--dtls", "--psk-file", key.path] + extra)
    }

    /// Connects, sends a line and waits for the echo.
    private func connect(_ server: Server, _ extra: [String]) throws -> Event {
        let target = ["connect", "coaps://" + server.target, "--psk-file", key.path, "--json"]
        let outcome = try Tool.run(target + ["--send", "hello"] + extra)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(try outcome.events.contains { $0.event == "received" && $0.data == Data("hello".utf8) }, "\(outcome)")
        return try #require(try outcome.events.first { $0.event == "connected" })
    }

    @Test func `of the lengths that both ends ask for`() throws {
        let server = try server(["--cid", "6", "--count", "3"])
        let none = try connect(server, [])
        #expect(none.connectionID == nil)
        #expect(none.peerConnectionID == nil)
        let one = try connect(server, ["--cid"])
        #expect(one.connectionID?.isEmpty == true)
        #expect(one.peerConnectionID?.count == 12)
        let both = try connect(server, ["--cid-length", "3"])
        #expect(both.connectionID?.count == 6)
        #expect(both.peerConnectionID?.count == 12)
        #expect(try server.program.finish().status == 0)
    }

    @Test(arguments: ["TLS_PSK_WITH_AES_128_CCM_8", "TLS_PSK_WITH_CHACHA20_POLY1305_SHA256"])
    func `and goes on with the connection in a file, without a handshake`(_ suite: String) throws {
        let server = try server(["--cid", "8", "--count", "1"])
        let options = ["--association-file", file, "--suite", suite]
        let first = try connect(server, options)
        #expect(first.connectionIDResumed == false)
        #expect(first.notRestored == "no association was saved")
        for _ in 0..<3 {
            let next = try connect(server, options)
            #expect(next.connectionIDResumed == true)
            #expect(next.notRestored == nil)
            #expect(next.peerConnectionID == first.peerConnectionID)
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["device.dtls"])
        server.program.terminate()
        _ = try server.program.finish()
    }

    @Test func `and says why it made a handshake in place of going on`() throws {
        let server = try server(["--cid", "8", "--count", "2"])
        try Data("this is no association".utf8).write(to: URL(filePath: file))
        #expect(try connect(server, ["--association-file", file]).notRestored == "the saved association is damaged")
        let other = try connect(server, ["--association-file", file, "--server-name", "example.test"])
        #expect(other.notRestored == "the association was made with another name or configuration")
        server.program.terminate()
        _ = try server.program.finish()
        let nowhere = ["connect", "coaps://" + server.target, "--psk-file", key.path, "--association-file"]
        let unreadable = try Tool.run(nowhere + [folder.path, "--connect-timeout", "1"])
        #expect(unreadable.status != 0)
    }

    @Test(arguments: [["--cid-length", "256"], ["--cid-length", "-1"]])
    func `and refuses lengths that cannot be`(_ options: [String]) throws {
        let outcome = try Tool.run(["connect", "coaps://127.0.0.1:1", "--psk-file", key.path] + options)
        #expect(outcome.status == 64, "\(outcome)")
        let serving = try Tool.run(["serve", "0", "--dtls", "--psk-file", key.path, "--cid", options[1]])
        #expect(serving.status == 64, "\(serving)")
    }
}
