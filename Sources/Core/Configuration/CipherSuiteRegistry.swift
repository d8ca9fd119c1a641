/// The suites that GnuTLS 3.7.9 or OpenSSL 3.0 know, by number.
///
/// IANA's registry "TLS Cipher Suites" is the source. A suite takes six bytes here and its name is put together when it
/// is asked for, because that is a fraction of what the names themselves would take on a device.
enum CipherSuiteRegistry {
    /// One suite: its number and the three parts of its name.
    struct Entry {
        let identifier: UInt16
        let keyExchange: CipherSuite.KeyExchange
        let cipher: CipherSuite.Cipher
        let digest: CipherSuite.Digest

        init(
            _ identifier: UInt16,
            _ keyExchange: CipherSuite.KeyExchange,
            _ cipher: CipherSuite.Cipher,
            _ digest: CipherSuite.Digest
        ) {
            self.identifier = identifier
            self.keyExchange = keyExchange
            self.cipher = cipher
            self.digest = digest
        }

        var name: String {
            "TLS_" + prefix + cipher.name + digest.suffix
        }

        private var prefix: String {
            switch (keyExchange, cipher) {
            case (.tls13, _): ""
            // RFC 6655 turned the words around for these two only, and so did IANA.
            case (.dhePSK, .aes128CCM8), (.dhePSK, .aes256CCM8): "PSK_DHE_WITH_"
            default: keyExchange.name + "_WITH_"
            }
        }
    }

    /// Finds a suite by halving: the table is sorted.
    static func entry(for identifier: UInt16) -> Entry? {
        var lower = entries.startIndex
        var upper = entries.endIndex
        while lower < upper {
            let middle = lower + (upper - lower) / 2
            if entries[middle].identifier < identifier {
                lower = middle + 1
            } else {
                upper = middle
            }
        }
        guard lower < entries.endIndex, entries[lower].identifier == identifier else { return nil }
        return entries[lower]
    }

    /// The table, sorted by number.
    static let entries: [Entry] = [
        Entry(0x0001, .rsa, .null, .md5),
        Entry(0x0002, .rsa, .null, .sha1),
        Entry(0x0004, .rsa, .rc4, .md5),
        Entry(0x0005, .rsa, .rc4, .sha1),
        Entry(0x000A, .rsa, .tripleDESCBC, .sha1),
        Entry(0x0013, .dheDSS, .tripleDESCBC, .sha1),
        Entry(0x0016, .dheRSA, .tripleDESCBC, .sha1),
        Entry(0x0018, .dhAnonymous, .rc4, .md5),
        Entry(0x001B, .dhAnonymous, .tripleDESCBC, .sha1),
        Entry(0x002C, .psk, .null, .sha1),
        Entry(0x002D, .dhePSK, .null, .sha1),
        Entry(0x002E, .rsaPSK, .null, .sha1),
        Entry(0x002F, .rsa, .aes128CBC, .sha1),
        Entry(0x0032, .dheDSS, .aes128CBC, .sha1),
        Entry(0x0033, .dheRSA, .aes128CBC, .sha1),
        Entry(0x0034, .dhAnonymous, .aes128CBC, .sha1),
        Entry(0x0035, .rsa, .aes256CBC, .sha1),
        Entry(0x0038, .dheDSS, .aes256CBC, .sha1),
        Entry(0x0039, .dheRSA, .aes256CBC, .sha1),
        Entry(0x003A, .dhAnonymous, .aes256CBC, .sha1),
        Entry(0x003B, .rsa, .null, .sha256),
        Entry(0x003C, .rsa, .aes128CBC, .sha256),
        Entry(0x003D, .rsa, .aes256CBC, .sha256),
        Entry(0x0040, .dheDSS, .aes128CBC, .sha256),
        Entry(0x0041, .rsa, .camellia128CBC, .sha1),
        Entry(0x0044, .dheDSS, .camellia128CBC, .sha1),
        Entry(0x0045, .dheRSA, .camellia128CBC, .sha1),
        Entry(0x0046, .dhAnonymous, .camellia128CBC, .sha1),
        Entry(0x0066, .dheDSS, .rc4, .sha1),
        Entry(0x0067, .dheRSA, .aes128CBC, .sha256),
        Entry(0x006A, .dheDSS, .aes256CBC, .sha256),
        Entry(0x006B, .dheRSA, .aes256CBC, .sha256),
        Entry(0x006C, .dhAnonymous, .aes128CBC, .sha256),
        Entry(0x006D, .dhAnonymous, .aes256CBC, .sha256),
        Entry(0x0084, .rsa, .camellia256CBC, .sha1),
        Entry(0x0087, .dheDSS, .camellia256CBC, .sha1),
        Entry(0x0088, .dheRSA, .camellia256CBC, .sha1),
        Entry(0x0089, .dhAnonymous, .camellia256CBC, .sha1),
        Entry(0x008A, .psk, .rc4, .sha1),
        Entry(0x008B, .psk, .tripleDESCBC, .sha1),
        Entry(0x008C, .psk, .aes128CBC, .sha1),
        Entry(0x008D, .psk, .aes256CBC, .sha1),
        Entry(0x008E, .dhePSK, .rc4, .sha1),
        Entry(0x008F, .dhePSK, .tripleDESCBC, .sha1),
        Entry(0x0090, .dhePSK, .aes128CBC, .sha1),
        Entry(0x0091, .dhePSK, .aes256CBC, .sha1),
        Entry(0x0092, .rsaPSK, .rc4, .sha1),
        Entry(0x0093, .rsaPSK, .tripleDESCBC, .sha1),
        Entry(0x0094, .rsaPSK, .aes128CBC, .sha1),
        Entry(0x0095, .rsaPSK, .aes256CBC, .sha1),
        Entry(0x009C, .rsa, .aes128GCM, .sha256),
        Entry(0x009D, .rsa, .aes256GCM, .sha384),
        Entry(0x009E, .dheRSA, .aes128GCM, .sha256),
        Entry(0x009F, .dheRSA, .aes256GCM, .sha384),
        Entry(0x00A2, .dheDSS, .aes128GCM, .sha256),
        Entry(0x00A3, .dheDSS, .aes256GCM, .sha384),
        Entry(0x00A6, .dhAnonymous, .aes128GCM, .sha256),
        Entry(0x00A7, .dhAnonymous, .aes256GCM, .sha384),
        Entry(0x00A8, .psk, .aes128GCM, .sha256),
        Entry(0x00A9, .psk, .aes256GCM, .sha384),
        Entry(0x00AA, .dhePSK, .aes128GCM, .sha256),
        Entry(0x00AB, .dhePSK, .aes256GCM, .sha384),
        Entry(0x00AC, .rsaPSK, .aes128GCM, .sha256),
        Entry(0x00AD, .rsaPSK, .aes256GCM, .sha384),
        Entry(0x00AE, .psk, .aes128CBC, .sha256),
        Entry(0x00AF, .psk, .aes256CBC, .sha384),
        Entry(0x00B0, .psk, .null, .sha256),
        Entry(0x00B1, .psk, .null, .sha384),
        Entry(0x00B2, .dhePSK, .aes128CBC, .sha256),
        Entry(0x00B3, .dhePSK, .aes256CBC, .sha384),
        Entry(0x00B4, .dhePSK, .null, .sha256),
        Entry(0x00B5, .dhePSK, .null, .sha384),
        Entry(0x00B6, .rsaPSK, .aes128CBC, .sha256),
        Entry(0x00B7, .rsaPSK, .aes256CBC, .sha384),
        Entry(0x00B8, .rsaPSK, .null, .sha256),
        Entry(0x00B9, .rsaPSK, .null, .sha384),
        Entry(0x00BA, .rsa, .camellia128CBC, .sha256),
        Entry(0x00BD, .dheDSS, .camellia128CBC, .sha256),
        Entry(0x00BE, .dheRSA, .camellia128CBC, .sha256),
        Entry(0x00BF, .dhAnonymous, .camellia128CBC, .sha256),
        Entry(0x00C0, .rsa, .camellia256CBC, .sha256),
        Entry(0x00C3, .dheDSS, .camellia256CBC, .sha256),
        Entry(0x00C4, .dheRSA, .camellia256CBC, .sha256),
        Entry(0x00C5, .dhAnonymous, .camellia256CBC, .sha256),
        Entry(0x1301, .tls13, .aes128GCM, .sha256),
        Entry(0x1302, .tls13, .aes256GCM, .sha384),
        Entry(0x1303, .tls13, .chacha20Poly1305, .sha256),
        Entry(0x1304, .tls13, .aes128CCM, .sha256),
        Entry(0x1305, .tls13, .aes128CCM8, .sha256),
        Entry(0xC006, .ecdheECDSA, .null, .sha1),
        Entry(0xC007, .ecdheECDSA, .rc4, .sha1),
        Entry(0xC008, .ecdheECDSA, .tripleDESCBC, .sha1),
        Entry(0xC009, .ecdheECDSA, .aes128CBC, .sha1),
        Entry(0xC00A, .ecdheECDSA, .aes256CBC, .sha1),
        Entry(0xC010, .ecdheRSA, .null, .sha1),
        Entry(0xC011, .ecdheRSA, .rc4, .sha1),
        Entry(0xC012, .ecdheRSA, .tripleDESCBC, .sha1),
        Entry(0xC013, .ecdheRSA, .aes128CBC, .sha1),
        Entry(0xC014, .ecdheRSA, .aes256CBC, .sha1),
        Entry(0xC015, .ecdhAnonymous, .null, .sha1),
        Entry(0xC016, .ecdhAnonymous, .rc4, .sha1),
        Entry(0xC017, .ecdhAnonymous, .tripleDESCBC, .sha1),
        Entry(0xC018, .ecdhAnonymous, .aes128CBC, .sha1),
        Entry(0xC019, .ecdhAnonymous, .aes256CBC, .sha1),
        Entry(0xC01A, .srp, .tripleDESCBC, .sha1),
        Entry(0xC01B, .srpRSA, .tripleDESCBC, .sha1),
        Entry(0xC01C, .srpDSS, .tripleDESCBC, .sha1),
        Entry(0xC01D, .srp, .aes128CBC, .sha1),
        Entry(0xC01E, .srpRSA, .aes128CBC, .sha1),
        Entry(0xC01F, .srpDSS, .aes128CBC, .sha1),
        Entry(0xC020, .srp, .aes256CBC, .sha1),
        Entry(0xC021, .srpRSA, .aes256CBC, .sha1),
        Entry(0xC022, .srpDSS, .aes256CBC, .sha1),
        Entry(0xC023, .ecdheECDSA, .aes128CBC, .sha256),
        Entry(0xC024, .ecdheECDSA, .aes256CBC, .sha384),
        Entry(0xC027, .ecdheRSA, .aes128CBC, .sha256),
        Entry(0xC028, .ecdheRSA, .aes256CBC, .sha384),
        Entry(0xC02B, .ecdheECDSA, .aes128GCM, .sha256),
        Entry(0xC02C, .ecdheECDSA, .aes256GCM, .sha384),
        Entry(0xC02F, .ecdheRSA, .aes128GCM, .sha256),
        Entry(0xC030, .ecdheRSA, .aes256GCM, .sha384),
        Entry(0xC033, .ecdhePSK, .rc4, .sha1),
        Entry(0xC034, .ecdhePSK, .tripleDESCBC, .sha1),
        Entry(0xC035, .ecdhePSK, .aes128CBC, .sha1),
        Entry(0xC036, .ecdhePSK, .aes256CBC, .sha1),
        Entry(0xC037, .ecdhePSK, .aes128CBC, .sha256),
        Entry(0xC038, .ecdhePSK, .aes256CBC, .sha384),
        Entry(0xC039, .ecdhePSK, .null, .sha1),
        Entry(0xC03A, .ecdhePSK, .null, .sha256),
        Entry(0xC03B, .ecdhePSK, .null, .sha384),
        Entry(0xC050, .rsa, .aria128GCM, .sha256),
        Entry(0xC051, .rsa, .aria256GCM, .sha384),
        Entry(0xC052, .dheRSA, .aria128GCM, .sha256),
        Entry(0xC053, .dheRSA, .aria256GCM, .sha384),
        Entry(0xC056, .dheDSS, .aria128GCM, .sha256),
        Entry(0xC057, .dheDSS, .aria256GCM, .sha384),
        Entry(0xC05C, .ecdheECDSA, .aria128GCM, .sha256),
        Entry(0xC05D, .ecdheECDSA, .aria256GCM, .sha384),
        Entry(0xC060, .ecdheRSA, .aria128GCM, .sha256),
        Entry(0xC061, .ecdheRSA, .aria256GCM, .sha384),
        Entry(0xC06A, .psk, .aria128GCM, .sha256),
        Entry(0xC06B, .psk, .aria256GCM, .sha384),
        Entry(0xC06C, .dhePSK, .aria128GCM, .sha256),
        Entry(0xC06D, .dhePSK, .aria256GCM, .sha384),
        Entry(0xC06E, .rsaPSK, .aria128GCM, .sha256),
        Entry(0xC06F, .rsaPSK, .aria256GCM, .sha384),
        Entry(0xC072, .ecdheECDSA, .camellia128CBC, .sha256),
        Entry(0xC073, .ecdheECDSA, .camellia256CBC, .sha384),
        Entry(0xC076, .ecdheRSA, .camellia128CBC, .sha256),
        Entry(0xC077, .ecdheRSA, .camellia256CBC, .sha384),
        Entry(0xC07A, .rsa, .camellia128GCM, .sha256),
        Entry(0xC07B, .rsa, .camellia256GCM, .sha384),
        Entry(0xC07C, .dheRSA, .camellia128GCM, .sha256),
        Entry(0xC07D, .dheRSA, .camellia256GCM, .sha384),
        Entry(0xC080, .dheDSS, .camellia128GCM, .sha256),
        Entry(0xC081, .dheDSS, .camellia256GCM, .sha384),
        Entry(0xC084, .dhAnonymous, .camellia128GCM, .sha256),
        Entry(0xC085, .dhAnonymous, .camellia256GCM, .sha384),
        Entry(0xC086, .ecdheECDSA, .camellia128GCM, .sha256),
        Entry(0xC087, .ecdheECDSA, .camellia256GCM, .sha384),
        Entry(0xC08A, .ecdheRSA, .camellia128GCM, .sha256),
        Entry(0xC08B, .ecdheRSA, .camellia256GCM, .sha384),
        Entry(0xC08E, .psk, .camellia128GCM, .sha256),
        Entry(0xC08F, .psk, .camellia256GCM, .sha384),
        Entry(0xC090, .dhePSK, .camellia128GCM, .sha256),
        Entry(0xC091, .dhePSK, .camellia256GCM, .sha384),
        Entry(0xC092, .rsaPSK, .camellia128GCM, .sha256),
        Entry(0xC093, .rsaPSK, .camellia256GCM, .sha384),
        Entry(0xC094, .psk, .camellia128CBC, .sha256),
        Entry(0xC095, .psk, .camellia256CBC, .sha384),
        Entry(0xC096, .dhePSK, .camellia128CBC, .sha256),
        Entry(0xC097, .dhePSK, .camellia256CBC, .sha384),
        Entry(0xC098, .rsaPSK, .camellia128CBC, .sha256),
        Entry(0xC099, .rsaPSK, .camellia256CBC, .sha384),
        Entry(0xC09A, .ecdhePSK, .camellia128CBC, .sha256),
        Entry(0xC09B, .ecdhePSK, .camellia256CBC, .sha384),
        Entry(0xC09C, .rsa, .aes128CCM, .implied),
        Entry(0xC09D, .rsa, .aes256CCM, .implied),
        Entry(0xC09E, .dheRSA, .aes128CCM, .implied),
        Entry(0xC09F, .dheRSA, .aes256CCM, .implied),
        Entry(0xC0A0, .rsa, .aes128CCM8, .implied),
        Entry(0xC0A1, .rsa, .aes256CCM8, .implied),
        Entry(0xC0A2, .dheRSA, .aes128CCM8, .implied),
        Entry(0xC0A3, .dheRSA, .aes256CCM8, .implied),
        Entry(0xC0A4, .psk, .aes128CCM, .implied),
        Entry(0xC0A5, .psk, .aes256CCM, .implied),
        Entry(0xC0A6, .dhePSK, .aes128CCM, .implied),
        Entry(0xC0A7, .dhePSK, .aes256CCM, .implied),
        Entry(0xC0A8, .psk, .aes128CCM8, .implied),
        Entry(0xC0A9, .psk, .aes256CCM8, .implied),
        Entry(0xC0AA, .dhePSK, .aes128CCM8, .implied),
        Entry(0xC0AB, .dhePSK, .aes256CCM8, .implied),
        Entry(0xC0AC, .ecdheECDSA, .aes128CCM, .implied),
        Entry(0xC0AD, .ecdheECDSA, .aes256CCM, .implied),
        Entry(0xC0AE, .ecdheECDSA, .aes128CCM8, .implied),
        Entry(0xC0AF, .ecdheECDSA, .aes256CCM8, .implied),
        Entry(0xC102, .gost256, .gost28147CNT, .imit),
        Entry(0xCCA8, .ecdheRSA, .chacha20Poly1305, .sha256),
        Entry(0xCCA9, .ecdheECDSA, .chacha20Poly1305, .sha256),
        Entry(0xCCAA, .dheRSA, .chacha20Poly1305, .sha256),
        Entry(0xCCAB, .psk, .chacha20Poly1305, .sha256),
        Entry(0xCCAC, .ecdhePSK, .chacha20Poly1305, .sha256),
        Entry(0xCCAD, .dhePSK, .chacha20Poly1305, .sha256),
        Entry(0xCCAE, .rsaPSK, .chacha20Poly1305, .sha256),
    ]
}
