#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

/// A chain with its key, read once.
@safe final class OpenSSLCertificateCredentials: @unchecked Sendable {
    private let leaf: OpenSSLCertificate
    private let issuers: OpenSSLCertificateStack
    private let key: OpenSSLPrivateKey
    /// The kind of the key.
    let keyAlgorithm: KeyAlgorithm

    init(_ certificate: CertificateCredentials, _ verifier: PeerVerifier<OpenSSLBackend>) throws(TLSError) {
        let found = try certificate.chain.decoded(as: .certificate) { (block) throws(TLSError) in
            try OpenSSLBackend.certificate(block)
        }
        let chain = verifier.completed(found, of: certificate)
        key = try OpenSSLPrivateKey(certificate.privateKey.block(), certificate.password)
        keyAlgorithm = key.algorithm
        guard let leaf = chain.first, unsafe X509_check_private_key(leaf.handle, key.handle) == 1 else {
            ERR_clear_error()
            let words = "the private key does not belong to the first certificate of the chain"
            throw .configuration(words, .keyMismatch)
        }
        self.leaf = leaf
        issuers = OpenSSLCertificateStack(Array(chain.dropFirst()))
    }

    /// Gives them to a context.
    ///
    /// The corresponding C function is `SSL_CTX_use_cert_and_key`, which shares them.
    func set(in context: OpenSSLContext) throws(TLSError) {
        try unsafe check(
            SSL_CTX_use_cert_and_key(context.handle, leaf.handle, key.handle, issuers.handle, 1),
            "certificate chain"
        )
    }

    /// Gives them to one session.
    ///
    /// The corresponding C function is `SSL_use_cert_and_key`.
    @unsafe func set(in ssl: OpaquePointer) throws(TLSError) {
        // The context's own may be of another kind, beside which it would be kept.
        unsafe SSL_certs_clear(ssl)
        try unsafe check(SSL_use_cert_and_key(ssl, leaf.handle, key.handle, issuers.handle, 1), phase: .handshake)
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
