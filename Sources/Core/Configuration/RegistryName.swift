/// How IANA's registries write names and numbers, for the values that are numbers of such a registry.
///
/// Only bytes are compared: Unicode's tables would weigh more on a device than everything else in this folder.
enum RegistryName {
    /// Tells whether two names of a registry are the same, whatever the case of their ASCII letters.
    static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8) { lowercased($0) == lowercased($1) }
    }

    /// Writes a number that has no name as `0x` and four upper-case hexadecimal digits.
    static func hexadecimal(_ number: UInt16) -> String {
        var text = "0x"
        for shift in [12, 8, 4, 0] {
            let digit = UInt8(truncatingIfNeeded: number >> shift) & 0xF
            let byte = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
            text.unicodeScalars.append(Unicode.Scalar(byte))
        }
        return text
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
