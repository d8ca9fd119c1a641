#if GnuTLS
internal import CGnuTLS
public import SecureSocketCore

/// What the library makes of a path that Core found.
enum GnuTLSPath {
    /// Times are Core's, and so is what else the library has rules for.
    ///
    /// A certificate that is its own issuer by name only would pass whatever its signature is, since it is in the list of those
    /// that are trusted here.
    static let signatureFlags: CUnsignedInt =
        pathFlags | GNUTLS_VERIFY_DISABLE_CA_SIGN.rawValue | GNUTLS_VERIFY_DO_NOT_ALLOW_SAME.rawValue | brokenFlags

    /// What the library says of the dates of a revocation list, whatever the flags are.
    static let revocationListDates =
        GNUTLS_CERT_REVOCATION_DATA_SUPERSEDED.rawValue | GNUTLS_CERT_REVOCATION_DATA_ISSUED_IN_FUTURE.rawValue

    /// What the library says where the issuer's constraints are not kept, and nothing else is wrong.
    static let constraints = CUnsignedInt(
        GNUTLS_CERT_INVALID.rawValue | GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE.rawValue
    )

    private static let pathFlags =
        GNUTLS_VERIFY_DISABLE_TIME_CHECKS.rawValue | GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS.rawValue
        | GNUTLS_VERIFY_DISABLE_CRL_CHECKS.rawValue

    /// The corresponding C macro is `GNUTLS_VERIFY_ALLOW_BROKEN`.
    private static let brokenFlags =
        GNUTLS_VERIFY_ALLOW_SIGN_RSA_MD2.rawValue | GNUTLS_VERIFY_ALLOW_SIGN_RSA_MD5.rawValue
        | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1.rawValue

    /// The corresponding C function is `gnutls_x509_crt_list_verify`.
    static func objection(to path: [GnuTLSCertificate], _ strength: CertificateStrength) -> String? {
        guard let anchor = path.last else { return "there is no certificate" }
        let flags = strength.allowsCollidingDigests ? pathFlags | brokenFlags : pathFlags
        let below = path.count > 1 ? path.dropLast() : path[...]
        let chain: [gnutls_x509_crt_t?] = unsafe below.map { unsafe $0.handle }
        let anchors: [gnutls_x509_crt_t?] = unsafe [anchor.handle]
        var status: CUnsignedInt = 0
        let result = unsafe gnutls_x509_crt_list_verify(
            chain,
            CUnsignedInt(chain.count),
            anchors,
            1,
            nil,
            0,
            flags,
            &status
        )
        guard result >= 0 else { return GnuTLSFailure(result).text }
        return status == 0 ? nil : text(status)
    }

    /// The library's sentences.
    ///
    /// The corresponding C function is `gnutls_certificate_verification_status_print`.
    private static func text(_ status: CUnsignedInt) -> String {
        var datum = unsafe gnutls_datum_t()
        let result = unsafe gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &datum, 0)
        guard result >= 0 else { return "status \(status)" }
        let bytes = unsafe datum.copied
        unsafe secsock_gnutls_free(datum.data)
        let words = String(decoding: bytes, as: UTF8.self)
        return words.last == " " ? String(words.dropLast()) : words
    }
}

extension GnuTLSBackend: CertificateLibrary {
    /// A certificate that GnuTLS has read.
    public typealias Certificate = GnuTLSCertificate
    /// A revocation list that GnuTLS has read.
    public typealias RevocationList = GnuTLSRevocationList
    /// The machine's store, where GnuTLS looks for it.
    public typealias SystemTrust = GnuTLSSystemTrust

    /// Reads one certificate of a configuration; a token asks no PIN for it.
    public static func certificate(_ block: KeyMaterialBlock) throws(TLSError) -> GnuTLSCertificate {
        try GnuTLSCertificate(block, GnuTLSPassword(nil))
    }

    /// Reads one revocation list of a configuration.
    public static func revocationList(_ block: KeyMaterialBlock) throws(TLSError) -> GnuTLSRevocationList {
        try GnuTLSRevocationList(block)
    }

    /// What GnuTLS has against a path.
    public static func objection(to path: [GnuTLSCertificate], _ strength: CertificateStrength) -> String? {
        GnuTLSPath.objection(to: path, strength)
    }
}
#endif
