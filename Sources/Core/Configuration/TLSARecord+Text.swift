extension TLSARecord {
    /// Reads what DNS writes (RFC 6698, 2.2): three numbers and hexadecimal digits, which may have white space between them.
    ///
    /// Throws EINVAL where it is not that, with the reason.
    public init(_ text: String) throws(TLSError) {
        let fields = text.split(maxSplits: 3) { $0 == " " || $0 == "\t" }
        guard fields.count == 4 else {
            throw Self.unreadable(text, "wanted usage, selector, matching type and data, such as \"3 1 1 9f86d0\"")
        }
        guard let usage = UInt8(fields[0]), let selector = UInt8(fields[1]), let matching = UInt8(fields[2]) else {
            throw Self.unreadable(text, "the first three fields are numbers from 0 to 255")
        }
        let digits = fields[3].utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        guard let data = Hexadecimal.bytes(digits) else {
            throw Self.unreadable(text, "the data is hexadecimal digits, an even number of them")
        }
        self.init(usage: usage, selector: selector, matching: matching, data: data)
    }

    private static func unreadable(_ text: String, _ why: String) -> TLSError {
        .configuration("TLSA record \"" + CertificateSummary.printable(text) + "\": " + why)
    }
}
