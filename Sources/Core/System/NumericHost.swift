internal import CSystemCalls

/// Tells literals of IP addresses from names.
enum NumericHost {
    /// Whether the bytes are an IPv4 or IPv6 literal, as `inet_pton` reads it; a zone (`fe80::1%eth0`) is allowed.
    static func isAddress(_ bytes: [UInt8]) -> Bool {
        let literal = bytes.prefix { $0 != UInt8(ascii: "%") }
        // Most hosts are names, which this tells at their first letter.
        guard literal.allSatisfy(isPartOfLiteral) else { return false }
        return isAddress(literal, AF_INET6) || literal.count == bytes.count && isAddress(literal, AF_INET)
    }

    /// The 4 or 16 bytes of a literal, in the order of the wire; nil for a name.
    static func addressBytes(_ literal: [UInt8]) -> [UInt8]? {
        let address = literal.prefix { $0 != UInt8(ascii: "%") }
        return bytes(address, AF_INET, 4) ?? bytes(address, AF_INET6, 16)
    }

    /// The literal of 4 or 16 bytes; hexadecimal digits for any other number.
    static func text(_ address: [UInt8]) -> String {
        guard address.count == 4 || address.count == 16 else { return address.span.hexadecimal }
        let family = address.count == 4 ? AF_INET : AF_INET6
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let size = socklen_t(text.count)
        _ = unsafe address.withUnsafeBytes { source in
            unsafe text.withUnsafeMutableBufferPointer { target in
                unsafe inet_ntop(family, source.baseAddress, target.baseAddress, size)
            }
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func isPartOfLiteral(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "."): true
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
        default: false
        }
    }

    private static func isAddress(_ literal: ArraySlice<UInt8>, _ family: CInt) -> Bool {
        bytes(literal, family, 16) != nil
    }

    private static func bytes(_ literal: ArraySlice<UInt8>, _ family: CInt, _ count: Int) -> [UInt8]? {
        guard !literal.contains(0) else { return nil }
        let text = literal.map { CChar(bitPattern: $0) } + [0]
        var address = [UInt8](repeating: 0, count: 16)
        let status = unsafe text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return CInt(0) }
            return unsafe address.withUnsafeMutableBytes { unsafe inet_pton(family, base, $0.baseAddress) }
        }
        return status == 1 ? Array(address.prefix(count)) : nil
    }
}
