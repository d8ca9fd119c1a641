#if GnuTLS
internal import CGnuTLS
internal import SecureSocketCore

/// What GnuTLS calls groups, signature schemes and types of certificates.
enum GnuTLSNames {
    /// The groups that it knows, with its names for them.
    ///
    /// The corresponding C function is `gnutls_group_list`.
    static var groups: [NamedGroup: String] {
        var names: [NamedGroup: String] = [:]
        guard var entry = unsafe gnutls_group_list() else { return names }
        while unsafe entry.pointee != GNUTLS_GROUP_INVALID {
            if let name = unsafe gnutls_group_get_name(entry.pointee) {
                let text = unsafe String(cString: name)
                if let group = NamedGroup(name: text) { names[group] = text }
            }
            unsafe entry += 1
        }
        return names
    }

    /// The group of the library's number for it; nil for one that IANA's registry does not have.
    static func group(_ group: gnutls_group_t) -> NamedGroup? {
        guard group != GNUTLS_GROUP_INVALID, let name = unsafe gnutls_group_get_name(group) else { return nil }
        return NamedGroup(name: unsafe String(cString: name))
    }

    /// The version of the library's number for it.
    static func version(_ version: gnutls_protocol_t) -> TLSVersion? {
        switch version {
        case GNUTLS_TLS1_0: .tls10
        case GNUTLS_TLS1_1: .tls11
        case GNUTLS_TLS1_2: .tls12
        case GNUTLS_TLS1_3: .tls13
        case GNUTLS_DTLS1_0: .dtls10
        case GNUTLS_DTLS1_2: .dtls12
        default: nil
        }
    }

    /// The names for one scheme: in TLS 1.3 some have a curve besides; none where the library does not have it.
    static func signatures(of scheme: SignatureScheme) -> [String] {
        var names: [String] = []
        for (number, algorithm) in algorithms where number == scheme.rawValue {
            if let name = unsafe gnutls_sign_get_name(algorithm) { names.append(unsafe String(cString: name)) }
        }
        return names
    }

    /// The scheme of the library's number for it.
    static func scheme(_ algorithm: gnutls_sign_algorithm_t) -> SignatureScheme? {
        algorithms.first { $0.algorithm == algorithm }.map { SignatureScheme(rawValue: $0.number) }
    }

    /// What was agreed on for an end of a session to prove itself with.
    ///
    /// The corresponding C function is `gnutls_certificate_type_get2`.
    @unsafe static func certificateType(_ session: gnutls_session_t, _ end: gnutls_ctype_target_t) -> CertificateType {
        unsafe gnutls_certificate_type_get2(session, end) == GNUTLS_CRT_RAWPK ? .rawPublicKey : .x509
    }

    /// The numbers on the wire, which GnuTLS does not tell (lib/algorithms/sign.c, 3.7.9).
    private static let algorithms: [(number: UInt16, algorithm: gnutls_sign_algorithm_t)] = [
        (0x0201, GNUTLS_SIGN_RSA_SHA1), (0x0202, GNUTLS_SIGN_DSA_SHA1), (0x0203, GNUTLS_SIGN_ECDSA_SHA1),
        (0x0301, GNUTLS_SIGN_RSA_SHA224), (0x0302, GNUTLS_SIGN_DSA_SHA224), (0x0303, GNUTLS_SIGN_ECDSA_SHA224),
        (0x0401, GNUTLS_SIGN_RSA_SHA256), (0x0402, GNUTLS_SIGN_DSA_SHA256),
        (0x0403, GNUTLS_SIGN_ECDSA_SECP256R1_SHA256), (0x0403, GNUTLS_SIGN_ECDSA_SHA256),
        (0x0501, GNUTLS_SIGN_RSA_SHA384), (0x0502, GNUTLS_SIGN_DSA_SHA384),
        (0x0503, GNUTLS_SIGN_ECDSA_SECP384R1_SHA384), (0x0503, GNUTLS_SIGN_ECDSA_SHA384),
        (0x0601, GNUTLS_SIGN_RSA_SHA512), (0x0602, GNUTLS_SIGN_DSA_SHA512),
        (0x0603, GNUTLS_SIGN_ECDSA_SECP521R1_SHA512), (0x0603, GNUTLS_SIGN_ECDSA_SHA512),
        (0x0804, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256), (0x0805, GNUTLS_SIGN_RSA_PSS_RSAE_SHA384),
        (0x0806, GNUTLS_SIGN_RSA_PSS_RSAE_SHA512), (0x0807, GNUTLS_SIGN_EDDSA_ED25519),
        (0x0808, GNUTLS_SIGN_EDDSA_ED448), (0x0809, GNUTLS_SIGN_RSA_PSS_SHA256),
        (0x080a, GNUTLS_SIGN_RSA_PSS_SHA384), (0x080b, GNUTLS_SIGN_RSA_PSS_SHA512),
    ]
}
#endif
