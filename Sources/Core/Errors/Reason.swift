/// Why something failed, the same on every backend.
///
/// For a program to decide by: numbers of libraries differ, reasons do not.
public struct Reason: RawRepresentable, Hashable, Sendable {
    /// A number for C interfaces; stable from release to release.
    public let rawValue: UInt8

    /// The reason with this number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Nothing better is known; the detail has the library's own words.
    public static let unspecified = Reason(rawValue: 0)
    /// A value of the configuration is out of range or contradicts another.
    public static let invalidConfiguration = Reason(rawValue: 1)
    /// Bytes that were given as certificate or CRL are neither PEM nor DER of one.
    public static let malformedCertificate = Reason(rawValue: 2)
    /// Bytes that were given as a private key are neither PEM nor DER of one, or its password is missing or wrong.
    public static let malformedPrivateKey = Reason(rawValue: 3)
    /// The private key does not belong to the first certificate of the chain.
    public static let keyMismatch = Reason(rawValue: 4)
    /// After filtering by library, policy, version and credentials no cipher suite is left.
    public static let noUsableCipherSuite = Reason(rawValue: 5)
    /// The call does not fit the socket's state, such as a send before connect.
    public static let wrongState = Reason(rawValue: 6)
    /// Another thread is in a call that excludes this one.
    public static let busy = Reason(rawValue: 7)
    /// `cancel()` was called.
    public static let canceled = Reason(rawValue: 8)
    /// Nothing came in the time allowed.
    public static let timedOut = Reason(rawValue: 9)
    /// A Finished, or the binder of TLS 1.3, did not fit: the two ends most likely have different pre-shared keys.
    public static let likelyWrongKey = Reason(rawValue: 10)
    /// The name of the host has no address.
    public static let unresolvableHost = Reason(rawValue: 11)
    /// The port of the peer is closed.
    public static let connectionRefused = Reason(rawValue: 12)
    /// Another errno of the network; the code has it.
    public static let network = Reason(rawValue: 13)
    /// The datagram is longer than a record or the path takes, or than the buffer given.
    public static let messageTooLong = Reason(rawValue: 14)
    /// close_notify, or user_canceled, came where more was needed, as in a handshake.
    public static let connectionClosed = Reason(rawValue: 15)
    /// A TCP connection ended without close_notify: what was received may have been cut off.
    public static let truncatedStream = Reason(rawValue: 16)
    /// A fatal alert came; its description is the whole reason.
    public static let refusedByPeer = Reason(rawValue: 17)
    /// No cipher suite of the peer's is among the configured ones, or the server's key can serve none of those.
    public static let noCommonSuite = Reason(rawValue: 18)
    /// No protocol version of the peer's is among the configured ones.
    public static let versionRefused = Reason(rawValue: 19)
    /// No application protocol (ALPN) of the peer's is among the configured ones.
    public static let noCommonApplicationProtocol = Reason(rawValue: 20)
    /// No pre-shared key is known for the identity.
    public static let unknownPSKIdentity = Reason(rawValue: 21)
    /// The chain of the peer ends at no trust anchor, or an issuer is no CA.
    public static let unknownIssuer = Reason(rawValue: 22)
    /// A certificate of the peer's chain is not valid at this time.
    public static let expired = Reason(rawValue: 23)
    /// A certificate of the peer's chain is on a CRL.
    public static let revoked = Reason(rawValue: 24)
    /// The certificate has no subject alternative name that fits the host.
    public static let nameMismatch = Reason(rawValue: 25)
    /// Another rule of verification refused the certificate, such as its key usage or signature.
    public static let badCertificate = Reason(rawValue: 26)
    /// The other end requires a certificate and got none.
    public static let certificateRequired = Reason(rawValue: 27)
    /// Reserved for DANE, which is not there yet: records are there and none of them matches.
    public static let tlsaMismatch = Reason(rawValue: 28)
    /// A message of the peer's breaks the protocol.
    public static let malformedMessage = Reason(rawValue: 29)
    /// The backend lacks a feature that was asked for.
    public static let notSupported = Reason(rawValue: 30)
    /// What the peer sent is beyond a limit of the configuration.
    public static let limitExceeded = Reason(rawValue: 31)
    /// No group of the key exchange, or no signature scheme, of the peer's is among the configured ones.
    public static let noCommonParameter = Reason(rawValue: 32)
    /// The client began a new association from the same address, which took the place of this one (RFC 6347, 4.2.8).
    public static let replaced = Reason(rawValue: 33)

    /// The peer has no certificate or raw public key of a type that is accepted (RFC 7250, 4.2).
    public static let noCommonCertificateType = Reason(rawValue: 34)
    /// The peer's raw public key is none of the pinned ones.
    public static let unknownPublicKey = Reason(rawValue: 35)
    /// Bytes given as a public key are none.
    public static let malformedPublicKey = Reason(rawValue: 36)

    /// The name of the constant, for programs that read JSON.
    public var name: String {
        switch rawValue {
        case 0: "unspecified"
        case 1: "invalidConfiguration"
        case 2: "malformedCertificate"
        case 3: "malformedPrivateKey"
        case 4: "keyMismatch"
        case 5: "noUsableCipherSuite"
        case 6: "wrongState"
        case 7: "busy"
        case 8: "canceled"
        case 9: "timedOut"
        case 10: "likelyWrongKey"
        case 11: "unresolvableHost"
        case 12: "connectionRefused"
        case 13: "network"
        case 14: "messageTooLong"
        case 15: "connectionClosed"
        case 16: "truncatedStream"
        case 17: "refusedByPeer"
        case 18: "noCommonSuite"
        case 19: "versionRefused"
        case 20: "noCommonApplicationProtocol"
        case 21: "unknownPSKIdentity"
        case 22: "unknownIssuer"
        case 23: "expired"
        case 24: "revoked"
        case 25: "nameMismatch"
        case 26: "badCertificate"
        case 27: "certificateRequired"
        case 28: "tlsaMismatch"
        case 29: "malformedMessage"
        case 30: "notSupported"
        case 31: "limitExceeded"
        case 32: "noCommonParameter"
        case 33: "replaced"
        case 34: "noCommonCertificateType"
        case 35: "unknownPublicKey"
        case 36: "malformedPublicKey"
        default: "reason" + String(rawValue)
        }
    }

    /// One clause for people.
    public var text: String {
        switch rawValue {
        case 0: "the library gave no reason that is known here"
        case 1: "the configuration cannot be used"
        case 2: "a certificate, CRL or chain could not be read"
        case 3: "a private key could not be read"
        case 4: "the private key does not belong to the certificate"
        case 5: "none of the cipher suites can be offered"
        case 6: "the socket is not in the state for this"
        case 7: "another thread is using the socket"
        case 8: "the operation was canceled"
        case 9: "the time allowed has passed"
        case 10: "the handshake stopped where a wrong pre-shared key stops it"
        case 11: "the host name has no address"
        case 12: "nobody listens at the port"
        case 13: "the network or the system reported an error"
        case 14: "the datagram is too long"
        case 15: "the peer has closed the connection"
        case 16: "the connection ended without close_notify"
        case 17: "the peer refused, and its alert says why"
        case 18: "the two ends have no cipher suite in common"
        case 19: "the two ends have no protocol version in common"
        case 20: "the two ends have no application protocol in common"
        case 21: "the server has no key for the identity"
        case 22: "no trust anchor issued the peer's certificate"
        case 23: "the peer's certificate is expired or not yet valid"
        case 24: "the peer's certificate is revoked"
        case 25: "the peer's certificate is for another name"
        case 26: "the peer's certificate was not accepted"
        case 27: "a certificate is required and none was sent"
        case 28: "no TLSA record matches the peer's certificate"
        case 29: "the peer sent something that is no valid message"
        case 30: "this backend cannot do it"
        case 31: "the peer sent more than a limit of the configuration allows"
        case 32: "the two ends have no group or no signature scheme in common"
        case 33: "a new association of the same client took its place"
        case 34: "the two ends have no type of certificate in common"
        case 35: "the peer's public key is none of the pinned ones"
        case 36: "a public key could not be read"
        default: "reason " + String(rawValue)
        }
    }
}
