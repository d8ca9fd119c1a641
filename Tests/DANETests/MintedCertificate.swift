#if OpenSSL
internal import COpenSSL
internal import SecureSockets

/// A certificate that a test makes, with its key, by OpenSSL: Ed25519, so that thousands cost nothing.
@safe final class MintedCertificate: Sendable {
    /// What it is.
    struct Plan {
        var subject: String
        var isAuthority = false
        var host: String?
        var lifetime: ClosedRange<Int> = MintedCertificate.always

        init(_ subject: String, isAuthority: Bool = false, host: String? = nil) {
            self.subject = subject
            self.isAuthority = isAuthority
            self.host = host
        }
    }

    /// A key of its own.
    @safe final class Key: Sendable {
        nonisolated(unsafe) let handle: OpaquePointer?

        init() {
            let context = unsafe EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nil)
            defer { unsafe EVP_PKEY_CTX_free(context) }
            var key: OpaquePointer?
            unsafe EVP_PKEY_keygen_init(context)
            unsafe EVP_PKEY_keygen(context, &key)
            unsafe handle = unsafe key
        }

        deinit { unsafe EVP_PKEY_free(handle) }
    }

    /// From 2020 to 2099.
    static let always = 1_577_836_800...4_070_908_800
    /// Ended in 2021.
    static let past = 1_577_836_800...1_609_459_200

    let name: String
    let encoded: [UInt8]
    private let key: Key
    nonisolated(unsafe) private let handle: OpaquePointer?

    /// One that an issuer signed, or its own key.
    init(_ name: String, _ plan: Plan, key: Key = Key(), by issuer: MintedCertificate? = nil) {
        self.name = name
        self.key = key
        let certificate = unsafe X509_new()
        unsafe X509_set_version(certificate, 2)
        unsafe ASN1_INTEGER_set(X509_get_serialNumber(certificate), Int.random(in: 1...1_000_000_000))
        unsafe Self.setName(X509_get_subject_name(certificate), plan.subject)
        let issuerName =
            unsafe issuer.map { unsafe X509_get_subject_name($0.handle) } ?? X509_get_subject_name(certificate)
        unsafe X509_set_issuer_name(certificate, issuerName)
        unsafe ASN1_TIME_set(X509_getm_notBefore(certificate), plan.lifetime.lowerBound)
        unsafe ASN1_TIME_set(X509_getm_notAfter(certificate), plan.lifetime.upperBound)
        unsafe X509_set_pubkey(certificate, key.handle)
        unsafe Self.add(certificate, NID_basic_constraints, plan.isAuthority ? "critical,CA:TRUE" : "CA:FALSE")
        if let host = plan.host { unsafe Self.add(certificate, NID_subject_alt_name, "DNS:" + host) }
        unsafe X509_sign(certificate, (issuer?.key ?? key).handle, nil)
        unsafe handle = unsafe certificate
        encoded = unsafe Self.encode(certificate)
    }

    deinit { unsafe X509_free(handle) }

    /// The same name and key, signed by another one: a cross-signed CA, or one with another lifetime.
    func again(_ name: String, _ plan: Plan, by issuer: MintedCertificate) -> MintedCertificate {
        MintedCertificate(name, plan, key: key, by: issuer)
    }

    @unsafe private static func setName(_ name: OpaquePointer?, _ text: String) {
        let bytes = Array(text.utf8)
        unsafe X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, bytes, CInt(bytes.count), -1, 0)
    }

    @unsafe private static func add(_ certificate: OpaquePointer?, _ kind: CInt, _ text: String) {
        let entry = unsafe X509V3_EXT_conf_nid(nil, nil, kind, text)
        unsafe X509_add_ext(certificate, entry, -1)
        unsafe X509_EXTENSION_free(entry)
    }

    @unsafe private static func encode(_ certificate: OpaquePointer?) -> [UInt8] {
        let count = unsafe i2d_X509(certificate, nil)
        var bytes = [UInt8](repeating: 0, count: Int(count))
        unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var place = buffer.baseAddress
            unsafe i2d_X509(certificate, &place)
        }
        return bytes
    }
}

/// OpenSSL's own verification of what a server presents, DANE included.
struct OpenSSLWitness {
    /// What it came to.
    struct Verdict {
        var isAccepted: Bool
        /// Which records it could use.
        var usable: [Bool]
        /// Where the certificate stands that a record matched; nil where none did.
        var depth: Int?
        var words: String
    }

    var host: String
    var time: Int
    var trusted: [[UInt8]]
    var checksEndEntityName: Bool
    /// Whether records of usage 0 and 1 are left out, and any server is taken without records.
    var isOpportunistic: Bool

    /// The corresponding C functions are `SSL_dane_enable`, `SSL_dane_tlsa_add` and `X509_verify_cert`, joined as
    /// `ssl_verify_cert_chain` of OpenSSL joins them.
    func verdict(on chain: [[UInt8]], _ records: [TLSARecord]) -> Verdict {
        let context = unsafe SSL_CTX_new(TLS_client_method())
        unsafe SSL_CTX_dane_enable(context)
        let ssl = unsafe SSL_new(context)
        defer {
            unsafe SSL_free(ssl)
            unsafe SSL_CTX_free(context)
            ERR_clear_error()
        }
        unsafe SSL_dane_enable(ssl, host)
        if !checksEndEntityName { unsafe SSL_dane_set_flags(ssl, UInt(DANE_FLAG_NO_DANE_EE_NAMECHECKS)) }
        let usable = records.map { record in
            guard !isOpportunistic || record.usage > 1 else { return false }
            return unsafe SSL_dane_tlsa_add(
                ssl,
                record.usage,
                record.selector,
                record.matching,
                record.data,
                record.data.count
            ) == 1
        }
        guard !isOpportunistic || usable.contains(true) else {
            return Verdict(isAccepted: true, usable: usable, depth: nil, words: "nothing is verified")
        }
        let fault = unsafe verify(ssl, chain)
        unsafe SSL_set_verify_result(ssl, CLong(fault))
        let depth = unsafe SSL_get0_dane_authority(ssl, nil, nil)
        return Verdict(
            isAccepted: fault == X509_V_OK,
            usable: usable,
            depth: depth >= 0 ? Int(depth) : nil,
            words: unsafe String(cString: X509_verify_cert_error_string(CLong(fault)))
        )
    }

    @unsafe private func verify(_ ssl: OpaquePointer?, _ chain: [[UInt8]]) -> CInt {
        let certificates = unsafe chain.map { unsafe Self.certificate($0) }
        let anchors = unsafe trusted.map { unsafe Self.certificate($0) }
        let presented = unsafe OPENSSL_sk_new_null()
        let store = unsafe X509_STORE_new()
        let context = unsafe X509_STORE_CTX_new()
        defer {
            unsafe X509_STORE_CTX_free(context)
            unsafe X509_STORE_free(store)
            unsafe OPENSSL_sk_free(presented)
            for index in unsafe certificates.indices { unsafe X509_free(certificates[index]) }
            for index in unsafe anchors.indices { unsafe X509_free(anchors[index]) }
        }
        for index in unsafe certificates.indices {
            unsafe OPENSSL_sk_push(presented, UnsafeRawPointer(certificates[index]))
        }
        for index in unsafe anchors.indices { unsafe X509_STORE_add_cert(store, anchors[index]) }
        unsafe X509_STORE_CTX_init(context, store, certificates[0], presented)
        unsafe X509_STORE_CTX_set0_dane(context, SSL_get0_dane(ssl))
        unsafe X509_STORE_CTX_set_default(context, "ssl_server")
        let parameters = unsafe X509_STORE_CTX_get0_param(context)
        unsafe X509_VERIFY_PARAM_set1(parameters, SSL_get0_param(ssl))
        unsafe X509_VERIFY_PARAM_set_time(parameters, time)
        unsafe X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN))
        guard unsafe X509_verify_cert(context) == 1 else {
            let fault = unsafe X509_STORE_CTX_get_error(context)
            return fault == X509_V_OK ? X509_V_ERR_UNSPECIFIED : fault
        }
        return X509_V_OK
    }

    @unsafe private static func certificate(_ encoded: [UInt8]) -> OpaquePointer? {
        unsafe encoded.withUnsafeBufferPointer { buffer in
            var place = buffer.baseAddress
            return unsafe d2i_X509(nil, &place, buffer.count)
        }
    }
}
#endif
