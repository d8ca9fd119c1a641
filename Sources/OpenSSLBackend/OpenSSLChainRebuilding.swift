#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

extension OpenSSLCertificate: ChainCertificate {
    /// The name as it stands in the certificate, and the key.
    ///
    /// The corresponding C functions are `X509_NAME_get0_der` and `i2d_X509_PUBKEY`.
    var identity: [UInt8] {
        var name: UnsafePointer<UInt8>?
        var count = 0
        guard unsafe X509_NAME_get0_der(X509_get_subject_name(handle), &name, &count) == 1 else { return [] }
        var key: UnsafeMutablePointer<UInt8>?
        let length = unsafe i2d_X509_PUBKEY(X509_get_X509_PUBKEY(handle), &key)
        guard length > 0, let key = unsafe key else { return [] }
        defer { unsafe secsock_openssl_free(key) }
        let bytes = unsafe Array(UnsafeBufferPointer(start: name, count: count))
        return unsafe bytes + UnsafeBufferPointer(start: key, count: Int(length))
    }

    /// The corresponding C function is `X509_self_signed`.
    var isSelfSigned: Bool { unsafe X509_self_signed(handle, 0) == 1 }

    /// The signature is looked at, and dates and the strength of keys are not: the peer judges them.
    ///
    /// The corresponding C functions are `X509_check_issued`, `X509_check_ca` and `X509_verify`.
    func isIssued(by other: OpenSSLCertificate) -> Bool {
        defer { ERR_clear_error() }
        guard unsafe X509_check_issued(other.handle, handle) == X509_V_OK, unsafe X509_check_ca(other.handle) > 0 else {
            return false
        }
        return unsafe X509_verify(handle, X509_get0_pubkey(other.handle)) == 1
    }
}

/// Completes the own chain from trust anchors, whether or not peers are verified by them.
@safe final class OpenSSLChainRebuilding {
    private let anchors: [OpenSSLCertificate]
    /// The system's anchors; nil where they are not trusted. A directory of them is looked into name by name.
    private let store: OpaquePointer?

    init(_ verification: PeerVerification) throws(TLSError) {
        let list = try OpenSSLCertificateList(verification.trustAnchors, as: .trustAnchor)
        anchors = unsafe list.certificates.map { unsafe OpenSSLCertificate(sharing: $0) }
        unsafe store = verification.usesSystemTrustStore ? unsafe X509_STORE_new() : nil
        // A machine without a store has none.
        if let store = unsafe store { unsafe X509_STORE_set_default_paths(store) }
        ERR_clear_error()
    }

    deinit { unsafe X509_STORE_free(store) }

    /// What belongs behind the chain.
    func ancestors(of chain: [OpenSSLCertificate]) throws(TLSError) -> [OpenSSLCertificate] {
        try ChainRebuilding.ancestors(of: chain) { (child) throws(TLSError) in
            anchors + systemAnchors(issuing: child)
        }
    }

    /// Those of the system's that have the name of the issuer.
    ///
    /// The corresponding C function is `X509_STORE_CTX_get1_certs`.
    private func systemAnchors(issuing child: OpenSSLCertificate) -> [OpenSSLCertificate] {
        guard let store = unsafe store, let context = unsafe X509_STORE_CTX_new() else { return [] }
        defer {
            unsafe X509_STORE_CTX_free(context)
            ERR_clear_error()
        }
        guard unsafe X509_STORE_CTX_init(context, store, nil, nil) == 1 else { return [] }
        let found = unsafe X509_STORE_CTX_get1_certs(context, X509_get_issuer_name(child.handle))
        defer { unsafe secsock_openssl_free_certificates(found) }
        return (0..<max(0, unsafe OPENSSL_sk_num(found))).compactMap { index in
            guard let handle = unsafe OpaquePointer(OPENSSL_sk_value(found, index)) else { return nil }
            return unsafe OpenSSLCertificate(sharing: handle)
        }
    }
}
#endif
