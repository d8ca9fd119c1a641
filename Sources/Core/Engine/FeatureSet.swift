/// What a backend can do, asked at run time.
public struct FeatureSet: OptionSet, Hashable, Sendable {
    /// One bit a feature.
    public let rawValue: UInt64

    /// The set of these bits.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// DTLS 1.2.
    public static let dtls12 = FeatureSet(rawValue: 1 << 0)
    /// TLS 1.2.
    public static let tls12 = FeatureSet(rawValue: 1 << 1)
    /// TLS 1.3.
    public static let tls13 = FeatureSet(rawValue: 1 << 2)
    /// Pre-shared keys in (D)TLS 1.2.
    public static let preSharedKeys = FeatureSet(rawValue: 1 << 3)
    /// External pre-shared keys in TLS 1.3.
    public static let preSharedKeysTLS13 = FeatureSet(rawValue: 1 << 4)
    /// Identities of pre-shared keys that contain a byte of value 0.
    public static let binaryIdentities = FeatureSet(rawValue: 1 << 5)
    /// X.509 certificates.
    public static let certificates = FeatureSet(rawValue: 1 << 6)
    /// Certificate revocation lists.
    public static let revocationLists = FeatureSet(rawValue: 1 << 7)
    /// A clock of the caller's for validity periods.
    public static let suppliedClock = FeatureSet(rawValue: 1 << 8)
    /// Application protocols (ALPN).
    public static let applicationProtocols = FeatureSet(rawValue: 1 << 9)
    /// Alerts of both directions with level and description.
    public static let alerts = FeatureSet(rawValue: 1 << 10)
    /// Server with stateless cookies.
    public static let cookies = FeatureSet(rawValue: 1 << 11)
    /// A key log.
    public static let keyLog = FeatureSet(rawValue: 1 << 12)

    /// Groups and signature schemes of the caller's choice.
    public static let parameterChoice = FeatureSet(rawValue: 1 << 13)
    /// TLS 1.0, where it is named.
    public static let tls10 = FeatureSet(rawValue: 1 << 14)
    /// TLS 1.1, where it is named.
    public static let tls11 = FeatureSet(rawValue: 1 << 15)
    /// DTLS 1.0, where it is named.
    public static let dtls10 = FeatureSet(rawValue: 1 << 16)
    /// A client's hello has the configured suites only; without it the hello may have more, and an answer with one of those is refused.
    public static let exactSuiteOffer = FeatureSet(rawValue: 1 << 17)
    /// The configured groups are those of DHE suites too, before TLS 1.3.
    public static let finiteFieldChoice = FeatureSet(rawValue: 1 << 18)
    /// Alerts of this library's own choice, also once the association encrypts.
    public static let chosenAlerts = FeatureSet(rawValue: 1 << 19)
    /// An association outlives any number of warnings, no_renegotiation included.
    public static let toleratedWarnings = FeatureSet(rawValue: 1 << 20)
    /// A flight is repeated as often as the time-outs of the handshake allow; without it 12 times without an answer in between at most.
    public static let unlimitedRepetition = FeatureSet(rawValue: 1 << 21)
    /// Resumption of sessions by id in (D)TLS 1.2.
    public static let sessionIdentifiers = FeatureSet(rawValue: 1 << 24)
    /// Resumption of sessions by ticket.
    public static let sessionTickets = FeatureSet(rawValue: 1 << 25)
    /// Connection IDs of DTLS 1.2 (RFC 9146), and associations that are restored without a handshake.
    public static let connectionIDs = FeatureSet(rawValue: 1 << 26)

    /// Raw public keys in place of certificates (RFC 7250), of either end.
    public static let rawPublicKeys = FeatureSet(rawValue: 1 << 22)
    /// Certificates and keys on PKCS#11 tokens, by their URLs (RFC 7512).
    public static let pkcs11 = FeatureSet(rawValue: 1 << 23)

    /// Every feature with its name, in the order of a table for people.
    public static let all: [(feature: FeatureSet, name: String)] = [
        (.dtls12, "DTLS 1.2"),
        (.tls12, "TLS 1.2"),
        (.tls13, "TLS 1.3"),
        (.preSharedKeys, "Pre-shared keys in (D)TLS 1.2"),
        (.preSharedKeysTLS13, "External pre-shared keys in TLS 1.3"),
        (.binaryIdentities, "PSK identities of any bytes"),
        (.certificates, "X.509 certificates"),
        (.rawPublicKeys, "Raw public keys (RFC 7250)"),
        (.revocationLists, "Certificate revocation lists"),
        (.suppliedClock, "Supplied clock for validity periods"),
        (.applicationProtocols, "Application protocols (ALPN)"),
        (.alerts, "Alerts in both directions"),
        (.cookies, "Stateless DTLS cookies"),
        (.keyLog, "Key log"),
        (.parameterChoice, "Choice of groups and signatures"),
        (.dtls10, "DTLS 1.0, if named"),
        (.tls10, "TLS 1.0, if named"),
        (.tls11, "TLS 1.1, if named"),
        (.exactSuiteOffer, "Hello with configured suites only"),
        (.finiteFieldChoice, "Choice of groups for DHE in TLS 1.2"),
        (.chosenAlerts, "Alerts of one's own after the handshake"),
        (.toleratedWarnings, "Warnings end no association"),
        (.connectionIDs, "Connection IDs (RFC 9146)"),
        (.unlimitedRepetition, "Repetitions as the time-outs allow"),
        (.sessionIdentifiers, "Resumption by session id in (D)TLS 1.2"),
        (.sessionTickets, "Resumption by session ticket"),
        (.pkcs11, "Keys on PKCS#11 tokens"),
    ]
}
