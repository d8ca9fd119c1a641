#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

/// Meets every C status in the statement that made it: negative ones become an error.
func check(_ status: CInt, phase: Phase = .setup, _ detail: String = "") throws(TLSError) {
    guard status < 0 else { return }
    throw GnuTLSFailure(status).error(phase: phase, detail: detail)
}

/// A status of GnuTLS with what it means: the reason, and the alert that the peer is to get.
struct GnuTLSFailure {
    let status: CInt

    init(_ status: CInt) {
        self.status = status
    }

    /// The error for the caller.
    func error(phase: Phase, reason: Reason? = nil, detail: String = "") -> TLSError {
        let code = UInt16(truncatingIfNeeded: -Int(status))
        let words = detail.isEmpty ? text : detail + ": " + text
        return TLSError(category: .library, code: code, reason: reason ?? self.reason, phase: phase, detail: words)
    }

    /// The library's own words.
    ///
    /// The corresponding C function is `gnutls_strerror`.
    var text: String {
        guard let words = unsafe gnutls_strerror(status) else { return "GnuTLS \(status)" }
        return unsafe String(cString: words)
    }

    /// Why, in terms that other backends share.
    var reason: Reason {
        switch status {
        case GNUTLS_E_NO_CIPHER_SUITES, GNUTLS_E_UNKNOWN_CIPHER_SUITE, GNUTLS_E_INSUFFICIENT_CREDENTIALS:
            .noCommonSuite
        case GNUTLS_E_NO_COMMON_KEY_SHARE, GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM: .noCommonParameter
        case GNUTLS_E_UNSUPPORTED_VERSION_PACKET: .versionRefused
        case GNUTLS_E_UNSUPPORTED_CERTIFICATE_TYPE: .noCommonCertificateType
        case GNUTLS_E_NO_APPLICATION_PROTOCOL: .noCommonApplicationProtocol
        case GNUTLS_E_NO_CERTIFICATE_FOUND, GNUTLS_E_CERTIFICATE_REQUIRED: .certificateRequired
        case GNUTLS_E_CERTIFICATE_ERROR, GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR: .badCertificate
        case GNUTLS_E_CERTIFICATE_KEY_MISMATCH: .keyMismatch
        case GNUTLS_E_LARGE_PACKET: .messageTooLong
        case GNUTLS_E_HANDSHAKE_TOO_LARGE: .limitExceeded
        case GNUTLS_E_PREMATURE_TERMINATION: .truncatedStream
        case GNUTLS_E_MEMORY_ERROR, GNUTLS_E_INTERNAL_ERROR: .unspecified
        case GNUTLS_E_TIMEDOUT: .timedOut
        default: isMessageFault ? .malformedMessage : .unspecified
        }
    }

    /// The alert that tells the peer.
    ///
    /// The corresponding C function is `gnutls_error_to_alert`, but for what it gets wrong.
    func alert(for version: TLSVersion?) -> TLSAlert {
        switch reason {
        case .noCommonSuite, .noCommonParameter: return .fatal(.handshakeFailure)
        case .versionRefused: return .fatal(.protocolVersion)
        case .noCommonApplicationProtocol: return .fatal(.noApplicationProtocol)
        case .certificateRequired: return .fatal(version == .tls13 ? .certificateRequired : .handshakeFailure)
        default: break
        }
        var level: CInt = 0
        let description = unsafe gnutls_error_to_alert(status, &level)
        guard description >= 0 else { return .fatal(.internalError) }
        return .fatal(TLSAlert.Description(rawValue: UInt8(truncatingIfNeeded: description)))
    }

    /// Whether the library has an alert of its own for it, which it has for what peers do wrong.
    private var isMessageFault: Bool {
        var level: CInt = 0
        let description = unsafe gnutls_error_to_alert(status, &level)
        return description >= 0 && description != CInt(GNUTLS_A_INTERNAL_ERROR.rawValue)
    }
}
#endif
