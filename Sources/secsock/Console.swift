internal import Foundation
internal import SecureSockets

/// Where a subcommand tells people or programs what happens.
///
/// Lines of several threads do not mix.
final class Console: Sendable {
    /// How much people are told on standard error.
    enum Volume: Int, Sendable, Comparable {
        case quiet
        case normal
        case verbose

        static func < (left: Volume, right: Volume) -> Bool { left.rawValue < right.rawValue }
    }

    /// Whether programs read standard output: one JSON object a line, and nothing else.
    let isJSON: Bool
    private let volume: Volume
    private let lock = NSLock()

    init(volume: Volume, isJSON: Bool) {
        self.volume = volume
        self.isJSON = isJSON
    }

    /// A line for people on standard error, which `--quiet` suppresses.
    func note(_ line: String) {
        if volume >= .normal { writeLine(line, to: .error) }
    }

    /// A line on standard error for those who asked for more.
    func detail(_ line: String) {
        if volume >= .verbose { writeLine(line, to: .error) }
    }

    /// A line on standard output, which is the result.
    func result(_ line: String) {
        writeLine(line, to: .output)
    }

    /// Something that happened, as one line of JSON on standard output; nothing where nobody wants JSON.
    func event(_ name: String, _ pairs: [(key: String, value: JSONValue)]) {
        guard isJSON else { return }
        writeLine(JSONValue.object([("event", .string(name))] + pairs).text, to: .output)
    }

    /// A failure: JSON on standard output or an explanation on standard error, which even `--quiet` leaves.
    func report(_ failure: Failure) {
        let report = FailureReport(failure)
        if isJSON {
            event("error", report.pairs)
        } else {
            for line in report.lines { writeLine(line, to: .error) }
        }
    }

    /// Bytes on standard output; false where nobody takes them any more.
    func write(_ bytes: [UInt8]) -> Bool {
        lock.withLock { StandardStream.output.write(bytes) }
    }

    private func writeLine(_ line: String, to stream: StandardStream) {
        _ = lock.withLock { stream.write(Array((line + "\n").utf8)) }
    }
}

/// The streams of the process, without buffers: what is written is out.
enum StandardStream: Int32, Sendable {
    case input = 0
    case output = 1
    case error = 2

    /// Writes all bytes; false where the reader has gone.
    func write(_ bytes: [UInt8]) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[offset...])
                return unsafe Foundation.write(rawValue, rest.baseAddress, rest.count)
            }
            if written < 0, errno == EINTR { continue }
            guard written >= 0 else { return false }
            offset += written
        }
        return true
    }

    /// Reads what is there, at most `count` bytes; empty at the end, nil where it cannot be read.
    func read(atMost count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        while true {
            let number = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Foundation.read(rawValue, buffer.baseAddress, buffer.count)
            }
            if number < 0, errno == EINTR { continue }
            return number < 0 ? nil : Array(bytes.prefix(number))
        }
    }
}
