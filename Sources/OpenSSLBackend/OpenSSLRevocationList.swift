#if OpenSSL
internal import COpenSSL
public import SecureSocketCore

/// Owns one revocation list; immutable once it is read.
@safe public final class OpenSSLRevocationList: TLSRevocationList, @unchecked Sendable {
    private let handle: OpaquePointer
    /// What it says.
    public let contents: RevocationListContents

    /// Takes one of the library's, and frees it where it throws.
    @unsafe init(owning handle: OpaquePointer) throws(TLSError) {
        guard let contents = unsafe Self.read(handle) else {
            unsafe X509_CRL_free(handle)
            throw .system(.protocolError, .malformedCertificate, detail: "the list breaks the form of RFC 5280, 5.1")
        }
        unsafe self.handle = unsafe handle
        self.contents = contents
    }

    deinit { unsafe X509_CRL_free(handle) }

    /// Whether the key of `issuer` made its signature.
    ///
    /// The corresponding C function is `X509_CRL_verify`.
    public func isSigned(by issuer: OpenSSLCertificate) -> Bool {
        defer { ERR_clear_error() }
        return unsafe X509_CRL_verify(handle, X509_get0_pubkey(issuer.handle)) == 1
    }

    /// The corresponding C function is `i2d_X509_CRL`.
    @unsafe private static func read(_ handle: OpaquePointer) -> RevocationListContents? {
        let encoded = unsafe OpenSSLReader.encode { unsafe i2d_X509_CRL(handle, $0) }
        return RevocationListContents(encoded.span)
    }
}
#endif
