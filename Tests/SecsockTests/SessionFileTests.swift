internal import Foundation
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `The tool resumes sessions` {
    /// Connects with a session file; the events of the client.
    private func connect(_ server: Server, _ file: String, _ extra: [String] = []) throws -> [Event] {
        let arguments = ["connect", server.target, "--json", "--send", "hello", "--session-file", file]
        let outcome = try Tool.run(arguments + extra)
        #expect(outcome.status == 0, "\(outcome)")
        return try outcome.events
    }

    private func connected(_ events: [Event]) throws -> Event {
        try #require(events.first { $0.event == "connected" })
    }

    @Test(arguments: ["--tls1.2", "--tls1.3"])
    func `from a file, over a restart of the server with the same key of tickets`(_ version: String) throws {
        let folder = try TemporaryFolder()
        let (session, key) = (folder.path + "/session", folder.path + "/tickets.key")
        for visit in 1...3 {
            let server = try Server(serverCredentials + [version, "--ticket-key-file", key, "--once"])
            let events = try connect(server, session, trusting + [version])
            let first = try connected(events)
            #expect(first.resumed == (visit > 1))
            #expect(first.notResumed == (visit > 1 ? nil : "empty"))
            #expect(visit > 1 && version == "--tls1.2" || events.last?.sessionSize ?? 0 > 200)
            #expect(try server.program.finish().text.contains("resumed") == (visit > 1))
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: key)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(attributes[.size] as? Int == 64)
    }

    @Test func `by id with a pre-shared key over DTLS, and says so to people`() throws {
        let folder = try TemporaryFolder()
        let key = try TemporaryFile("device:00112233445566778899aabbccddeeff\n")
        let server = try Server(["--dtls", "--psk-file", key.path, "--session-cache", "10", "--count", "2"])
        let arguments = ["connect", "coaps://" + server.target, "--psk-file", key.path, "--send", "hello"]
        let file = folder.path + "/session"
        let first = try Tool.run(arguments + ["--session-file", file])
        #expect(first.errors.contains("not resumed: no session was saved"), "\(first)")
        let second = try Tool.run(arguments + ["--session-file", file])
        #expect(second.errors.contains("resumed the session in " + file), "\(second)")
        #expect(try server.program.finish().status == 0)
    }

    @Test func `and says why not, and whether the new session was saved`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/session"
        let server = try Server(serverCredentials + ["--tls1.3", "--tickets", "--count", "6"])
        #expect(try connected(connect(server, file, trusting)).notResumed == "empty")
        // Another name, then other trust: neither takes what the other has made.
        let renamed = trusting + ["--server-name", "example.test"]
        #expect(try connected(connect(server, file, renamed)).notResumed == "otherConfiguration")
        #expect(try connected(connect(server, file, ["--insecure"])).notResumed == "otherConfiguration")
        #expect(try connected(connect(server, file, ["--insecure"])).resumed == true)
        try Data("this is no session".utf8).write(to: URL(filePath: file))
        #expect(try connected(connect(server, file, trusting)).notResumed == "damaged")
        let nowhere = try connect(server, folder.path + "/none/session", trusting)
        #expect(try connected(nowhere).notResumed == "empty")
        #expect(nowhere.last?.savingFailure?.contains("/none/session") == true)
        #expect(try server.program.finish().status == 0)
    }

    @Test(arguments: [
        ["--tickets", "--ticket-key-file", "x"], ["--session-lifetime", "60"], ["--session-cache", "-1"],
        ["--tickets", "--session-lifetime", "700000"],
    ])
    func `and refuses options that do not fit`(_ options: [String]) throws {
        let outcome = try Tool.run(["serve", "0"] + serverCredentials + options)
        #expect(outcome.status == 64, "\(outcome)")
    }

    @Test func `and refuses a key of tickets that is too short`() throws {
        let key = try TemporaryFile("short")
        let outcome = try Tool.run(["serve", "0"] + serverCredentials + ["--ticket-key-file", key.path])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("32 to 512"), "\(outcome)")
    }
}
