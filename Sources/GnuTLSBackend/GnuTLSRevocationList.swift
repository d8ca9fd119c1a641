#if GnuTLS
internal import CGnuTLS
public import SecureSocketCore

/// Owns one revocation list; immutable once it is read.
@safe public final class GnuTLSRevocationList: TLSRevocationList, @unchecked Sendable {
    private let handle: gnutls_x509_crl_t
    /// What it says.
    public let contents: RevocationListContents

    /// Reads DER; the error names the origin of the block that it is of.
    ///
    /// What it says is read of these bytes: 3.7.9 gives a malformed list out otherwise than it took it in. The corresponding C
    /// function is `gnutls_x509_crl_import`.
    init(_ encoded: [UInt8], _ block: KeyMaterialBlock) throws(TLSError) {
        guard let contents = RevocationListContents(encoded.span) else {
            throw block.malformed("the list breaks the form of RFC 5280, 5.1")
        }
        var handle: gnutls_x509_crl_t?
        try unsafe check(gnutls_x509_crl_init(&handle))
        guard let handle = unsafe handle else { throw .system(.outOfMemory, .unspecified) }
        unsafe self.handle = unsafe handle
        self.contents = contents
        let status = unsafe encoded.span.withDatum { unsafe gnutls_x509_crl_import(handle, $0, GNUTLS_X509_FMT_DER) }
        guard status >= 0 else { throw block.malformed(GnuTLSFailure(status).text) }
    }

    deinit { unsafe gnutls_x509_crl_deinit(handle) }

    /// Whether the key of `issuer` made its signature.
    ///
    /// The corresponding C function is `gnutls_x509_crl_verify`, of which nothing but that is asked.
    public func isSigned(by issuer: GnuTLSCertificate) -> Bool {
        var status: CUnsignedInt = 0
        var issuers: gnutls_x509_crt_t? = unsafe issuer.handle
        let result = unsafe gnutls_x509_crl_verify(handle, &issuers, 1, GnuTLSPath.signatureFlags, &status)
        // A signature that cannot be read, or not be checked, is only "invalid", without a reason. Dates are Core's.
        guard result >= 0, status != GNUTLS_CERT_INVALID.rawValue else { return false }
        return status & ~(GnuTLSPath.revocationListDates | GNUTLS_CERT_INVALID.rawValue) == 0
    }
}
#endif
