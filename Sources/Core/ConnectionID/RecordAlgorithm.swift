/// The ciphers of records that Core itself can make and open: the AEADs of (D)TLS 1.2.
public enum RecordAlgorithm: UInt8, Hashable, Sendable, CaseIterable {
    /// AES-128 in CCM with a tag of 8 bytes (RFC 6655).
    case aes128CCM8
    /// AES-256 in CCM with a tag of 8 bytes (RFC 6655).
    case aes256CCM8
    /// AES-128 in CCM (RFC 6655).
    case aes128CCM
    /// AES-256 in CCM (RFC 6655).
    case aes256CCM
    /// AES-128 in GCM (RFC 5288).
    case aes128GCM
    /// AES-256 in GCM (RFC 5288).
    case aes256GCM
    /// ChaCha20-Poly1305 (RFC 7905).
    case chacha20Poly1305

    /// The one of a suite; nil where it has another cipher.
    public init?(_ suite: CipherSuite) {
        switch suite.cipher {
        case .aes128CCM8: self = .aes128CCM8
        case .aes256CCM8: self = .aes256CCM8
        case .aes128CCM: self = .aes128CCM
        case .aes256CCM: self = .aes256CCM
        case .aes128GCM: self = .aes128GCM
        case .aes256GCM: self = .aes256GCM
        case .chacha20Poly1305: self = .chacha20Poly1305
        default: return nil
        }
    }

    /// How many bytes a key has.
    public var keyLength: Int {
        switch self {
        case .aes128CCM8, .aes128CCM, .aes128GCM: 16
        case .aes256CCM8, .aes256CCM, .aes256GCM, .chacha20Poly1305: 32
        }
    }

    /// How many bytes a tag has.
    public var tagLength: Int {
        switch self {
        case .aes128CCM8, .aes256CCM8: 8
        case .aes128CCM, .aes256CCM, .aes128GCM, .aes256GCM, .chacha20Poly1305: 16
        }
    }

    /// How many bytes each nonce has.
    public static let nonceLength = 12

    /// How many bytes of a nonce stand in the record; those of ChaCha20-Poly1305 follow from its number.
    var explicitNonceLength: Int { self == .chacha20Poly1305 ? 0 : 8 }

    /// How many bytes of a nonce come out of the handshake.
    var implicitNonceLength: Int { Self.nonceLength - explicitNonceLength }

    /// How many bytes of key material both directions take (RFC 5246, 6.3).
    public var keyBlockLength: Int { 2 * (keyLength + implicitNonceLength) }
}
