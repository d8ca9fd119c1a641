/// One block of a text with armour (RFC 7468): where it is, and what its label says it holds.
struct PEMBlock {
    /// What stands between `-----BEGIN ` and the dashes, such as `CERTIFICATE`.
    let label: String
    /// The block with both lines of its armour.
    let range: Range<Int>
    /// Whether it ends with a line of the same label.
    let isComplete: Bool

    private static let dashes = UInt8(ascii: "-")
    private static let longestLabel = 64

    /// All blocks in their order; what stands between them is passed over.
    ///
    /// None where it is no PEM.
    static func all(in text: Span<UInt8>) -> [PEMBlock] {
        var blocks: [PEMBlock] = []
        var position = 0
        while let begin = next("-----BEGIN ", in: text, from: position) {
            position = begin.upperBound
            guard let label = label(in: text, from: begin.upperBound) else { continue }
            // Base64 and the headers of old PEM have no five dashes: the next ones end the block or break it.
            let body = begin.upperBound + label.utf8.count + 5
            let end = next("-----", in: text, from: body)
            let wanted = "-----END " + label + "-----"
            if let end, matches(wanted, in: text, at: end.lowerBound) {
                position = end.lowerBound + wanted.utf8.count
                blocks.append(PEMBlock(label: label, range: begin.lowerBound..<position, isComplete: true))
            } else {
                position = end?.lowerBound ?? text.count
                blocks.append(PEMBlock(label: label, range: begin.lowerBound..<position, isComplete: false))
            }
        }
        return blocks
    }

    /// The label that begins here; nil where the line of armour is none.
    private static func label(in text: Span<UInt8>, from start: Int) -> String? {
        var bytes: [UInt8] = []
        var position = start
        while position < text.count, text[position] != dashes {
            // Labels are printable ASCII; some, such as X9.42 DH PARAMETERS, have a full stop.
            guard (0x20...0x7e).contains(text[position]), bytes.count < longestLabel else { return nil }
            bytes.append(text[position])
            position += 1
        }
        guard matches("-----", in: text, at: position) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func next(_ mark: StaticString, in text: Span<UInt8>, from start: Int) -> Range<Int>? {
        let length = mark.utf8CodeUnitCount
        var position = start
        while position + length <= text.count {
            if text[position] == dashes, matches(mark.description, in: text, at: position) {
                return position..<position + length
            }
            position += 1
        }
        return nil
    }

    private static func matches(_ words: String, in text: Span<UInt8>, at position: Int) -> Bool {
        var position = position
        for byte in words.utf8 {
            guard position < text.count, text[position] == byte else { return false }
            position += 1
        }
        return true
    }
}

extension Span<UInt8> {
    /// Whether it is text with armour.
    package var isPEM: Bool { !PEMBlock.all(in: self).isEmpty }

    /// Whether these bytes stand somewhere in it in a row.
    package func contains(_ mark: [UInt8]) -> Bool {
        var start = 0
        while start + mark.count <= count {
            if extracting(start..<start + mark.count).hasSameElements(as: mark.span) { return true }
            start += 1
        }
        return false
    }
}
