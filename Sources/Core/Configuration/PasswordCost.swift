/// What it takes to make the key of an encrypted private key from its password: the file says it, and it may say years.
enum PasswordCost {
    /// As many as NIST SP 800-132, 5.2 thinks of at most; a matter of seconds.
    static let mostRounds = 10_000_000

    private static let deepest = 8

    /// The largest number among the parameters of the encryption (RFC 8018, A.2 and RFC 7914, 7), and 0 where it is no encrypted
    /// key of PKCS#8.
    static func rounds(of key: Span<UInt8>, _ form: KeyMaterialBlock.Form) -> Int {
        switch form {
        case .der: return rounds(of: key)
        case .pem: return Base64.decoded(armoured: key).withBytes { rounds(of: $0) }
        case .url: return 0
        }
    }

    private static func rounds(of key: Span<UInt8>) -> Int {
        var outer = DERReader(0..<key.count)
        guard let all = outer.next(DERTag.sequence, key) else { return 0 }
        var fields = DERReader(all)
        // A key that is not encrypted begins with its version.
        guard let algorithm = fields.next(DERTag.sequence, key) else { return 0 }
        return largestNumber(in: algorithm, key, 0)
    }

    private static func largestNumber(in range: Range<Int>, _ bytes: Span<UInt8>, _ depth: Int) -> Int {
        var reader = DERReader(range)
        var largest = 0
        while depth < deepest, let value = reader.next(bytes) {
            switch value.tag {
            case DERTag.integer: largest = max(largest, number(value.content, bytes))
            case DERTag.sequence: largest = max(largest, largestNumber(in: value.content, bytes, depth + 1))
            default: continue
            }
        }
        return largest
    }

    /// Negative ones too are large to a library that has no sign.
    private static func number(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Int {
        let significant = range.drop { bytes[$0] == 0 }
        return significant.count > 3 ? Int.max : significant.reduce(0) { $0 << 8 | Int(bytes[$1]) }
    }
}

/// Base64 (RFC 4648, 4) in its armour.
enum Base64 {
    /// The bytes between the first line and the last one of a block of PEM; of what has headers and of what is broken, whatever
    /// comes out.
    static func decoded(armoured text: Span<UInt8>) -> Secret {
        var bytes = [UInt8](repeating: 0, count: text.count / 4 * 3 + 3)
        defer { unsafe bytes.withUnsafeMutableBytes { unsafe wipe($0) } }
        var (count, bits, size) = (0, UInt32(0), 0)
        var position = 0
        while position < text.count, text[position] != UInt8(ascii: "\n") { position += 1 }
        while position < text.count, text[position] != UInt8(ascii: "-"), text[position] != UInt8(ascii: "=") {
            defer { position += 1 }
            guard let digit = digit(text[position]) else { continue }
            bits = bits << 6 | UInt32(digit)
            size += 6
            guard size >= 8 else { continue }
            size -= 8
            bytes[count] = UInt8(truncatingIfNeeded: bits >> UInt32(size))
            count += 1
        }
        return Secret(bytes.span.extracting(0..<count))
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
