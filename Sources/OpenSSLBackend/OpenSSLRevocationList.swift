#if OpenSSL
internal import COpenSSL
public import SecureSocketCore

/// Owns one revocation list; immutable once it is read.
@safe public final class OpenSSLRevocationList: TLSRevocationList, @unchecked Sendable {
    private let handle: OpaquePointer
    /// What it says besides whom it revokes.
    public let contents: RevocationListContents
    /// When which serial number was revoked: the library would sort its own list at the first look, beside other threads.
    private let revoked: [[UInt8]: Int64]

    /// Takes one of the library's, and frees it where it throws.
    @unsafe init(owning handle: OpaquePointer) throws(TLSError) {
        guard let contents = unsafe Self.read(handle) else {
            unsafe X509_CRL_free(handle)
            throw .system(.protocolError, .malformedCertificate, detail: "the list breaks the form of RFC 5280, 5.1")
        }
        unsafe self.handle = unsafe handle
        self.contents = contents
        revoked = unsafe Self.entries(handle)
    }

    deinit { unsafe X509_CRL_free(handle) }

    /// For display.
    public var issuerText: String {
        CertificateSummary.printable(unsafe OpenSSLNames.text(X509_CRL_get_issuer(handle)))
    }

    /// When a certificate of its issuer's was revoked.
    public func revocationTime(of serialNumber: [UInt8]) -> Int64? { revoked[serialNumber] }

    /// Whether the key of `issuer` made its signature.
    ///
    /// The corresponding C function is `X509_CRL_verify`.
    public func isSigned(by issuer: OpenSSLCertificate) -> Bool {
        defer { ERR_clear_error() }
        return unsafe X509_CRL_verify(handle, X509_get0_pubkey(issuer.handle)) == 1
    }

    /// The corresponding C functions are `i2d_X509_CRL`, `X509_CRL_get0_lastUpdate` and `X509_CRL_get0_nextUpdate`.
    @unsafe private static func read(_ handle: OpaquePointer) -> RevocationListContents? {
        let encoded = unsafe OpenSSLReader.encode { unsafe i2d_X509_CRL(handle, $0) }
        guard let start = unsafe OpenSSLReader.seconds(X509_CRL_get0_lastUpdate(handle)) else { return nil }
        let next = unsafe OpenSSLReader.seconds(X509_CRL_get0_nextUpdate(handle))
        return RevocationListContents(encoded.span, thisUpdate: start, nextUpdate: next)
    }

    /// The corresponding C function is `X509_CRL_get_REVOKED`.
    @unsafe private static func entries(_ handle: OpaquePointer) -> [[UInt8]: Int64] {
        // The identifier and the length, which is of one byte for any number that RFC 5280 allows.
        let headerSize = 2
        let list = unsafe X509_CRL_get_REVOKED(handle)
        var entries: [[UInt8]: Int64] = [:]
        for index in 0..<max(0, unsafe OPENSSL_sk_num(list)) {
            let entry = unsafe OpaquePointer(OPENSSL_sk_value(list, index))
            let number = unsafe OpenSSLReader.encode {
                unsafe i2d_ASN1_INTEGER(UnsafeMutablePointer(mutating: X509_REVOKED_get0_serialNumber(entry)), $0)
            }
            let time = unsafe OpenSSLReader.seconds(X509_REVOKED_get0_revocationDate(entry))
            entries[Array(number.dropFirst(headerSize))] = time ?? 0
        }
        return entries
    }
}
#endif
