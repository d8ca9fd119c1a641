#if GnuTLS
internal import CGnuTLS
public import SecureSocketCore

/// Owns one certificate; immutable once it is read.
@safe public final class GnuTLSCertificate: TLSCertificate, @unchecked Sendable {
    let handle: gnutls_x509_crt_t
    /// What it says.
    public let contents: CertificateContents

    /// Reads DER.
    ///
    /// The corresponding C function is `gnutls_x509_crt_import`.
    public convenience init(_ encoded: Span<UInt8>) throws(TLSError) {
        var handle: gnutls_x509_crt_t?
        try unsafe check(gnutls_x509_crt_init(&handle))
        guard let handle = unsafe handle else { throw .system(.outOfMemory, .unspecified) }
        let status = unsafe encoded.withDatum { unsafe gnutls_x509_crt_import(handle, $0, GNUTLS_X509_FMT_DER) }
        guard status >= 0 else {
            unsafe gnutls_x509_crt_deinit(handle)
            throw GnuTLSFailure(status).error(phase: .setup, reason: .malformedCertificate, detail: "certificate")
        }
        try unsafe self.init(owning: handle, encoded)
    }

    /// Takes one of the library's, and frees it where it throws.
    ///
    /// The corresponding C function is `gnutls_x509_crt_export2`.
    @unsafe convenience init(owning handle: gnutls_x509_crt_t) throws(TLSError) {
        var datum = unsafe gnutls_datum_t()
        let status = unsafe gnutls_x509_crt_export2(handle, GNUTLS_X509_FMT_DER, &datum)
        defer { unsafe secsock_gnutls_free(datum.data) }
        guard status >= 0 else {
            unsafe gnutls_x509_crt_deinit(handle)
            throw GnuTLSFailure(status).error(phase: .setup, reason: .malformedCertificate, detail: "certificate")
        }
        try unsafe self.init(owning: handle, datum.bytes.span)
    }

    /// Takes one of the library's whose DER is known, and frees it where it throws.
    @unsafe private init(owning handle: gnutls_x509_crt_t, _ encoded: Span<UInt8>) throws(TLSError) {
        guard let contents = CertificateContents(encoded) else {
            unsafe gnutls_x509_crt_deinit(handle)
            throw .system(
                .protocolError,
                .malformedCertificate,
                detail: "the certificate breaks the form of RFC 5280, 4.1"
            )
        }
        unsafe self.handle = unsafe handle
        self.contents = contents
    }

    deinit { unsafe gnutls_x509_crt_deinit(handle) }

    /// Whether the key of `issuer` made its signature.
    ///
    /// The corresponding C function is `gnutls_x509_crt_verify`, of which nothing but that is asked.
    public func isSigned(by issuer: GnuTLSCertificate) -> Bool {
        var status: CUnsignedInt = 0
        var issuers: gnutls_x509_crt_t? = unsafe issuer.handle
        let result = unsafe gnutls_x509_crt_verify(handle, &issuers, 1, GnuTLSPath.signatureFlags, &status)
        // A signature that cannot be read, or not be checked, is only "invalid", without a reason. Constraints are Core's.
        return result >= 0 && (status == 0 || status == GnuTLSPath.constraints)
    }
}

/// The certificates that the peer of a session presented, leaf first; lent by the session.
@safe struct GnuTLSPeerCertificates {
    private let list: UnsafePointer<gnutls_datum_t>?
    let count: Int

    /// Nothing.
    init() {
        unsafe list = nil
        count = 0
    }

    /// The corresponding C function is `gnutls_certificate_get_peers`.
    @unsafe init(_ session: gnutls_session_t) {
        var count: CUnsignedInt = 0
        unsafe list = unsafe gnutls_certificate_get_peers(session, &count)
        self.count = unsafe list == nil ? 0 : Int(count)
    }

    /// DER, leaf first.
    var encoded: [[UInt8]] {
        guard let list = unsafe list else { return [] }
        return (0..<count).map { index in unsafe list[index].copied }
    }

    /// Each one read.
    func certificates() throws(TLSError) -> [GnuTLSCertificate] {
        guard let list = unsafe list else { return [] }
        var found: [GnuTLSCertificate] = []
        for index in 0..<count { found.append(try unsafe GnuTLSCertificate(list[index].bytes.span)) }
        return found
    }
}
#endif
