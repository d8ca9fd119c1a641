#if GnuTLS
internal import CGnuTLS
public import SecureSocketCore

/// Owns one revocation list; immutable once it is read.
@safe public final class GnuTLSRevocationList: TLSRevocationList, @unchecked Sendable {
    private let handle: gnutls_x509_crl_t
    /// What it says.
    public let contents: RevocationListContents

    /// Takes one of the library's, and frees it where it throws.
    @unsafe init(owning handle: gnutls_x509_crl_t) throws(TLSError) {
        guard let contents = unsafe Self.read(handle) else {
            unsafe gnutls_x509_crl_deinit(handle)
            throw .system(.protocolError, .malformedCertificate, detail: "the list breaks the form of RFC 5280, 5.1")
        }
        unsafe self.handle = unsafe handle
        self.contents = contents
    }

    deinit { unsafe gnutls_x509_crl_deinit(handle) }

    /// Whether the key of `issuer` made its signature.
    ///
    /// The corresponding C function is `gnutls_x509_crl_verify`, of which nothing but that is asked.
    public func isSigned(by issuer: GnuTLSCertificate) -> Bool {
        var status: CUnsignedInt = 0
        var issuers: gnutls_x509_crt_t? = unsafe issuer.handle
        let result = unsafe gnutls_x509_crl_verify(handle, &issuers, 1, GnuTLSPath.signatureFlags, &status)
        return result >= 0 && status & GnuTLSPath.signatureFaults == 0
    }

    /// The corresponding C function is `gnutls_x509_crl_export2`.
    @unsafe private static func read(_ handle: gnutls_x509_crl_t) -> RevocationListContents? {
        var datum = unsafe gnutls_datum_t()
        guard unsafe gnutls_x509_crl_export2(handle, GNUTLS_X509_FMT_DER, &datum) >= 0 else { return nil }
        defer { unsafe secsock_gnutls_free(datum.data) }
        return unsafe RevocationListContents(datum.bytes.span)
    }
}
#endif
