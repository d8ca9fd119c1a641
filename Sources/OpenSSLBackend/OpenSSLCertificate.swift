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

    @unsafe private static func read(_ handle: OpaquePointer) -> CertificateContents? {
        unsafe CertificateContents(encoded(handle).span)
    }
}
#endif
