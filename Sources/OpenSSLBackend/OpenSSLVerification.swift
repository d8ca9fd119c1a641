#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

extension OpenSSLEngine {
    /// Whether and how the peer's certificate is asked for.
    func setVerification() {
        let policy = shared.configuration.verification.clientCertificate
        let mode =
            switch (role, policy) {
            case (.client, _), (.server, .requested): SSL_VERIFY_PEER
            case (.server, .required): SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
            case (.server, .none): SSL_VERIFY_NONE
            }
        unsafe SSL_set_verify(ssl, mode, nil)
    }

    /// Verifies the certificate that came, while the handshake waits for the verdict; its fault is what the library makes the alert
    /// of.
    @unsafe func verifyPeerCertificate(_ store: OpaquePointer) -> Bool {
        do throws(TLSError) {
            guard !shared.settings.usesPreSharedKey else { throw Self.unexpectedCertificate }
            try unsafe verify(X509_STORE_CTX_get0_untrusted(store))
            unsafe X509_STORE_CTX_set_error(store, X509_V_OK)
            return true
        } catch {
            failure = error
            unsafe X509_STORE_CTX_set_error(store, Self.fault(for: error.sentAlert?.description))
            return false
        }
    }

    /// Throws what is wrong, with the alert that tells the peer.
    @unsafe private func verify(_ presented: OpaquePointer?) throws(TLSError) {
        let verifier = shared.verifier
        let count = unsafe max(0, OPENSSL_sk_num(presented))
        try verifier.checkCount(Int(count), failure: Self.refusal)
        let question = verifier.question(to: role, serverName, tlsaRecords)
        peerQuestion = question
        try verifier.verify(question, failure: Self.refusal) { () throws(TLSError) in
            var found: [OpenSSLCertificate] = []
            for index in 0..<count {
                guard let handle = unsafe OpaquePointer(OPENSSL_sk_value(presented, index)) else { continue }
                found.append(try unsafe OpenSSLCertificate(sharing: handle))
            }
            return found
        }
    }

    private static func refusal(_ reason: Reason, _ words: String) -> TLSError {
        let code = UInt16(truncatingIfNeeded: SSL_R_CERTIFICATE_VERIFY_FAILED)
        return TLSError(category: .library, code: code, reason: reason, phase: .handshake, detail: words)
    }

    /// What the library sends an alert for (`ssl_x509err2alert`).
    private static func fault(for alert: TLSAlert.Description?) -> CInt {
        switch alert {
        case .unknownCA: X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
        case .certificateExpired: X509_V_ERR_CERT_HAS_EXPIRED
        case .certificateRevoked: X509_V_ERR_CERT_REVOKED
        case .badCertificate: X509_V_ERR_CERT_REJECTED
        default: X509_V_ERR_APPLICATION_VERIFICATION
        }
    }

    /// A handshake with a pre-shared key never becomes one with certificates.
    private static var unexpectedCertificate: TLSError {
        let words = "a certificate came in a handshake that a pre-shared key is configured for"
        let error = TLSError(
            category: .library,
            code: UInt16(truncatingIfNeeded: SSL_R_UNEXPECTED_MESSAGE),
            reason: .malformedMessage,
            phase: .handshake,
            detail: words
        )
        return error.sending(.fatal(.unexpectedMessage))
    }
}
#endif
