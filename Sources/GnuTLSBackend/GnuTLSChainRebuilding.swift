#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

extension GnuTLSCertificate: ChainCertificate {
    /// The name as it stands in the certificate, and SHA-256 of the key.
    ///
    /// The corresponding C functions are `gnutls_x509_crt_get_raw_dn` and `gnutls_x509_crt_get_key_id`.
    var identity: [UInt8] {
        var name = unsafe gnutls_datum_t()
        guard unsafe gnutls_x509_crt_get_raw_dn(handle, &name) >= 0 else { return [] }
        defer { unsafe secsock_gnutls_free(name.data) }
        var digest = [UInt8](repeating: 0, count: SHA256.digestSize)
        var count = digest.count
        let flags = CUnsignedInt(GNUTLS_KEYID_USE_SHA256.rawValue)
        guard unsafe gnutls_x509_crt_get_key_id(handle, flags, &digest, &count) >= 0 else { return [] }
        return unsafe name.copied + digest
    }

    var isSelfSigned: Bool { unsafe gnutls_x509_crt_check_issuer(handle, handle) != 0 }

    /// The signature is looked at, and dates and the strength of keys are not: the peer judges them.
    ///
    /// The corresponding C functions are `gnutls_x509_crt_check_issuer` and `gnutls_x509_crt_verify`.
    func isIssued(by other: GnuTLSCertificate) -> Bool {
        guard unsafe gnutls_x509_crt_check_issuer(handle, other.handle) != 0 else { return false }
        var issuer = unsafe Optional(other.handle)
        var faults: CUnsignedInt = 0
        let flags =
            GNUTLS_VERIFY_DISABLE_TIME_CHECKS.rawValue | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1.rawValue
            | GNUTLS_VERIFY_ALLOW_ANY_X509_V1_CA_CRT.rawValue
        return unsafe gnutls_x509_crt_verify(handle, &issuer, 1, flags, &faults) >= 0 && faults == 0
    }
}

/// Completes the own chain from trust anchors, whether or not peers are verified by them.
enum GnuTLSChainRebuilding {
    /// What belongs behind the chain.
    static func ancestors(
        of chain: [GnuTLSCertificate],
        _ verification: PeerVerification
    ) throws(TLSError) -> [GnuTLSCertificate] {
        let noPassword = GnuTLSPassword(nil)
        var anchors = try verification.trustAnchors.decoded(as: .trustAnchor) { (block) throws(TLSError) in
            try GnuTLSCertificate(block, noPassword)
        }
        if verification.usesSystemTrustStore { anchors += try systemAnchors() }
        return try ChainRebuilding.ancestors(of: chain) { (_) throws(TLSError) in anchors }
    }

    /// Those of the system; none on a machine without a store.
    ///
    /// The corresponding C functions are `gnutls_x509_trust_list_add_system_trust` and `gnutls_x509_trust_list_iter_get_ca`.
    private static func systemAnchors() throws(TLSError) -> [GnuTLSCertificate] {
        var list: gnutls_x509_trust_list_t?
        try unsafe check(gnutls_x509_trust_list_init(&list, 0))
        defer { unsafe gnutls_x509_trust_list_deinit(list, 1) }
        guard unsafe gnutls_x509_trust_list_add_system_trust(list, 0, 0) > 0 else { return [] }
        var anchors: [GnuTLSCertificate] = []
        var iterator: gnutls_x509_trust_list_iter_t?
        var anchor: gnutls_x509_crt_t?
        while unsafe gnutls_x509_trust_list_iter_get_ca(list, &iterator, &anchor) >= 0, let handle = unsafe anchor {
            unsafe anchors.append(GnuTLSCertificate(owning: handle))
        }
        return anchors
    }
}
#endif
