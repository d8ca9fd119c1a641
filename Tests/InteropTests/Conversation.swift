internal import SecureSockets
internal import TestSupport
internal import Testing

/// Connects our client to a program; within bounds, whatever the program does.
func connect(_ configuration: TLSConfiguration, to program: Program) throws -> ClientSocket {
    let socket = try ClientSocket(configuration)
    socket.receiveTimeout = .seconds(20)
    socket.sendTimeout = .seconds(20)
    try socket.connect(to: "127.0.0.1", port: program.port, within: .seconds(20))
    return socket
}

extension ClientSocket {
    /// Receives until there are so many bytes, or the peer has closed.
    func receiveAll(_ count: Int) throws(TLSError) -> [UInt8] {
        var received: [UInt8] = []
        while received.count < count {
            let bytes = try receive(atMost: 16_384)
            if bytes.isEmpty { break }
            received += bytes
        }
        return received
    }
}

/// Whether what was agreed on is what both ends were told.
func expect(_ negotiated: Negotiated?, fits meeting: Meeting, as role: Role) {
    #expect(negotiated?.version == meeting.server.version)
    #expect(negotiated?.applicationProtocol == meeting.server.applicationProtocol)
    if let suite = meeting.server.suite { #expect(negotiated?.cipherSuite == suite) }
    guard meeting.server.key == nil else {
        #expect(negotiated?.pskIdentity == Array(TLSConfiguration.testIdentity.utf8))
        return
    }
    let peer = role == .client ? meeting.server : meeting.client
    #expect((negotiated?.peerCertificates.isEmpty == false) == (peer.certificate != nil))
    guard let name = peer.certificate else { return }
    #expect(negotiated?.peerCertificates.first == (try? Certificates.bytes(name + ".der")))
}

/// A lot of data without a line that a program takes for a command: digits in lines, never the same twice.
func digits(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 16)
    var number = 1_000_000
    while bytes.count < count {
        bytes += Array("\(number)\n".utf8)
        number += 1
    }
    return Array(bytes.prefix(count))
}
