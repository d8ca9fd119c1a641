internal import SecureSockets
internal import TestSupport
internal import Testing

/// What somebody else's reading of RFC 9146 finds in our records.
@Suite(.everyPair, .bounded) struct `The dissector of tshark` {
    private static let messages: [[UInt8]] = [Array("to the server".utf8), Array("to the client".utf8)]

    @Test(
        .enabled(if: Program.isInstalled("tshark")),
        arguments: [CipherSuite.TLS_PSK_WITH_AES_128_CCM_8, .TLS_PSK_WITH_AES_128_GCM_SHA256],
        [(4, 8), (0, 6), (5, 0)]
    )
    func `reads a captured handshake with connection IDs, and what was sent`(
        _ suite: CipherSuite,
        _ lengths: (client: Int, server: Int)
    ) throws {
        var (client, server) = (TLSConfiguration.psk(), TLSConfiguration.psk())
        client.cipherSuites = [suite]
        server.cipherSuites = [suite]
        client.connectionIDs = ConnectionIDOptions(length: lengths.client)
        server.connectionIDs = ConnectionIDOptions(length: lengths.server)
        let link = try Link(ClientBackend(client), ServerBackend(server), usesCookies: true)
        let capture = Capture()
        link.network.rule = { direction, _, content in
            capture.add(direction, content)
            return nil
        }
        #expect(link.handshake().isComplete, "\(link)")
        try link.send(Self.messages[0], from: .client)
        #expect(try link.receive(by: .server) == [Self.messages[0]])
        try link.send(Self.messages[1], from: .server)
        #expect(try link.receive(by: .client) == [Self.messages[1]])
        let identifiers = try #require(link.client.engine.negotiated?.connectionIDs)
        let lines = try capture.dissected(key: TLSConfiguration.testKey)
        let wanted = [
            [Capture.serverPort, hexadecimal(identifiers.peer), hexadecimal(Self.messages[0])],
            [Capture.clientPort, hexadecimal(identifiers.own), hexadecimal(Self.messages[1])],
        ]
        #expect(lines.suffix(2) == wanted[...], "\(lines)")
    }
}

/// The datagrams of an association, as tshark takes them.
private final class Capture {
    static let clientPort = "50000"
    static let serverPort = "40000"
    private var text = ""

    func add(_ direction: LossyNetwork.Direction, _ content: Span<UInt8>) {
        let bytes = content.indices.map { hexadecimal([content[$0]]) }
        text += (direction == .toServer ? "I\n" : "O\n") + "000000 " + bytes.joined(separator: " ") + "\n"
    }

    /// The receiver's port, the connection ID and the plaintext of each datagram, in hexadecimal.
    func dissected(key: [UInt8]) throws -> [[String]] {
        let folder = try TemporaryFolder()
        let dump = try folder.write(Array(text.utf8), to: "dump")
        let file = folder.path + "/capture.pcap"
        _ = try Program.output(
            of: "text2pcap",
            "-q",
            "-D",
            "-4",
            "192.0.2.1,192.0.2.2",
            "-u",
            Self.clientPort + "," + Self.serverPort,
            dump,
            file
        )
        let output = try Program.output(
            of: "tshark",
            "-r",
            file,
            "-d",
            "udp.port==" + Self.serverPort + ",dtls",
            "-o",
            "dtls.psk:" + hexadecimal(key),
            "-T",
            "fields",
            "-E",
            "separator=;",
            "-e",
            "udp.dstport",
            "-e",
            "dtls.record.connection_id",
            "-e",
            "data.data"
        )
        return output.split(separator: "\n").map { line in
            line.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        }
    }
}

private func hexadecimal(_ bytes: [UInt8]) -> String { bytes.span.hexadecimal }
