internal import Foundation
internal import SecureSockets

/// Files that the command line names.
enum InputFile {
    /// More than any bundle of certificates has; /dev/zero has more.
    private static let limit = 16 << 20

    /// All bytes of a file; the failure names the file and says why.
    static func bytes(_ path: String) throws(Failure) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path, errno) }
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
            guard bytes.count <= limit else { throw .input(path + ": longer than \(limit) bytes") }
        }
    }

    /// A password: the first line of a file.
    static func password(_ path: String) throws(Failure) -> Secret {
        let line = try bytes(path).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard !line.isEmpty else { throw .input(path + ": the first line is empty; wanted the password there") }
        return Secret(Array(line))
    }

    private static func unreadable(_ path: String, _ number: Int32) -> Failure {
        .input(path + ": " + SystemErrorCode(rawValue: UInt16(truncatingIfNeeded: number)).text)
    }
}

/// Appends the secrets of connections to a file, in the format that Wireshark reads.
final class KeyLogFile: Sendable {
    private let descriptor: Int32

    /// Makes the file where there is none, readable by its owner only.
    init(_ path: String) throws(Failure) {
        descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let words = SystemErrorCode(rawValue: UInt16(truncatingIfNeeded: errno)).text
            throw .input(path + ": " + words)
        }
    }

    deinit { close(descriptor) }

    /// One call of the system a line: lines of several threads do not mix.
    func append(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    }
}
