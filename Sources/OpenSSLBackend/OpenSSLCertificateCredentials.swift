#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

/// A chain with its key, read once.
@safe final class OpenSSLCertificateCredentials: @unchecked Sendable {
    private let chain: OpenSSLCertificateList
    private let key: OpenSSLPrivateKey
    /// The kind of the key.
    let keyAlgorithm: KeyAlgorithm

    init(_ certificate: CertificateCredentials, _ verification: PeerVerification) throws(TLSError) {
        chain = try OpenSSLCertificateList(certificate.chain, as: .certificate)
        if certificate.rebuildsChain { try chain.complete(from: verification) }
        key = try OpenSSLPrivateKey(certificate.privateKey.block(), certificate.password)
        keyAlgorithm = key.algorithm
        guard let leaf = unsafe chain.first, unsafe X509_check_private_key(leaf, key.handle) == 1 else {
            ERR_clear_error()
            let words = "the private key does not belong to the first certificate of the chain"
            throw .configuration(words, .keyMismatch)
        }
    }

    /// Gives them to a context.
    ///
    /// The corresponding C function is `SSL_CTX_use_cert_and_key`, which shares them.
    func set(in context: OpenSSLContext) throws(TLSError) {
        let issuers = try unsafe chain.copyOfIssuers()
        defer { unsafe OpenSSLCertificateList.release(issuers) }
        try unsafe check(
            SSL_CTX_use_cert_and_key(context.handle, chain.first, key.handle, issuers, 1),
            "certificate chain"
        )
    }

    /// Gives them to one session.
    ///
    /// The corresponding C function is `SSL_use_cert_and_key`.
    @unsafe func set(in ssl: OpaquePointer) throws(TLSError) {
        let issuers = try unsafe chain.copyOfIssuers()
        defer { unsafe OpenSSLCertificateList.release(issuers) }
        // The context's own may be of another kind, beside which it would be kept.
        unsafe SSL_certs_clear(ssl)
        try unsafe check(SSL_use_cert_and_key(ssl, chain.first, key.handle, issuers, 1), phase: .handshake)
    }
}

/// Owns certificates of a configuration.
@safe final class OpenSSLCertificateList {
    private(set) var certificates: [OpaquePointer] = unsafe []

    /// The error names the origin of what cannot be read.
    init(_ source: CertificateSource, as kind: KeyMaterialKind) throws(TLSError) {
        _ = try source.decoded(as: kind) { (block) throws(TLSError) in
            unsafe certificates.append(try OpenSSLReader.certificate(block))
        }
    }

    /// Puts the ancestors behind the last one that are found among the trust anchors.
    func complete(from verification: PeerVerification) throws(TLSError) {
        let own = unsafe certificates.map { unsafe OpenSSLCertificate(sharing: $0) }
        for ancestor in try OpenSSLChainRebuilding(verification).ancestors(of: own) {
            unsafe X509_up_ref(ancestor.handle)
            unsafe certificates.append(ancestor.handle)
        }
    }

    deinit {
        for index in unsafe certificates.indices { unsafe X509_free(certificates[index]) }
    }

    /// The leaf.
    var first: OpaquePointer? { unsafe certificates.first }

    /// All but the leaf, in a list of the library's that shares them.
    @unsafe func copyOfIssuers() throws(TLSError) -> OpaquePointer? {
        guard let list = unsafe OPENSSL_sk_new_null() else { throw .system(.outOfMemory, .unspecified) }
        for index in unsafe certificates.indices.dropFirst() {
            unsafe OPENSSL_sk_push(list, UnsafeRawPointer(certificates[index]))
        }
        return unsafe list
    }

    /// Frees such a list, and none of its certificates.
    @unsafe static func release(_ list: OpaquePointer?) {
        unsafe OPENSSL_sk_free(list)
    }
}

/// Owns a private key that was read from PEM or DER of any kind.
@safe private final class OpenSSLPrivateKey {
    let handle: OpaquePointer

    init(_ block: KeyMaterialBlock, _ password: CertificateCredentials.Password?) throws(TLSError) {
        unsafe handle = try unsafe OpenSSLReader.privateKey(block, password)
    }

    deinit { unsafe EVP_PKEY_free(handle) }

    /// The corresponding C function is `EVP_PKEY_get_base_id`.
    var algorithm: KeyAlgorithm {
        switch unsafe EVP_PKEY_get_base_id(handle) {
        case EVP_PKEY_RSA: .rsa
        case EVP_PKEY_RSA_PSS: .rsaPSS
        case EVP_PKEY_EC: .ecdsa
        case EVP_PKEY_ED25519, EVP_PKEY_ED448: .edDSA
        case EVP_PKEY_DSA: .dsa
        default: .other
        }
    }
}
#endif
