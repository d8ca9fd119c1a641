/// A value of JSON (RFC 8259) that keeps the order of its keys, so that a reader meets first what matters.
///
/// Numbers are integers: nothing here is measured in fractions.
package enum JSONValue: Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case string(String)
    case array([JSONValue])
    /// Each key once, which is the caller's to see to.
    case object([(key: String, value: JSONValue)])

    /// The text, or null where there is none.
    package init(_ text: String?) {
        if let text { self = .string(text) } else { self = .null }
    }

    /// The number, or null where there is none.
    package init(_ number: Int?) {
        if let number { self = .integer(Int64(number)) } else { self = .null }
    }

    /// An array of texts.
    package init(_ texts: [String]) {
        self = .array(texts.map { .string($0) })
    }

    /// One line without its newline.
    package var text: String {
        var writer = JSONWriter()
        writer.write(self)
        return writer.text
    }

    /// Several lines for people, without the last newline: a line for each value, two spaces deeper for each level.
    package var indentedText: String {
        var writer = JSONWriter(isIndented: true)
        writer.write(self)
        return writer.text
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
}
