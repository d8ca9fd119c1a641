/// Writes values of JSON (RFC 8259) as text.
struct JSONWriter {
    private(set) var text = ""
    private let isIndented: Bool
    private var depth = 0

    /// One line, or a line for each value.
    init(isIndented: Bool = false) {
        self.isIndented = isIndented
    }

    /// Appends a value.
    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .string(let value): write(value)
        case .array(let values): write(values)
        case .object(let pairs): write(pairs)
        }
    }

    private mutating func write(_ values: [JSONValue]) {
        text += "["
        depth += 1
        for (index, value) in values.enumerated() {
            beginElement(index)
            write(value)
        }
        depth -= 1
        if !values.isEmpty { breakLine() }
        text += "]"
    }

    private mutating func write(_ pairs: [(key: String, value: JSONValue)]) {
        text += "{"
        depth += 1
        for (index, pair) in pairs.enumerated() {
            beginElement(index)
            write(pair.key)
            text += isIndented ? ": " : ":"
            write(pair.value)
        }
        depth -= 1
        if !pairs.isEmpty { breakLine() }
        text += "}"
    }

    private mutating func beginElement(_ index: Int) {
        if index > 0 { text += "," }
        breakLine()
    }

    private mutating func breakLine() {
        guard isIndented else { return }
        text += "\n" + String(repeating: "  ", count: depth)
    }

    private mutating func write(_ value: String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                if Self.needsEscape(scalar) { escape(scalar) } else { text.unicodeScalars.append(scalar) }
            }
        }
        text += "\""
    }

    /// RFC 8259, 7 wants it for C0 only.
    ///
    /// The others are DEL and C1, which terminals obey; line and paragraph separator, which end a string of JavaScript
    /// before 2019; what changes the direction of the text, which can make it look like another one; the byte order mark,
    /// which swift-foundation drops where a string begins with it.
    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1f, 0x7f...0x9f, 0x061c, 0x200e...0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: true
        default: false
        }
    }

    /// All of them have one code unit of UTF-16.
    private mutating func escape(_ scalar: Unicode.Scalar) {
        let bytes = [UInt8(truncatingIfNeeded: scalar.value >> 8), UInt8(truncatingIfNeeded: scalar.value)]
        text += "\\u" + bytes.span.hexadecimal
    }
}
