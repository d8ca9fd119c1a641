internal import SecureSockets
public import SecureSocketsTesting

/// A peer's chain with all that it is verified by, in one DER value, so that mutations find its parts:
/// `SEQUENCE { [0] chain, [1] anchors, [2] revocation lists, [3] records, options OCTET STRING }`, each of the lists of
/// octet strings, so that a part whose length lies does not take the others with it.
public struct HostileCase {
    /// What the peer presents, its own first.
    public var chain: [[UInt8]] = []
    /// What is trusted.
    public var anchors: [[UInt8]] = []
    /// Lists to enforce.
    public var revocationLists: [[UInt8]] = []
    /// TLSA records: usage, selector, matching type, data.
    public var records: [[UInt8]] = []
    /// Which of the options are set, by their bits.
    public var options: [UInt8] = []

    /// An empty one.
    public init() {}

    /// What can be read of some bytes; the rest is empty.
    public init(_ bytes: [UInt8]) {
        let span = bytes.span
        var outer = DERReader(0..<span.count)
        guard let all = outer.next(DERTag.sequence, span) else { return }
        var fields = DERReader(all)
        while let value = fields.next(span) {
            let parts = Self.parts(value.content, span)
            switch value.tag {
            case DERTag.constructed(0): chain = parts
            case DERTag.constructed(1): anchors = parts
            case DERTag.constructed(2): revocationLists = parts
            case DERTag.constructed(3): records = parts
            case DERTag.octetString: options = span.extracting(value.content).array
            default: continue
            }
        }
    }

    private static func parts(_ range: Range<Int>, _ bytes: Span<UInt8>) -> [[UInt8]] {
        var reader = DERReader(range)
        var parts: [[UInt8]] = []
        while let part = reader.next(bytes), parts.count < 24 { parts.append(bytes.extracting(part.content).array) }
        return parts
    }

    /// In DER.
    public var encoded: [UInt8] {
        let lists = [chain, anchors, revocationLists, records].enumerated().flatMap { number, parts in
            Self.value(0xa0 | UInt8(number), parts.flatMap { Self.value(0x04, $0) })
        }
        return Self.value(0x30, lists + Self.value(0x04, options))
    }

    private static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        [tag] + DERTree.Length.right.octets(of: content.count) + content
    }

    /// The TLSA records.
    var tlsaRecords: [TLSARecord] {
        records.filter { $0.count >= 3 }.map {
            TLSARecord(usage: $0[0], selector: $0[1], matching: $0[2], data: Array($0.dropFirst(3)))
        }
    }

    func option(_ bit: Int) -> Bool { options.count > bit / 8 && options[bit / 8] & (1 << UInt8(bit % 8)) != 0 }
}

extension HostileCase {
    /// One that certificates and lists are chosen for at random, some of them twice, and records that fit or nearly do.
    public static func random(
        certificates: [[UInt8]],
        revocationLists: [[UInt8]],
        _ generator: inout SeededGenerator
    ) -> HostileCase {
        var one = HostileCase()
        func some(_ all: [[UInt8]], _ most: Int) -> [[UInt8]] {
            (0..<Int.random(in: 0...most, using: &generator)).compactMap { _ in all.randomElement(using: &generator) }
        }
        one.chain = some(certificates, 5)
        one.anchors = some(certificates, 4)
        one.revocationLists = some(revocationLists, 3)
        one.records = some(one.chain + one.anchors, 3).map { record($0, &generator) }
        one.options = [UInt8.random(in: 0...255, using: &generator), UInt8.random(in: 0...255, using: &generator)]
        return one
    }

    private static func record(_ certificate: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        let usage = UInt8.random(in: 0...4, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: return [usage, 0, 0] + certificate
        case 1: return [usage, 0, 1] + SHA256.digest(of: certificate.span)
        default: return [usage, 1, UInt8.random(in: 0...3, using: &generator)] + certificate.suffix(32)
        }
    }
}

extension Span<UInt8> {
    fileprivate var array: [UInt8] { indices.map { self[$0] } }
}
