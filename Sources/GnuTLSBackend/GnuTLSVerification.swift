#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

extension GnuTLSEngine {
    /// Verifies the certificate or the raw public key that came, while the handshake waits for the verdict.
    func verifyPeerCertificate() -> CInt {
        do throws(TLSError) {
            try verify(presented)
            return 0
        } catch {
            failure = error
            return GNUTLS_E_CERTIFICATE_ERROR
        }
    }

    /// What the peer has presented, in this handshake or in the one that a resumed session began with.
    ///
    /// GnuTLS 3.7.9 unpacks a session before it refuses to resume it, and the certificates in it stay: a client that has
    /// somebody's ticket, and then presents nothing, would pass for whom the ticket was given to.
    var presented: GnuTLSPeerCertificates {
        let isOfThisPeer = unsafe role == .client || hasPeerPresented || gnutls_session_is_resumed(session) != 0
        return unsafe isOfThisPeer ? GnuTLSPeerCertificates(session) : GnuTLSPeerCertificates()
    }

    /// Throws what is wrong, with the alert that tells the peer.
    private func verify(_ presented: GnuTLSPeerCertificates) throws(TLSError) {
        let verifier = shared.verifier
        try verifier.checkCount(presented.count, failure: Self.refusal)
        // GnuTLS 3.7.9 asks for a verdict even where a client sent no certificate and need not.
        if presented.count == 0, role == .server, !verifier.requiresClientCertificate { return }
        if try unsafe shared.peerTypes.accept(presented, session) { return }
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
