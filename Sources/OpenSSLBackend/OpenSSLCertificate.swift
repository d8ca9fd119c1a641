#if OpenSSL
internal import COpenSSL
public import SecureSocketCore

/// Owns one certificate; immutable once it is read.
@safe public final class OpenSSLCertificate: TLSCertificate, @unchecked Sendable {
    let handle: OpaquePointer
    /// What it says.
    public let contents: CertificateContents

    /// Reads DER with nothing behind it.
    ///
    /// The corresponding C function is `d2i_X509`.
    public convenience init(_ encoded: Span<UInt8>) throws(TLSError) {
        guard let handle = unsafe OpenSSLReader.certificate(encoded) else {
            throw OpenSSLFailure.take().error(phase: .setup, reason: .malformedCertificate, detail: "certificate")
        }
        try unsafe self.init(owning: handle)
    }

    /// Takes one of the library's, and frees it where it throws.
    @unsafe init(owning handle: OpaquePointer) throws(TLSError) {
        guard let contents = unsafe Self.read(handle) else {
            unsafe X509_free(handle)
            throw .system(
                .protocolError,
                .malformedCertificate,
                detail: "the certificate breaks the form of RFC 5280, 4.1"
            )
        }
        unsafe self.handle = unsafe handle
        self.contents = contents
    }

    /// Shares one of the library's.
    @unsafe convenience init(sharing handle: OpaquePointer) throws(TLSError) {
        unsafe X509_up_ref(handle)
        try unsafe self.init(owning: handle)
    }

    deinit { unsafe X509_free(handle) }

    /// For display.
    public var summary: CertificateSummary {
        unsafe CertificateSummary(
            subject: OpenSSLNames.text(X509_get_subject_name(handle)),
            issuer: OpenSSLNames.text(X509_get_issuer_name(handle)),
            notBefore: contents.notBefore,
            notAfter: contents.notAfter
        )
    }

    /// Whether the key of `issuer` made its signature.
    ///
    /// The corresponding C function is `X509_verify`.
    public func isSigned(by issuer: OpenSSLCertificate) -> Bool {
        defer { ERR_clear_error() }
        return unsafe X509_verify(handle, X509_get0_pubkey(issuer.handle)) == 1
    }

    /// DER.
    ///
    /// The corresponding C function is `i2d_X509`.
    @unsafe static func encoded(_ handle: OpaquePointer) -> [UInt8] {
        unsafe OpenSSLReader.encode { unsafe i2d_X509(handle, $0) }
    }

    /// The corresponding C functions are `X509_get0_notBefore` and `X509_get0_notAfter`.
    @unsafe private static func read(_ handle: OpaquePointer) -> CertificateContents? {
        guard let start = unsafe OpenSSLReader.seconds(X509_get0_notBefore(handle)),
            let end = unsafe OpenSSLReader.seconds(X509_get0_notAfter(handle))
        else { return nil }
        return unsafe CertificateContents(encoded(handle).span, notBefore: start, notAfter: end)
    }
}
#endif
