#if GnuTLS
internal import CGnuTLS
public import SecureSocketCore

/// Owns one revocation list; immutable once it is read.
@safe public final class GnuTLSRevocationList: TLSRevocationList, @unchecked Sendable {
    private let handle: gnutls_x509_crl_t
    /// What it says besides whom it revokes.
    public let contents: RevocationListContents
    /// When which serial number was revoked: the library would look through all of them each time.
    private let revoked: [[UInt8]: Int64]

    /// Takes one of the library's, and frees it where it throws.
    @unsafe init(owning handle: gnutls_x509_crl_t) throws(TLSError) {
        guard let contents = unsafe Self.read(handle), let revoked = unsafe Self.entries(handle) else {
            unsafe gnutls_x509_crl_deinit(handle)
            throw .system(.protocolError, .malformedCertificate, detail: "the list breaks the form of RFC 5280, 5.1")
        }
        unsafe self.handle = unsafe handle
        self.contents = contents
        self.revoked = revoked
    }

    deinit { unsafe gnutls_x509_crl_deinit(handle) }

    /// For display.
    public var issuerText: String {
        var datum = unsafe gnutls_datum_t()
        guard unsafe gnutls_x509_crl_get_issuer_dn3(handle, &datum, 0) >= 0 else { return "" }
        defer { unsafe secsock_gnutls_free(datum.data) }
        return CertificateSummary.printable(String(decoding: unsafe datum.copied, as: UTF8.self))
    }

    /// When a certificate of its issuer's was revoked.
    public func revocationTime(of serialNumber: [UInt8]) -> Int64? { revoked[serialNumber] }

    /// Whether the key of `issuer` made its signature.
    ///
    /// The corresponding C function is `gnutls_x509_crl_verify`, of which nothing but that is asked.
    public func isSigned(by issuer: GnuTLSCertificate) -> Bool {
        var status: CUnsignedInt = 0
        var issuers: gnutls_x509_crt_t? = unsafe issuer.handle
        let result = unsafe gnutls_x509_crl_verify(handle, &issuers, 1, GnuTLSPath.signatureFlags, &status)
        return result >= 0 && status & GnuTLSPath.signatureFaults == 0
    }

    /// The corresponding C functions are `gnutls_x509_crl_export2`, `gnutls_x509_crl_get_this_update` and
    /// `gnutls_x509_crl_get_next_update`.
    @unsafe private static func read(_ handle: gnutls_x509_crl_t) -> RevocationListContents? {
        var datum = unsafe gnutls_datum_t()
        guard unsafe gnutls_x509_crl_export2(handle, GNUTLS_X509_FMT_DER, &datum) >= 0 else { return nil }
        defer { unsafe secsock_gnutls_free(datum.data) }
        let start = unsafe gnutls_x509_crl_get_this_update(handle)
        let next = unsafe gnutls_x509_crl_get_next_update(handle)
        let nextUpdate = next < 0 ? nil : Int64(next)
        return unsafe RevocationListContents(datum.bytes.span, thisUpdate: Int64(start), nextUpdate: nextUpdate)
    }

    /// The corresponding C function is `gnutls_x509_crl_iter_crt_serial`.
    @unsafe private static func entries(_ handle: gnutls_x509_crl_t) -> [[UInt8]: Int64]? {
        let longestNumber = 128
        var entries: [[UInt8]: Int64] = [:]
        var iterator: gnutls_x509_crl_iter_t?
        defer { unsafe gnutls_x509_crl_iter_deinit(iterator) }
        while true {
            var number = [UInt8](repeating: 0, count: longestNumber)
            var (size, time) = (number.count, time_t())
            let status = unsafe gnutls_x509_crl_iter_crt_serial(handle, &iterator, &number, &size, &time)
            if status == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE { return entries }
            guard status >= 0 else { return nil }
            entries[Array(number.prefix(size))] = Int64(time)
        }
    }
}
#endif
