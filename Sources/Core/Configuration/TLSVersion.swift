/// A version of TLS or DTLS (IANA; the two bytes of the wire).
public struct TLSVersion: RawRepresentable, Hashable, Sendable {
    /// The two bytes of the wire, such as 0x0303.
    public let rawValue: UInt16

    /// The version with these two bytes.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// TLS 1.2, RFC 5246.
    public static let tls12 = TLSVersion(rawValue: 0x0303)
    /// TLS 1.3, RFC 8446.
    public static let tls13 = TLSVersion(rawValue: 0x0304)
    /// DTLS 1.2, RFC 6347.
    public static let dtls12 = TLSVersion(rawValue: 0xfefd)

    /// `TLS 1.2`, `TLS 1.3`, `DTLS 1.2`, or the number.
    public var name: String {
        switch self {
        case .tls12: "TLS 1.2"
        case .tls13: "TLS 1.3"
        case .dtls12: "DTLS 1.2"
        default: "version " + String(rawValue, radix: 16)
        }
    }

    /// Whether it runs over datagrams.
    public var isDatagram: Bool { rawValue >> 8 == 0xfe }
}

/// What carries the records.
public enum TransportKind: Hashable, Sendable {
    /// Datagrams that may be lost, doubled or swapped: DTLS.
    case datagram
    /// An ordered stream of bytes: TLS.
    case stream

    /// The versions that a configuration has if it names none, oldest first.
    public var defaultVersions: [TLSVersion] {
        switch self {
        case .datagram: [.dtls12]
        case .stream: [.tls12, .tls13]
        }
    }
}
