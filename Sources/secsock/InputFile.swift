internal import Foundation
internal import SecureSockets

/// Files with secrets that the command line names.
enum InputFile {
    /// All bytes of a file; the failure names the file and says why.
    static func contents(_ path: String) throws(Failure) -> Secret {
        do throws(TLSError) {
            return try FileContents.read(path, .invalidConfiguration)
        } catch {
            throw .input(error.detail)
        }
    }

    /// A password: the first line of a file.
    static func password(_ path: String) throws(Failure) -> Secret {
        let line = try contents(path).withBytes { bytes in
            let end = bytes.indices.first { bytes[$0] == UInt8(ascii: "\n") || bytes[$0] == UInt8(ascii: "\r") }
            return Secret(bytes.extracting(0..<(end ?? bytes.count)))
        }
        guard !line.isEmpty else { throw .input(path + ": the first line is empty; wanted the password there") }
        return line
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
