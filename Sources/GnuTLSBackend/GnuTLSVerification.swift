#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

extension GnuTLSEngine {
    /// Verifies the certificate or the raw public key that came, while the handshake waits for the verdict.
    func verifyPeerCertificate() -> CInt {
        do throws(TLSError) {
            try unsafe verify(GnuTLSPeerCertificates(session))
            return 0
        } catch {
            failure = error
            return GNUTLS_E_CERTIFICATE_ERROR
        }
    }

    /// Throws what is wrong, with the alert that tells the peer.
    private func verify(_ presented: GnuTLSPeerCertificates) throws(TLSError) {
        let verifier = shared.verifier
        try verifier.checkCount(presented.count, failure: Self.refusal)
        // GnuTLS 3.7.9 asks for a verdict even where a client sent no certificate and need not.
        if presented.count == 0, role == .server, !verifier.requiresClientCertificate { return }
        if try unsafe shared.peerTypes.accept(session) { return }
        let question = verifier.question(to: role, serverName, tlsaRecords)
        peerQuestion = question
        try verifier.verify(question, failure: Self.refusal) { () throws(TLSError) in try presented.certificates() }
    }

    private static func refusal(_ reason: Reason, _ words: String) -> TLSError {
        let code = UInt16(-GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
        return TLSError(category: .library, code: code, reason: reason, phase: .handshake, detail: words)
    }
}
#endif
