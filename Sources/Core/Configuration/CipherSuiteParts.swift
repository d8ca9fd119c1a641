// A suite's name has three parts: TLS_<key exchange>_WITH_<cipher>_<digest>. Backends need them one by one (a GnuTLS
// priority string has a word for each), and the registry keeps a byte for each instead of the name.

extension CipherSuite {
    /// How both sides come to a common key and who proves itself on the way.
    package enum KeyExchange: UInt8, Sendable {
        /// TLS 1.3, whose suites leave the key exchange to extensions.
        case tls13
        case rsa
        case dheRSA
        case dheDSS
        case dhAnonymous
        case ecdheRSA
        case ecdheECDSA
        case ecdhAnonymous
        case psk
        case dhePSK
        case ecdhePSK
        case rsaPSK
        case srp
        case srpRSA
        case srpDSS
        /// VKO GOST R 34.10-2012 with 256 bits (RFC 9189).
        case gost256
    }

    /// The algorithm that encrypts records, with the length of its key and its mode.
    package enum Cipher: UInt8, Sendable {
        case null
        case rc4
        case tripleDESCBC
        case aes128CBC
        case aes256CBC
        case camellia128CBC
        case camellia256CBC
        case aes128GCM
        case aes256GCM
        case camellia128GCM
        case camellia256GCM
        case aria128GCM
        case aria256GCM
        case aes128CCM
        case aes256CCM
        case aes128CCM8
        case aes256CCM8
        case chacha20Poly1305
        case gost28147CNT
    }

    /// The digest of the record's MAC, or of the key derivation where the cipher is an AEAD.
    package enum Digest: UInt8, Sendable {
        /// CCM suites of TLS 1.2 name none; their key derivation uses SHA-256 (RFC 6655, section 3).
        case implied
        case md5
        case sha1
        case sha256
        case sha384
        /// The MAC mode of GOST 28147-89, which is no digest (RFC 9189).
        case imit
    }
}

extension CipherSuite.KeyExchange {
    var usesPreSharedKey: Bool {
        switch self {
        case .psk, .dhePSK, .ecdhePSK, .rsaPSK: true
        case .tls13, .rsa, .dheRSA, .dheDSS, .dhAnonymous, .ecdheRSA, .ecdheECDSA, .ecdhAnonymous: false
        case .srp, .srpRSA, .srpDSS, .gost256: false
        }
    }

    var usesServerCertificate: Bool {
        switch self {
        case .tls13, .rsa, .dheRSA, .dheDSS, .ecdheRSA, .ecdheECDSA, .rsaPSK, .srpRSA, .srpDSS, .gost256: true
        case .dhAnonymous, .ecdhAnonymous, .psk, .dhePSK, .ecdhePSK, .srp: false
        }
    }

    var isAnonymous: Bool {
        self == .dhAnonymous || self == .ecdhAnonymous
    }

    /// The part of the suite's name before `_WITH_`; a suite of TLS 1.3 has none.
    var name: String {
        switch self {
        case .tls13: ""
        case .rsa: "RSA"
        case .dheRSA: "DHE_RSA"
        case .dheDSS: "DHE_DSS"
        case .dhAnonymous: "DH_anon"
        case .ecdheRSA: "ECDHE_RSA"
        case .ecdheECDSA: "ECDHE_ECDSA"
        case .ecdhAnonymous: "ECDH_anon"
        case .psk: "PSK"
        case .dhePSK: "DHE_PSK"
        case .ecdhePSK: "ECDHE_PSK"
        case .rsaPSK: "RSA_PSK"
        case .srp: "SRP_SHA"
        case .srpRSA: "SRP_SHA_RSA"
        case .srpDSS: "SRP_SHA_DSS"
        case .gost256: "GOSTR341112_256"
        }
    }
}

extension CipherSuite.Cipher {
    var isAEAD: Bool {
        switch self {
        case .aes128GCM, .aes256GCM, .camellia128GCM, .camellia256GCM, .aria128GCM, .aria256GCM: true
        case .aes128CCM, .aes256CCM, .aes128CCM8, .aes256CCM8, .chacha20Poly1305: true
        case .null, .rc4, .gost28147CNT: false
        case .tripleDESCBC, .aes128CBC, .aes256CBC, .camellia128CBC, .camellia256CBC: false
        }
    }

    var usesCBC: Bool {
        switch self {
        case .tripleDESCBC, .aes128CBC, .aes256CBC, .camellia128CBC, .camellia256CBC: true
        case .aes128GCM, .aes256GCM, .camellia128GCM, .camellia256GCM, .aria128GCM, .aria256GCM: false
        case .aes128CCM, .aes256CCM, .aes128CCM8, .aes256CCM8, .chacha20Poly1305: false
        case .null, .rc4, .gost28147CNT: false
        }
    }

    var name: String {
        switch self {
        case .null: "NULL"
        case .rc4: "RC4_128"
        case .tripleDESCBC: "3DES_EDE_CBC"
        case .aes128CBC: "AES_128_CBC"
        case .aes256CBC: "AES_256_CBC"
        case .camellia128CBC: "CAMELLIA_128_CBC"
        case .camellia256CBC: "CAMELLIA_256_CBC"
        case .aes128GCM: "AES_128_GCM"
        case .aes256GCM: "AES_256_GCM"
        case .camellia128GCM: "CAMELLIA_128_GCM"
        case .camellia256GCM: "CAMELLIA_256_GCM"
        case .aria128GCM: "ARIA_128_GCM"
        case .aria256GCM: "ARIA_256_GCM"
        case .aes128CCM: "AES_128_CCM"
        case .aes256CCM: "AES_256_CCM"
        case .aes128CCM8: "AES_128_CCM_8"
        case .aes256CCM8: "AES_256_CCM_8"
        case .chacha20Poly1305: "CHACHA20_POLY1305"
        case .gost28147CNT: "28147_CNT"
        }
    }
}

extension CipherSuite.Digest {
    /// The end of the suite's name, with its underscore.
    var suffix: String {
        switch self {
        case .implied: ""
        case .md5: "_MD5"
        case .sha1: "_SHA"
        case .sha256: "_SHA256"
        case .sha384: "_SHA384"
        case .imit: "_IMIT"
        }
    }
}
