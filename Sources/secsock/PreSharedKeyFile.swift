internal import ArgumentParser
internal import SecureSockets

/// Keys as text: a line has `identity:hexadecimal`, or the hexadecimal digits of a key alone.
///
/// Empty lines and lines that begin with `#` are skipped. An identity may contain colons: the last one ends it.
enum PreSharedKeyFile {
    /// One line.
    struct Entry {
        let identity: [UInt8]?
        let key: Secret
    }

    /// Reads a file; failures name the file and the line, and never what the line has.
    static func entries(_ path: String) throws(Failure) -> [Entry] {
        var entries: [Entry] = []
        var number = 0
        for line in try InputFile.bytes(path).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let line = trimmed(line)
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            guard let entry = entry(line) else {
                let wanted = "wanted IDENTITY:HEX, or HEX alone, with two digits a byte"
                throw .input("\(path), line \(number): not a pre-shared key; \(wanted)")
            }
            entries.append(entry)
        }
        guard !entries.isEmpty else { throw .input(path + ": there is no pre-shared key in the file") }
        return entries
    }

    private static func entry(_ line: ArraySlice<UInt8>) -> Entry? {
        guard let colon = line.lastIndex(of: UInt8(ascii: ":")) else {
            return Hexadecimal.bytes(line).map { Entry(identity: nil, key: Secret($0)) }
        }
        guard colon > line.startIndex, let key = Hexadecimal.bytes(trimmed(line[(colon + 1)...])) else { return nil }
        return Entry(identity: Array(line[..<colon]), key: Secret(key))
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = line
        while let last = line.last, last <= 0x20 { line.removeLast() }
        while let first = line.first, first <= 0x20 { line.removeFirst() }
        return line
    }
}

extension Hexadecimal {
    /// Bytes of an argument that is no secret: the parser's message repeats what cannot be read.
    static func argument(_ text: String) throws -> [UInt8] {
        guard let bytes = bytes(Array(text.utf8)) else {
            throw ValidationError("wanted hexadecimal digits, two a byte, such as 0a1b2c")
        }
        return bytes
    }
}
