extension Span<UInt8> {
    /// Whether it is text with armour (RFC 7468); DER begins with a byte that text has not.
    package var isPEM: Bool { contains(Array("-----BEGIN".utf8)) }

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
