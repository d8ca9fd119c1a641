internal import Foundation

/// A folder that goes, with all that is in it, when its owner goes.
public final class TemporaryFolder: Sendable {
    /// Where it is.
    public let path: String

    /// Makes a folder with a name of its own, which all users can read.
    public init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "secure-sockets-" + UUID().uuidString)
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o755]
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false, attributes: attributes)
        path = url.path(percentEncoded: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file that all users can read, and gives its path.
    @discardableResult
    public func write(_ contents: [UInt8], to name: String) throws -> String {
        let file = path + "/" + name
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o644]
        guard FileManager.default.createFile(atPath: file, contents: Data(contents), attributes: attributes) else {
            throw Program.Failure(description: "\(file) cannot be written")
        }
        return file
    }
}
