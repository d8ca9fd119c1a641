extension String {
    /// With the letters A to Z in lower case and all else as it is: names in TLS are ASCII (RFC 6066, 3; RFC 5890, 2.3.1).
    ///
    /// `lowercased` would bring tables of all of Unicode onto a device.
    package var lowercasedASCII: String {
        let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
        return String(decoding: utf8.map { letters.contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
