#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

/// What OpenSSL calls groups; signature schemes it calls as IANA does.
enum OpenSSLNames {
    /// Those that are offered where the caller chose none: the library's own default (SSL_CTX_set1_groups).
    static let defaultGroups: [NamedGroup] = [
        .x25519, .secp256r1, .x448, .secp521r1, .secp384r1, .ffdhe2048, .ffdhe3072, .ffdhe4096, .ffdhe6144, .ffdhe8192,
    ]

    /// Those that are offered where the caller chose none: the library's own default without SHA-1 and SHA-224.
    static let defaultSchemes: [SignatureScheme] = [
        .ecdsaSecp256r1SHA256, .ecdsaSecp384r1SHA384, .ecdsaSecp521r1SHA512, .ed25519, .ed448, .rsaPSSPSSSHA256,
        .rsaPSSPSSSHA384, .rsaPSSPSSSHA512, .rsaPSSRSAESHA256, .rsaPSSRSAESHA384, .rsaPSSRSAESHA512, .rsaPKCS1SHA256,
        .rsaPKCS1SHA384, .rsaPKCS1SHA512,
    ]

    /// A distinguished name as RFC 2253 writes it, which RFC 4514 follows.
    ///
    /// The corresponding C function is `X509_NAME_print_ex`.
    @unsafe static func text(_ name: OpaquePointer?) -> String {
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { return "" }
        defer { unsafe BIO_free(bio) }
        let flags = secsock_openssl_name_flags
        guard unsafe X509_NAME_print_ex(bio, name, 0, flags) >= 0 else { return "" }
        var bytes: [UInt8] = []
        return unsafe withUnsafeTemporaryAllocation(byteCount: 512, alignment: 1) { buffer in
            var count = 0
            while unsafe BIO_read_ex(bio, buffer.baseAddress, buffer.count, &count) == 1 {
                unsafe bytes.append(contentsOf: buffer.prefix(count))
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// The group of the library's number for it; nil for one that is not in the registry, or for none.
    static func group(_ identifier: CInt) -> NamedGroup? {
        // What the library has no number for, it gives as it is on the wire.
        let isOnTheWire = identifier & TLSEXT_nid_unknown != 0
        if isOnTheWire { return NamedGroup(rawValue: UInt16(truncatingIfNeeded: identifier)) }
        return numbers.first { $0.identifier == identifier }.map { NamedGroup(rawValue: $0.number) }
    }

    /// The numbers on the wire (ssl/t1_lib.c, 3.0).
    private static let numbers: [(number: UInt16, identifier: CInt)] = [
        (1, NID_sect163k1), (2, NID_sect163r1), (3, NID_sect163r2), (4, NID_sect193r1), (5, NID_sect193r2),
        (6, NID_sect233k1), (7, NID_sect233r1), (8, NID_sect239k1), (9, NID_sect283k1), (10, NID_sect283r1),
        (11, NID_sect409k1), (12, NID_sect409r1), (13, NID_sect571k1), (14, NID_sect571r1), (15, NID_secp160k1),
        (16, NID_secp160r1), (17, NID_secp160r2), (18, NID_secp192k1), (19, NID_X9_62_prime192v1), (20, NID_secp224k1),
        (21, NID_secp224r1), (22, NID_secp256k1), (23, NID_X9_62_prime256v1), (24, NID_secp384r1), (25, NID_secp521r1),
        (26, NID_brainpoolP256r1), (27, NID_brainpoolP384r1), (28, NID_brainpoolP512r1), (29, NID_X25519),
        (30, NID_X448), (256, NID_ffdhe2048), (257, NID_ffdhe3072), (258, NID_ffdhe4096), (259, NID_ffdhe6144),
        (260, NID_ffdhe8192),
    ]
}
#endif
