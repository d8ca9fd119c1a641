// The standard library's own are inlined wherever a text is put together, with a case for short texts in each place:
// a tenth of what a device gets was that.

extension DefaultStringInterpolation {
    /// Appends what stands in a literal, in the place of the standard library's.
    @inline(never) package mutating func appendLiteral(_ literal: String) {
        write(literal)
    }

    /// Appends a text, in the place of the standard library's.
    @inline(never) package mutating func appendInterpolation(_ text: String) {
        write(text)
    }

    /// Appends a number, in the place of the standard library's.
    @inline(never) package mutating func appendInterpolation(_ number: Int) {
        write(String(number))
    }
}

extension String {
    /// Both texts, in the place of the standard library's.
    @inline(never) package static func + (left: String, right: String) -> String {
        var text = left
        text.append(right)
        return text
    }

    /// Appends a text, in the place of the standard library's.
    @inline(never) package static func += (left: inout String, right: String) {
        left.append(right)
    }
}
