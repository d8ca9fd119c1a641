extension TLSAlert {
    /// What an alert is about: IANA's registry "TLS Alerts", its names in lowerCamelCase.
    ///
    /// A number without a name here survives unchanged.
    public struct Description: RawRepresentable, Hashable, Sendable {
        /// The byte on the wire.
        public let rawValue: UInt8

        /// The description with this byte.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// The sender will send no more; RFC 8446, 6.1.
        public static let closeNotify = Description(rawValue: 0)
        /// A message that does not belong here; RFC 8446, 6.2.
        public static let unexpectedMessage = Description(rawValue: 10)
        /// A record that could not be opened; a wrong PSK in (D)TLS 1.2 shows so.
        public static let badRecordMac = Description(rawValue: 20)
        /// Reserved since TLS 1.1; RFC 5246, 7.2.2.
        public static let decryptionFailed = Description(rawValue: 21)
        /// A record longer than allowed; RFC 8446, 6.2.
        public static let recordOverflow = Description(rawValue: 22)
        /// Reserved since TLS 1.3; RFC 5246, 7.2.2.
        public static let decompressionFailure = Description(rawValue: 30)
        /// No acceptable set of parameters, such as no common cipher suite; RFC 8446, 6.2.
        public static let handshakeFailure = Description(rawValue: 40)
        /// Of SSL 3.0 only; RFC 5246, 7.2.2.
        public static let noCertificate = Description(rawValue: 41)
        /// The certificate is corrupt or was not accepted; RFC 8446, 6.2.
        public static let badCertificate = Description(rawValue: 42)
        /// A certificate of a kind that is not supported; RFC 8446, 6.2.
        public static let unsupportedCertificate = Description(rawValue: 43)
        /// The signer revoked the certificate; RFC 8446, 6.2.
        public static let certificateRevoked = Description(rawValue: 44)
        /// The certificate has expired or is not valid now; RFC 8446, 6.2.
        public static let certificateExpired = Description(rawValue: 45)
        /// Another fault of the certificate; RFC 8446, 6.2.
        public static let certificateUnknown = Description(rawValue: 46)
        /// A field that is inconsistent; a wrong PSK in TLS 1.3 may show so; RFC 8446, 6.2.
        public static let illegalParameter = Description(rawValue: 47)
        /// No known trust anchor issued the certificate; RFC 8446, 6.2.
        public static let unknownCA = Description(rawValue: 48)
        /// A valid certificate or PSK, but access is refused; RFC 8446, 6.2.
        public static let accessDenied = Description(rawValue: 49)
        /// A message that could not be decoded; RFC 8446, 6.2.
        public static let decodeError = Description(rawValue: 50)
        /// A handshake message failed its check, such as a Finished made with a wrong key; RFC 8446, 6.2.
        public static let decryptError = Description(rawValue: 51)
        /// Too many connection IDs asked for; RFC 9147, 9.
        public static let tooManyCIDsRequested = Description(rawValue: 52)
        /// Reserved since TLS 1.0; RFC 5246, 7.2.2.
        public static let exportRestriction = Description(rawValue: 60)
        /// The version is not supported; RFC 8446, 6.2.
        public static let protocolVersion = Description(rawValue: 70)
        /// The server wants stronger parameters; RFC 8446, 6.2.
        public static let insufficientSecurity = Description(rawValue: 71)
        /// A fault that is not the peer's; RFC 8446, 6.2.
        public static let internalError = Description(rawValue: 80)
        /// A retry with a lower version; RFC 7507.
        public static let inappropriateFallback = Description(rawValue: 86)
        /// The user canceled the handshake; RFC 8446, 6.1.
        public static let userCanceled = Description(rawValue: 90)
        /// No renegotiation; RFC 5246, 7.2.2.
        public static let noRenegotiation = Description(rawValue: 100)
        /// A mandatory extension is missing; RFC 8446, 6.2.
        public static let missingExtension = Description(rawValue: 109)
        /// An extension that was not offered; RFC 8446, 6.2.
        public static let unsupportedExtension = Description(rawValue: 110)
        /// No certificate at the URL; RFC 6066, 9.
        public static let certificateUnobtainable = Description(rawValue: 111)
        /// No server of that name; RFC 6066, 3.
        public static let unrecognizedName = Description(rawValue: 112)
        /// An unusable OCSP response; RFC 6066, 8.
        public static let badCertificateStatusResponse = Description(rawValue: 113)
        /// A certificate URL's hash does not fit; RFC 6066, 5.
        public static let badCertificateHashValue = Description(rawValue: 114)
        /// The server knows no key for the identity; RFC 4279, 2.
        public static let unknownPSKIdentity = Description(rawValue: 115)
        /// The client sent no certificate; RFC 8446, 6.2.
        public static let certificateRequired = Description(rawValue: 116)
        /// No common application protocol; RFC 7301, 3.2.
        public static let noApplicationProtocol = Description(rawValue: 120)

        /// IANA's name, such as `unknown_ca`, or `alert N` for a number without one.
        public var name: String {
            switch rawValue {
            case 0: "close_notify"
            case 10: "unexpected_message"
            case 20: "bad_record_mac"
            case 21: "decryption_failed"
            case 22: "record_overflow"
            case 30: "decompression_failure"
            case 40: "handshake_failure"
            case 41: "no_certificate"
            case 42: "bad_certificate"
            case 43: "unsupported_certificate"
            case 44: "certificate_revoked"
            case 45: "certificate_expired"
            case 46: "certificate_unknown"
            case 47: "illegal_parameter"
            case 48: "unknown_ca"
            case 49: "access_denied"
            case 50: "decode_error"
            case 51: "decrypt_error"
            case 52: "too_many_cids_requested"
            case 60: "export_restriction"
            case 70: "protocol_version"
            case 71: "insufficient_security"
            case 80: "internal_error"
            case 86: "inappropriate_fallback"
            case 90: "user_canceled"
            case 100: "no_renegotiation"
            case 109: "missing_extension"
            case 110: "unsupported_extension"
            case 111: "certificate_unobtainable"
            case 112: "unrecognized_name"
            case 113: "bad_certificate_status_response"
            case 114: "bad_certificate_hash_value"
            case 115: "unknown_psk_identity"
            case 116: "certificate_required"
            case 120: "no_application_protocol"
            default: "alert " + String(rawValue)
            }
        }
    }
}
