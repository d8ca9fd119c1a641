internal import Foundation
internal import SecureSockets

/// What a handshake agreed on, for people and for programs.
struct NegotiatedReport {
    let negotiated: Negotiated

    /// One clause: version, suite, group, ALPN.
    var clause: String {
        var parts = [negotiated.version.name, negotiated.cipherSuite.description]
        if let group = negotiated.group { parts.append(group.description) }
        if let name = negotiated.applicationProtocol { parts.append("ALPN " + printable(Array(name.utf8))) }
        if let identifiers = negotiated.connectionIDs {
            parts.append("connection IDs of \(identifiers.own.count) and \(identifiers.peer.count) bytes")
        }
        if negotiated.isResumed { parts.append("resumed") }
        return parts.joined(separator: ", ")
    }

    /// Who the peer is, a line each.
    var peer: [String] {
        var lines: [String] = []
        if let identity = negotiated.pskIdentity { lines.append("pre-shared key of " + printable(identity)) }
        for (index, certificate) in negotiated.peerCertificates.enumerated() {
            let summary = summary(certificate)?.text ?? "\(certificate.count) bytes that are no certificate"
            lines.append((index == 0 ? "certificate: " : "issuer's certificate: ") + summary)
        }
        if let key = negotiated.peerPublicKey { lines.append("raw public key with SHA-256 " + digest(key)) }
        return lines
    }

    /// The fields of a JSON object.
    var pairs: [(key: String, value: JSONValue)] {
        [
            ("version", .string(negotiated.version.name)),
            ("cipherSuite", .string(negotiated.cipherSuite.description)),
            ("cipherSuiteNumber", .integer(Int64(negotiated.cipherSuite.rawValue))),
            ("group", JSONValue(negotiated.group?.description)),
            ("applicationProtocol", JSONValue(negotiated.applicationProtocol)),
            ("serverName", JSONValue(negotiated.serverName)),
            ("resumed", .boolean(negotiated.isResumed)),
            ("connectionID", JSONValue(negotiated.connectionIDs?.own.span.hexadecimal)),
            ("peerConnectionID", JSONValue(negotiated.connectionIDs?.peer.span.hexadecimal)),
            ("pskIdentity", JSONValue(negotiated.pskIdentity.map { String(decoding: $0, as: UTF8.self) })),
            ("pskIdentityHex", JSONValue(negotiated.pskIdentity?.span.hexadecimal)),
            ("certificateType", JSONValue(negotiated.certificateType?.description)),
            ("peerCertificateType", JSONValue(negotiated.peerCertificateType?.description)),
            ("peerPublicKey", negotiated.peerPublicKey.map { publicKey($0) } ?? .null),
            ("peerCertificates", .array(negotiated.peerCertificates.map { certificate($0) })),
        ]
    }

    private func publicKey(_ encoded: [UInt8]) -> JSONValue {
        .object([("sha256", .string(digest(encoded))), ("data", .string(Data(encoded).base64EncodedString()))])
    }

    private func digest(_ encoded: [UInt8]) -> String {
        SHA256.digest(of: encoded.span).span.hexadecimal
    }

    private func certificate(_ encoded: [UInt8]) -> JSONValue {
        let summary = summary(encoded)
        return .object([
            ("subject", JSONValue(summary?.subject)),
            ("issuer", JSONValue(summary?.issuer)),
            ("notBefore", JSONValue(summary?.start)),
            ("notAfter", JSONValue(summary?.end)),
            ("data", .string(Data(encoded).base64EncodedString())),
        ])
    }
}

/// What a certificate says of itself; nil where it is none.
private func summary(_ certificate: [UInt8]) -> CertificateSummary? {
    try? DefaultBackend.summary(of: certificate)
}

extension CertificateSummary {
    /// One line for people.
    fileprivate var text: String {
        let owner = subject.isEmpty ? "(no subject)" : subject
        return "\(owner), issued by \(issuer), valid \(start) to \(end)"
    }

    /// The first day of its validity, such as `2020-01-01`.
    fileprivate var start: String { Self.day(notBefore) }
    /// The last day of its validity.
    fileprivate var end: String { Self.day(notAfter) }

    private static func day(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601.year().month().day())
    }
}

/// Bytes that came from the peer as text: nothing in it can steer a terminal.
func printable(_ bytes: [UInt8]) -> String {
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\"") }) else {
        return "0x" + bytes.span.hexadecimal
    }
    return "\"" + String(decoding: bytes, as: UTF8.self) + "\""
}

extension AlertRecord {
    /// The fields of a JSON object.
    var pairs: [(key: String, value: JSONValue)] {
        [
            ("direction", .string(direction.name)),
            ("level", .string(alert.level.name)),
            ("description", .string(alert.description.name)),
            ("number", .integer(Int64(alert.description.rawValue))),
            ("phase", .string(phase.name)),
        ]
    }
}
