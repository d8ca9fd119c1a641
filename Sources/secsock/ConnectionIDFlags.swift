internal import ArgumentParser
internal import Foundation
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

/// An association in a file that only its owner can read.
struct AssociationFile: Sendable {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    /// For the library.
    var storage: AssociationStorage {
        AssociationStorage(
            load: { () throws(TLSError) in try load() },
            save: { (association) throws(TLSError) in try save(association) }
        )
    }

    private func load() throws(TLSError) -> SavedAssociation? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let bytes = FileManager.default.contents(atPath: path) else { throw failure("read") }
        return SavedAssociation(Array(bytes))
    }

    /// In the place of the former one at once, and on the disk before it is used.
    private func save(_ association: SavedAssociation?) throws(TLSError) {
        guard let association else {
            unsafe unlink(path)
            return
        }
        let new = path + ".new"
        let number = unsafe open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw failure("write") }
        let isWritten = association.withBytes { bytes in
            unsafe bytes.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) == $0.count }
        }
        let isSafe = isWritten && fsync(number) == 0
        close(number)
        guard unsafe isSafe && rename(new, path) == 0 else { throw failure("write") }
    }

    private func failure(_ verb: String) -> TLSError {
        let words = unsafe String(cString: strerror(errno))
        return .configuration("cannot \(verb) \(path): \(words)")
    }
}
