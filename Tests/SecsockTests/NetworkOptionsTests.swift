internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `The network options of the tool` {
    @Test func `reach the sockets of both ends`() throws {
        let network = ["--dscp", "46", "--priority", "5", "--interface", "lo", "--ipv4", "--reuse-address"]
        let server = try Server(serverCredentials + ["--once"] + network)
        let local = ["--bind", "127.0.0.1:0", "--prefer", "ipv4", "--prefer-address", "127.0.0.1"]
        let client = try Tool.run(["connect", server.target, "--send", "hello"] + trusting + network + local)
        #expect(client.status == 0, "\(client)")
        #expect(client.text == "hello")
        #expect(try server.program.finish().status == 0)
    }

    @Test func `name an interface that is not there`() throws {
        let client = try Tool.run(["connect", "127.0.0.1:1", "--interface", "no-such-one"])
        #expect(client.status == 5, "\(client)")
        #expect(client.errors.contains("there is no network interface no-such-one"))
        let server = try Tool.run(["serve", "127.0.0.1:0", "--interface", "no-such-one"] + serverCredentials)
        #expect(server.status == 5, "\(server)")
        #expect(server.errors.contains("there is no network interface no-such-one"))
    }

    @Test(arguments: [
        (["--dscp", "64"], "0 to 63, this one is 64"), (["--priority", "7"], "0 to 6, this one is 7"),
        (["--interface", "sixteen-letters0"], "1 to 15 bytes"), (["--ipv4", "--ipv6"], "not both"),
        (["--prefer-address", "localhost"], "takes an IP address"), (["--prefer", "any"], "ipv4"),
        (["--bind", "1.2.3.4:x"], "0 to 65535"), (["--dscp", "-1"], "dscp"),
    ])
    func `that cannot be are wrong arguments`(_ options: [String], _ words: String) throws {
        let client = try Tool.run(["connect", "127.0.0.1:1"] + options)
        #expect(client.status == 64, "\(client)")
        #expect(client.errors.contains(words), "\(client)")
    }
}
