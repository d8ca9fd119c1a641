internal import Foundation

/// A file that goes when its owner goes.
public final class TemporaryFile: Sendable {
    /// Where it is.
    public let path: String

    /// Writes a file with these contents and a name of its own.
    public init(_ contents: [UInt8]) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "secure-sockets-" + UUID().uuidString)
        try Data(contents).write(to: url)
        path = url.path(percentEncoded: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
