/// A version of TLS or DTLS (IANA; the two bytes of the wire).
public struct TLSVersion: RawRepresentable, Hashable, Sendable {
    /// The two bytes of the wire, such as 0x0303.
    public let rawValue: UInt16

    /// The version with these two bytes.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// TLS 1.0, RFC 2246: broken, and never enabled unless it is named (RFC 8996).
    public static let tls10 = TLSVersion(rawValue: 0x0301)
    /// TLS 1.1, RFC 4346: broken, and never enabled unless it is named (RFC 8996).
    public static let tls11 = TLSVersion(rawValue: 0x0302)
    /// TLS 1.2, RFC 5246.
    public static let tls12 = TLSVersion(rawValue: 0x0303)
    /// TLS 1.3, RFC 8446.
    public static let tls13 = TLSVersion(rawValue: 0x0304)
    /// DTLS 1.0, RFC 4347: broken, and never enabled unless it is named (RFC 8996).
    public static let dtls10 = TLSVersion(rawValue: 0xfeff)
    /// DTLS 1.2, RFC 6347.
    public static let dtls12 = TLSVersion(rawValue: 0xfefd)

    /// `TLS 1.2`, `DTLS 1.2` and so on, or the number.
    public var name: String {
        switch self {
        case .tls10: "TLS 1.0"
        case .tls11: "TLS 1.1"
        case .tls12: "TLS 1.2"
        case .tls13: "TLS 1.3"
        case .dtls10: "DTLS 1.0"
        case .dtls12: "DTLS 1.2"
        default: "version " + String(rawValue, radix: 16)
        }
    }

    /// Whether it runs over datagrams.
    public var isDatagram: Bool { rawValue >> 8 == 0xfe }

    /// Whether it is one that RFC 8996 forbids: TLS 1.0, TLS 1.1 or DTLS 1.0.
    public var isObsolete: Bool { self == .tls10 || self == .tls11 || self == .dtls10 }
}

/// What carries the records.
public enum TransportKind: Hashable, Sendable {
    /// Datagrams that may be lost, doubled or swapped: DTLS.
    case datagram
    /// An ordered stream of bytes: TLS.
    case stream

    /// All versions that it can carry, oldest first.
    package var versions: [TLSVersion] {
        switch self {
        case .datagram: [.dtls10, .dtls12]
        case .stream: [.tls10, .tls11, .tls12, .tls13]
        }
    }

    /// The versions that a configuration has if it names none, oldest first.
    public var defaultVersions: [TLSVersion] {
        switch self {
        case .datagram: [.dtls12]
        case .stream: [.tls12, .tls13]
        }
    }
}
