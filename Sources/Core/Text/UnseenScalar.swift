extension Unicode.Scalar {
    /// Whether it is not shown but obeyed, by whoever shows or reads a text with it.
    ///
    /// These are C0, which RFC 8259, 7 wants escaped; DEL and C1, which terminals obey; line and paragraph separator, which end a
    /// string of JavaScript before 2019; what changes the direction of the text, which can make it look like another one; the byte
    /// order mark, which swift-foundation drops where a string begins with it. All of them have one code unit of UTF-16.
    var isUnseen: Bool {
        switch value {
        case 0x00...0x1f, 0x7f...0x9f, 0x061c, 0x200e...0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: true
        default: false
        }
    }
}
