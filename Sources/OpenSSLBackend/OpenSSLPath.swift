#if OpenSSL
internal import COpenSSL
public import SecureSocketCore

/// What the library makes of a path that Core found.
enum OpenSSLPath {
    /// The corresponding C function is `X509_verify_cert`.
    static func objection(to path: [OpenSSLCertificate], _ strength: CertificateStrength) -> String? {
        guard let anchor = path.last, let leaf = path.first else { return "there is no certificate" }
        guard let context = unsafe X509_STORE_CTX_new() else { return "no memory is left" }
        let between = OpenSSLCertificateStack(Array(path.dropFirst().dropLast()))
        let anchors = OpenSSLCertificateStack([anchor])
        defer {
            unsafe X509_STORE_CTX_free(context)
            ERR_clear_error()
        }
        guard unsafe X509_STORE_CTX_init(context, nil, leaf.handle, between.handle) == 1 else {
            return OpenSSLFailure.take().text
        }
        unsafe X509_STORE_CTX_set0_trusted_stack(context, anchors.handle)
        unsafe X509_STORE_CTX_set_flags(context, flags)
        let parameters = unsafe X509_STORE_CTX_get0_param(context)
        unsafe X509_VERIFY_PARAM_set_depth(parameters, CInt(path.count))
        // What the caller asks less of than by default is Core's to judge.
        unsafe X509_VERIFY_PARAM_set_auth_level(parameters, strength.isDefaultOrStronger ? 2 : 0)
        guard unsafe X509_verify_cert(context) != 1 else { return nil }
        return text(unsafe X509_STORE_CTX_get_error(context))
    }

    /// Times are Core's; what Core trusts is trusted, self-signed or not.
    private static var flags: CUnsignedLong {
        CUnsignedLong(X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_NO_CHECK_TIME)
    }

    /// The library's sentence.
    ///
    /// The corresponding C function is `X509_verify_cert_error_string`.
    private static func text(_ fault: CInt) -> String {
        guard let words = unsafe X509_verify_cert_error_string(CLong(fault)) else { return "fault \(fault)" }
        return unsafe String(cString: words)
    }
}

/// Owns a list of the library's that shares its certificates.
@safe final class OpenSSLCertificateStack {
    let handle: OpaquePointer?
    private let certificates: [OpenSSLCertificate]

    init(_ certificates: [OpenSSLCertificate]) {
        self.certificates = certificates
        unsafe handle = unsafe OPENSSL_sk_new_null()
        for certificate in certificates { unsafe OPENSSL_sk_push(handle, UnsafeRawPointer(certificate.handle)) }
    }

    deinit { unsafe OPENSSL_sk_free(handle) }
}

extension OpenSSLBackend: CertificateLibrary {
    /// A certificate that OpenSSL has read.
    public typealias Certificate = OpenSSLCertificate
    /// A revocation list that OpenSSL has read.
    public typealias RevocationList = OpenSSLRevocationList
    /// The machine's store, where OpenSSL looks for it.
    public typealias SystemTrust = OpenSSLSystemTrust

    /// Reads one certificate of a configuration.
    public static func certificate(_ block: KeyMaterialBlock) throws(TLSError) -> OpenSSLCertificate {
        let handle = try unsafe OpenSSLReader.certificate(block)
        do throws(TLSError) {
            return try unsafe OpenSSLCertificate(owning: handle)
        } catch {
            throw block.malformed(error.detail)
        }
    }

    /// Reads one revocation list of a configuration.
    public static func revocationList(_ block: KeyMaterialBlock) throws(TLSError) -> OpenSSLRevocationList {
        let handle = try unsafe OpenSSLReader.revocationList(block)
        do throws(TLSError) {
            return try unsafe OpenSSLRevocationList(owning: handle)
        } catch {
            throw block.malformed(error.detail)
        }
    }

    /// What OpenSSL has against a path.
    public static func objection(to path: [OpenSSLCertificate], _ strength: CertificateStrength) -> String? {
        OpenSSLPath.objection(to: path, strength)
    }
}
#endif
