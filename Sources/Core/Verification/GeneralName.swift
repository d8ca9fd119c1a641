/// One name of a certificate's subject, or one subtree of its name constraints (RFC 5280, 4.2.1.6 and 4.2.1.10).
public enum GeneralName: Hashable, Sendable {
    /// A DNS name; bytes that are no ASCII are kept.
    case dns([UInt8])
    /// An IP address of 4 or 16 bytes; of a subtree 8 or 32, address and mask.
    case address([UInt8])
    /// A mailbox.
    case mailbox([UInt8])
    /// A URI.
    case uri([UInt8])
    /// A distinguished name in DER.
    case directory([UInt8])
    /// A name of another kind, by the number of its tag.
    case other(UInt8)

    /// Reads the content of a GeneralNames; nil where it is malformed.
    package static func list(_ range: Range<Int>, _ bytes: Span<UInt8>) -> [GeneralName]? {
        var reader = DERReader(range)
        var names: [GeneralName] = []
        while !reader.isAtEnd {
            guard let value = reader.next(bytes), let name = GeneralName(value, bytes) else { return nil }
            names.append(name)
        }
        return names
    }

    /// Reads one; nil where the tag is none of GeneralName's.
    package init?(_ value: DERValue, _ bytes: Span<UInt8>) {
        let content = bytes.extracting(value.content).copied
        switch value.tag {
        case DERTag.implicit(1): self = .mailbox(content)
        case DERTag.implicit(2): self = .dns(content)
        case DERTag.constructed(4):
            var inner = DERReader(value.content)
            guard let name = inner.next(bytes), name.tag == DERTag.sequence, inner.isAtEnd else { return nil }
            self = .directory(bytes.extracting(name.whole).copied)
        case DERTag.implicit(6): self = .uri(content)
        case DERTag.implicit(7): self = .address(content)
        case DERTag.constructed(0), DERTag.constructed(3), DERTag.constructed(5), DERTag.implicit(8):
            self = .other(value.tag & 0x1f)
        default: return nil
        }
    }

    /// For display: `DNS:example.org`, `IP:192.0.2.1`.
    ///
    /// Control characters become question marks, since the bytes are somebody else's.
    public var text: String {
        switch self {
        case .dns(let bytes): "DNS:" + Self.printable(bytes)
        case .address(let bytes): "IP:" + Self.text(ofAddress: bytes)
        case .mailbox(let bytes): "email:" + Self.printable(bytes)
        case .uri(let bytes): "URI:" + Self.printable(bytes)
        case .directory: "directoryName"
        case .other(let number): "name of kind \(number)"
        }
    }

    /// Of a subtree, address and mask.
    private static func text(ofAddress bytes: [UInt8]) -> String {
        guard bytes.count == 8 || bytes.count == 32 else { return NumericHost.text(bytes) }
        let half = bytes.count / 2
        let bits = bytes[half...].reduce(0) { $0 + $1.nonzeroBitCount }
        return NumericHost.text(Array(bytes[..<half])) + "/" + String(bits)
    }

    private static func printable(_ bytes: [UInt8]) -> String {
        CertificateSummary.printable(String(decoding: bytes, as: UTF8.self))
    }
}
