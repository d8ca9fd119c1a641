#if OpenSSL
internal import COpenSSL
public import SecureSocketCore

/// The certificates of the machine's store, which was given to OpenSSL when it was built, or is by its environment variables.
@safe public final class OpenSSLSystemTrust: TLSSystemTrust, @unchecked Sendable {
    private let store: OpaquePointer

    /// Opens the store; a folder is looked into name by name.
    ///
    /// The corresponding C function is `X509_STORE_set_default_paths`.
    public init() throws(TLSError) {
        guard let store = unsafe X509_STORE_new() else { throw .system(.outOfMemory, .unspecified) }
        unsafe self.store = unsafe store
        // A machine without a store trusts nothing by itself.
        unsafe X509_STORE_set_default_paths(store)
        ERR_clear_error()
    }

    deinit { unsafe X509_STORE_free(store) }

    /// The certificates with a subject.
    ///
    /// The corresponding C function is `X509_STORE_CTX_get1_certs`.
    public func certificates(subject: [UInt8]) -> [OpenSSLCertificate] {
        let name = unsafe subject.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return unsafe d2i_X509_NAME(nil, &start, buffer.count)
        }
        defer { unsafe X509_NAME_free(name) }
        guard let name = unsafe name, let context = unsafe X509_STORE_CTX_new() else { return [] }
        defer {
            unsafe X509_STORE_CTX_free(context)
            ERR_clear_error()
        }
        guard unsafe X509_STORE_CTX_init(context, store, nil, nil) == 1 else { return [] }
        let list = unsafe X509_STORE_CTX_get1_certs(context, name)
        defer { unsafe OPENSSL_sk_free(list) }
        var found: [OpenSSLCertificate] = []
        for index in 0..<max(0, unsafe OPENSSL_sk_num(list)) {
            guard let handle = unsafe OpaquePointer(OPENSSL_sk_value(list, index)) else { continue }
            // One that breaks RFC 5280 is no anchor.
            if let certificate = try? unsafe OpenSSLCertificate(owning: handle) { found.append(certificate) }
        }
        return found
    }
}
#endif
