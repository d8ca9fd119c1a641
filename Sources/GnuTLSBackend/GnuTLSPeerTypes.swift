#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

/// What a peer may prove itself with, and the raw public keys (RFC 7250) that are accepted; read once, like all credentials.
struct GnuTLSPeerTypes: Sendable {
    private let types: [CertificateType]
    private let isVerified: Bool
    private let pinned: PinnedPublicKeys

    init(_ verification: PeerVerification) throws(TLSError) {
        types = verification.certificateTypes
        isVerified = verification.isEnabled
        let keys = try verification.pinnedPublicKeys.decoded(as: .publicKey) { (block) throws(TLSError) in
            let encoded = try GnuTLSPublicKey.pinned(block)
            let fault = verification.strength.keyFault(PublicKeyDescription(encoded.span))
            if let fault { throw .configuration(block.origin + ": " + fault) }
            return encoded
        }
        pinned = PinnedPublicKeys(keys)
    }

    /// Whether the peer proved itself with a raw public key; false where a certificate is left to be verified, or nothing came.
    ///
    /// Throws what is wrong, with the alert that tells the peer. `gnutls_certificate_verify_peers` of 3.7.9 knows nothing of
    /// raw public keys (-50).
    @unsafe func accept(_ presented: GnuTLSPeerCertificates, _ session: gnutls_session_t) throws(TLSError) -> Bool {
        guard let presented = presented.encoded.first else { return false }
        let type = unsafe GnuTLSNames.certificateType(session, GNUTLS_CTYPE_PEERS)
        guard types.contains(type) else {
            // A peer that knows nothing of RFC 7250 presents a certificate, whatever was asked for.
            let wanted = types.map { $0.description }.joined(separator: " or ")
            let words = "the peer presented a " + type.description + ", and accepted is a " + wanted
            throw Self.refusal(.noCommonCertificateType, .unsupportedCertificate, words)
        }
        guard type == .rawPublicKey else { return false }
        guard !isVerified || pinned.contains(presented.span) else {
            throw Self.refusal(.unknownPublicKey, .certificateUnknown, pinned.refusal(of: presented.span))
        }
        return true
    }

    private static func refusal(_ reason: Reason, _ alert: TLSAlert.Description, _ words: String) -> TLSError {
        let error = GnuTLSFailure(GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR).error(phase: .handshake, reason: reason)
        return TLSError(
            category: error.category,
            code: error.code,
            reason: reason,
            phase: .handshake,
            sentAlert: .fatal(alert),
            detail: words
        )
    }
}
#endif
