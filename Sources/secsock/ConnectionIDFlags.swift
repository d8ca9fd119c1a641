internal import ArgumentParser
internal import SecureSockets

/// A client's connection IDs, and where its association is kept.
struct ClientConnectionIDFlags: ParsableArguments {
    @Flag(
        name: .customLong("cid"),
        help:
            "Let the server have a connection ID (DTLS, RFC 9146): the connection outlives a change of this end's address."
    )
    var isEnabled = false

    @Option(
        name: .customLong("cid-length"),
        help: ArgumentHelp("Ask for a connection ID of 0 to 255 bytes too. Default 0.", valueName: "bytes")
    )
    var length: Int?

    @Option(
        help: ArgumentHelp(
            "Go on with the connection in this file without a handshake, if there is one, and leave it there at the end.",
            discussion: "Who has the file has the connection. At the end nothing is said to the server.",
            valueName: "file"
        )
    )
    var associationFile: String?

    mutating func validate() throws {
        if let length { try validateLength(length, "--cid-length") }
    }

    /// What the configuration is told.
    var options: ConnectionIDOptions? {
        guard isEnabled || length != nil || associationFile != nil else { return nil }
        return ConnectionIDOptions(length: length ?? 0)
    }

    /// Writes the choice into a socket.
    func apply(to socket: TLSSocket) {
        socket.associationStorage = associationFile.map { .file($0) }
    }

    /// What programs are told once there is a connection.
    func pairs(_ socket: TLSSocket) -> [(key: String, value: JSONValue)] {
        guard associationFile != nil else { return [] }
        return [("notRestored", JSONValue(socket.whyNotRestored?.text))]
    }
}

/// A server's connection IDs.
struct ServerConnectionIDFlags: ParsableArguments {
    @Option(
        name: .customLong("cid"),
        help: ArgumentHelp(
            "Know clients that can do so by a connection ID of so many bytes (DTLS, RFC 9146), 0 to 255.",
            valueName: "bytes"
        )
    )
    var length: Int?

    mutating func validate() throws {
        if let length { try validateLength(length, "--cid") }
    }

    /// What the configuration is told.
    var options: ConnectionIDOptions? { length.map { ConnectionIDOptions(length: $0) } }
}

private func validateLength(_ length: Int, _ option: String) throws {
    guard (0...ConnectionIDOptions.longest).contains(length) else {
        throw ValidationError("\(option) takes 0 to \(ConnectionIDOptions.longest) bytes.")
    }
}
