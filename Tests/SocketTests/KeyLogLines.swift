internal import SecureSockets
internal import Synchronization

/// What a key log was given: lines of a label, the random of the client's hello and a secret.
final class KeyLogLines: Sendable {
    private let all = Mutex<[String]>([])

    func add(_ line: String) {
        all.withLock { $0.append(line) }
    }

    /// Both of the first line with this label; nil where there is none.
    func values(_ label: String) -> (random: [UInt8], secret: [UInt8])? {
        let line = all.withLock { lines in lines.first { $0.hasPrefix(label + " ") } }
        guard let words = line?.split(separator: " "), words.count == 3 else { return nil }
        return (Self.bytes(ofHexadecimal: words[1]), Self.bytes(ofHexadecimal: words[2]))
    }

    private static func bytes(ofHexadecimal text: Substring) -> [UInt8] {
        let digits = text.compactMap { $0.hexDigitValue }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
