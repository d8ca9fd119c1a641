internal import SecureSockets

/// Who a certificate is for, who issued it, and when it is valid: for display, never to decide by.
struct CertificateSummary {
    let subject: String
    let issuer: String
    let notBefore: String
    let notAfter: String

    /// Reads DER (RFC 5280, 4.1); nil where it does not look like a certificate.
    init?(_ encoded: [UInt8]) {
        var outer = DERReader(encoded[...])
        guard var certificate = outer.enter(0x30), var body = certificate.enter(0x30) else { return nil }
        // The version is optional; the serial number and the signature's algorithm are of no interest.
        _ = body.enter(0xa0)
        guard body.enter(0x02) != nil, body.enter(0x30) != nil else { return nil }
        guard let issuer = body.enter(0x30), var validity = body.enter(0x30), let subject = body.enter(0x30) else {
            return nil
        }
        guard let start = Self.time(&validity), let end = Self.time(&validity) else { return nil }
        self.issuer = Self.name(issuer)
        self.subject = Self.name(subject)
        (notBefore, notAfter) = (start, end)
    }

    /// One line for people.
    var text: String {
        let owner = subject.isEmpty ? "(no subject)" : subject
        return "\(owner), issued by \(issuer), valid \(notBefore) to \(notAfter)"
    }

    /// A distinguished name in the order of the certificate, such as `O=Example, CN=server`.
    private static func name(_ sequence: DERReader) -> String {
        var sequence = sequence
        var parts: [String] = []
        while var set = sequence.enter(0x31) {
            while var attribute = set.enter(0x30) {
                guard let type = attribute.enter(0x06), let value = attribute.next() else { continue }
                parts.append(key(Array(type.rest)) + "=" + text(Array(value.rest)))
            }
        }
        return parts.joined(separator: ", ")
    }

    /// The short names of RFC 4514, 3.
    private static func key(_ identifier: [UInt8]) -> String {
        switch identifier {
        case [0x55, 4, 3]: "CN"
        case [0x55, 4, 5]: "serialNumber"
        case [0x55, 4, 6]: "C"
        case [0x55, 4, 7]: "L"
        case [0x55, 4, 8]: "ST"
        case [0x55, 4, 10]: "O"
        case [0x55, 4, 11]: "OU"
        default: "0x" + identifier.span.hexadecimal
        }
    }

    private static func text(_ value: [UInt8]) -> String {
        // Nothing in a certificate of somebody else may steer a terminal.
        let scalars = String(decoding: value, as: UTF8.self).unicodeScalars
        return String(String.UnicodeScalarView(scalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    }

    /// UTCTime or GeneralizedTime as `2099-12-31`.
    private static func time(_ validity: inout DERReader) -> String? {
        var digits: String
        if let short = validity.enter(0x17) {
            digits = String(decoding: short.rest, as: UTF8.self)
            // RFC 5280, 4.1.2.5.1: years from 50 are of the last century.
            digits = (digits.prefix(2) >= "50" ? "19" : "20") + digits
        } else if let long = validity.enter(0x18) {
            digits = String(decoding: long.rest, as: UTF8.self)
        } else {
            return nil
        }
        let date = digits.prefix(8)
        guard date.count == 8, date.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return date.prefix(4) + "-" + date.dropFirst(4).prefix(2) + "-" + date.suffix(2)
    }
}

/// Reads the elements of DER one after another and never beyond the end.
struct DERReader {
    /// What was not read yet.
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// The contents of the next element, if it has this tag; otherwise nil, and nothing is read.
    mutating func enter(_ tag: UInt8) -> DERReader? {
        rest.first == tag ? next() : nil
    }

    /// The contents of the next element; nil at the end or where its length does not fit.
    mutating func next() -> DERReader? {
        var bytes = rest.dropFirst()
        guard let first = bytes.popFirst() else { return nil }
        var length = Int(first)
        if first >= 0x80 {
            // More than three bytes of length are not needed for what a handshake can carry.
            guard (1...3).contains(first & 0x7f), bytes.count >= Int(first & 0x7f) else { return nil }
            length = 0
            for _ in 0..<(first & 0x7f) { length = length << 8 | Int(bytes.popFirst() ?? 0) }
        }
        guard bytes.count >= length else { return nil }
        rest = bytes.dropFirst(length)
        return DERReader(bytes.prefix(length))
    }
}
