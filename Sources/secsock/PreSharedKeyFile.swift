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
        let contents = try InputFile.contents(path)
        let entries = try contents.withBytes { (bytes) throws(Failure) in try Self.entries(bytes, path) }
        guard !entries.isEmpty else { throw .input(path + ": there is no pre-shared key in the file") }
        return entries
    }

    private static func entries(_ bytes: Span<UInt8>, _ path: String) throws(Failure) -> [Entry] {
        var entries: [Entry] = []
        var (start, number) = (0, 0)
        while start < bytes.count {
            number += 1
            let end = (start..<bytes.count).first { bytes[$0] == UInt8(ascii: "\n") } ?? bytes.count
            let line = bytes.extracting(content(start..<end, of: bytes))
            start = end + 1
            guard !line.isEmpty, line[0] != UInt8(ascii: "#") else { continue }
            guard let entry = entry(line) else {
                let wanted = "wanted IDENTITY:HEX, or HEX alone, with two digits a byte"
                throw .input("\(path), line \(number): not a pre-shared key; \(wanted)")
            }
            entries.append(entry)
        }
        return entries
    }

    private static func entry(_ line: Span<UInt8>) -> Entry? {
        guard let colon = line.indices.last(where: { line[$0] == UInt8(ascii: ":") }) else {
            return Hexadecimal.secret(line).map { Entry(identity: nil, key: $0) }
        }
        let digits = line.extracting(content(colon + 1..<line.count, of: line))
        guard colon > 0, let key = Hexadecimal.secret(digits) else { return nil }
        return Entry(identity: (0..<colon).map { line[$0] }, key: key)
    }

    /// What is left of a part of the bytes without the white space around it.
    private static func content(_ part: Range<Int>, of bytes: Span<UInt8>) -> Range<Int> {
        let first = part.first { bytes[$0] > 0x20 } ?? part.upperBound
        let last = part.last { bytes[$0] > 0x20 } ?? first - 1
        return first..<last + 1
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
