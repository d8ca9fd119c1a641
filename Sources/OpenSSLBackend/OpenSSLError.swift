#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

/// Meets every C status in the statement that made it: what is not 1 becomes an error.
func check(_ status: CInt, phase: Phase = .setup, _ detail: String = "") throws(TLSError) {
    guard status != 1 else { return }
    throw OpenSSLFailure.takeError(phase: phase, detail)
}

/// An error of OpenSSL's with what it means.
struct OpenSSLFailure {
    /// The packed number of the library's queue of errors.
    let number: CUnsignedLong

    init(_ number: CUnsignedLong) {
        self.number = number
    }

    /// Empties the thread's queue of errors before a call that may fill it.
    ///
    /// It nearly always is empty, and OpenSSL 3.0 takes 840 instructions to empty it all the same. The corresponding C function is
    /// `ERR_clear_error`.
    static func clear() {
        if ERR_peek_error() != 0 { ERR_clear_error() }
    }

    /// The oldest error of the thread's queue that is one of TLS, else the oldest; the queue is emptied.
    ///
    /// What lies below TLS only says that a cipher failed. The corresponding C function is `ERR_get_error`.
    static func take() -> OpenSSLFailure {
        let oldest = ERR_get_error()
        var number = oldest
        while number != 0, ERR_GET_LIB(number) != ERR_LIB_SSL { number = ERR_get_error() }
        ERR_clear_error()
        return OpenSSLFailure(number == 0 ? oldest : number)
    }

    /// The error of a call that has just failed.
    static func takeError(phase: Phase, _ detail: String = "") -> TLSError {
        take().error(phase: phase, detail: detail)
    }

    /// The error for the caller; its code is the library's reason code.
    func error(phase: Phase, reason: Reason? = nil, detail: String = "") -> TLSError {
        let words = detail.isEmpty ? text : detail + ": " + text
        return TLSError(category: .library, code: code, reason: reason ?? self.reason, phase: phase, detail: words)
    }

    /// The reason code, 0 where the queue was empty.
    var code: UInt16 { UInt16(truncatingIfNeeded: ERR_GET_REASON(number)) }

    /// The library's own words.
    ///
    /// The corresponding C function is `ERR_reason_error_string`.
    var text: String {
        guard number != 0 else { return "OpenSSL gave no reason" }
        guard let words = unsafe ERR_reason_error_string(number) else { return "OpenSSL's internal error \(code)" }
        return unsafe String(cString: words)
    }

    /// Why, in terms that other backends share.
    var reason: Reason {
        guard ERR_GET_LIB(number) == ERR_LIB_SSL else { return .unspecified }
        return switch ERR_GET_REASON(number) {
        case SSL_R_NO_SHARED_CIPHER, SSL_R_UNKNOWN_CIPHER_RETURNED, SSL_R_WRONG_CIPHER_RETURNED,
            SSL_R_NO_CIPHERS_AVAILABLE:
            .noCommonSuite
        case SSL_R_LIBRARY_HAS_NO_CIPHERS, SSL_R_NO_CIPHER_MATCH: .noUsableCipherSuite
        case SSL_R_NO_SUITABLE_KEY_SHARE, SSL_R_NO_SHARED_GROUPS, SSL_R_NO_SUITABLE_GROUPS, SSL_R_WRONG_CURVE,
            SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS, SSL_R_WRONG_SIGNATURE_TYPE:
            .noCommonParameter
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_VERSION_TOO_HIGH, SSL_R_WRONG_SSL_VERSION,
            SSL_R_NO_PROTOCOLS_AVAILABLE, SSL_R_UNKNOWN_PROTOCOL, SSL_R_BAD_PROTOCOL_VERSION_NUMBER:
            .versionRefused
        case SSL_R_NO_APPLICATION_PROTOCOL: .noCommonApplicationProtocol
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: .certificateRequired
        case SSL_R_CERTIFICATE_VERIFY_FAILED, SSL_R_EE_KEY_TOO_SMALL, SSL_R_CA_KEY_TOO_SMALL, SSL_R_CA_MD_TOO_WEAK:
            .badCertificate
        case SSL_R_PSK_IDENTITY_NOT_FOUND: .unknownPSKIdentity
        case SSL_R_EXCESSIVE_MESSAGE_SIZE: .limitExceeded
        case SSL_R_READ_TIMEOUT_EXPIRED: .timedOut
        case CInt(ERR_R_MALLOC_FAILURE), CInt(ERR_R_INTERNAL_ERROR): .unspecified
        default: .malformedMessage
        }
    }

    /// Whether it is what a Finished or a binder made with another key fails with, in (D)TLS 1.2 and in TLS 1.3.
    var isKeyFault: Bool {
        guard ERR_GET_LIB(number) == ERR_LIB_SSL else { return false }
        return switch ERR_GET_REASON(number) {
        case SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, SSL_R_DIGEST_CHECK_FAILED, SSL_R_BINDER_DOES_NOT_VERIFY: true
        default: false
        }
    }
}
#endif
