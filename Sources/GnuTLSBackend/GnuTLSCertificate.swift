#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

/// Owns one certificate that was read from DER.
@safe final class GnuTLSCertificate {
    let handle: gnutls_x509_crt_t

    /// One that is empty, for a reader.
    init(phase: Phase) throws(TLSError) {
        var handle: gnutls_x509_crt_t?
        try unsafe check(gnutls_x509_crt_init(&handle), phase: phase)
        guard let handle = unsafe handle else { throw .system(.outOfMemory, .unspecified, phase: phase) }
        unsafe self.handle = unsafe handle
    }

    /// One of the library's, which is freed with this.
    @unsafe init(owning handle: gnutls_x509_crt_t) {
        unsafe self.handle = unsafe handle
    }

    /// The corresponding C function is `gnutls_x509_crt_import`.
    convenience init(_ encoded: Span<UInt8>, phase: Phase) throws(TLSError) {
        try self.init(phase: phase)
        let status = unsafe encoded.withDatum { unsafe gnutls_x509_crt_import(handle, $0, GNUTLS_X509_FMT_DER) }
        try check(status, phase: phase, "certificate")
    }

    deinit { unsafe gnutls_x509_crt_deinit(handle) }

    /// The first and the last moment of its validity, in seconds since 1970.
    var validity: (start: Int64, end: Int64) {
        let start = unsafe gnutls_x509_crt_get_activation_time(handle)
        let end = unsafe gnutls_x509_crt_get_expiration_time(handle)
        return (Int64(start), Int64(end))
    }

    /// For display.
    var summary: CertificateSummary {
        let (start, end) = validity
        return unsafe CertificateSummary(
            subject: name(gnutls_x509_crt_get_dn3),
            issuer: name(gnutls_x509_crt_get_issuer_dn3),
            notBefore: start,
            notAfter: end
        )
    }

    /// An empty name, which GnuTLS reports as an error, is empty.
    @unsafe private func name(
        _ get: (gnutls_x509_crt_t?, UnsafeMutablePointer<gnutls_datum_t>?, CUnsignedInt) -> CInt
    ) -> String {
        var datum = unsafe gnutls_datum_t()
        guard unsafe get(handle, &datum, 0) >= 0 else { return "" }
        defer { unsafe secsock_gnutls_free(datum.data) }
        return String(decoding: unsafe datum.copied, as: UTF8.self)
    }
}
#endif
