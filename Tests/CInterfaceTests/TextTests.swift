internal import CSecureSockets
internal import SecureSockets
internal import Testing

@Suite struct `What the C interface says` {
    @Test func `is of the version that the header has`() {
        #expect(secsock_version() == UInt32(SECSOCK_VERSION))
    }

    @Test func `names the library and what it can do`() {
        unsafe #expect(
            CText.of { unsafe secsock_library($0, $1) } == DefaultBackend.name + " " + DefaultBackend.runtimeVersion
        )
        #expect(secsock_features() == DefaultBackend.features.rawValue)
        let named: [(Int, FeatureSet)] = [
            (SECSOCK_FEATURE_DTLS12, .dtls12), (SECSOCK_FEATURE_TLS12, .tls12), (SECSOCK_FEATURE_TLS13, .tls13),
            (SECSOCK_FEATURE_PSK, .preSharedKeys), (SECSOCK_FEATURE_PSK_TLS13, .preSharedKeysTLS13),
            (SECSOCK_FEATURE_BINARY_IDENTITIES, .binaryIdentities), (SECSOCK_FEATURE_CERTIFICATES, .certificates),
            (SECSOCK_FEATURE_REVOCATION_LISTS, .revocationLists), (SECSOCK_FEATURE_SUPPLIED_CLOCK, .suppliedClock),
            (SECSOCK_FEATURE_APPLICATION_PROTOCOLS, .applicationProtocols), (SECSOCK_FEATURE_ALERTS, .alerts),
            (SECSOCK_FEATURE_COOKIES, .cookies), (SECSOCK_FEATURE_KEY_LOG, .keyLog),
            (SECSOCK_FEATURE_PARAMETER_CHOICE, .parameterChoice), (SECSOCK_FEATURE_TLS10, .tls10),
            (SECSOCK_FEATURE_TLS11, .tls11), (SECSOCK_FEATURE_DTLS10, .dtls10),
            (SECSOCK_FEATURE_EXACT_SUITE_OFFER, .exactSuiteOffer),
            (SECSOCK_FEATURE_FINITE_FIELD_CHOICE, .finiteFieldChoice), (SECSOCK_FEATURE_CHOSEN_ALERTS, .chosenAlerts),
            (SECSOCK_FEATURE_TOLERATED_WARNINGS, .toleratedWarnings),
            (SECSOCK_FEATURE_UNLIMITED_REPETITION, .unlimitedRepetition),
            (SECSOCK_FEATURE_RAW_PUBLIC_KEYS, .rawPublicKeys), (SECSOCK_FEATURE_PKCS11, .pkcs11),
            (SECSOCK_FEATURE_SESSION_IDS, .sessionIdentifiers), (SECSOCK_FEATURE_SESSION_TICKETS, .sessionTickets),
            (SECSOCK_FEATURE_CONNECTION_IDS, .connectionIDs),
        ]
        #expect(Set(named.map { $0.1 }) == Set(FeatureSet.all.map { $0.feature }))
        for (number, feature) in named { #expect(UInt64(number) == feature.rawValue) }
    }

    @Test func `has the numbers of reasons, versions and categories that Swift has`() {
        let reasons: [(Int, Reason)] = [
            (SECSOCK_REASON_UNSPECIFIED, .unspecified), (SECSOCK_REASON_LIKELY_WRONG_KEY, .likelyWrongKey),
            (SECSOCK_REASON_TRUNCATED_STREAM, .truncatedStream), (SECSOCK_REASON_UNKNOWN_ISSUER, .unknownIssuer),
            (SECSOCK_REASON_TLSA_MISMATCH, .tlsaMismatch), (SECSOCK_REASON_REPLACED, .replaced),
            (SECSOCK_REASON_MALFORMED_PUBLIC_KEY, .malformedPublicKey),
        ]
        for (number, reason) in reasons { #expect(number == Int(reason.rawValue)) }
        #expect(SECSOCK_DTLS12 == Int(TLSVersion.dtls12.rawValue))
        #expect(SECSOCK_TLS13 == Int(TLSVersion.tls13.rawValue))
        #expect(SECSOCK_CATEGORY_SYSTEM == Int(TLSError.Category.system.rawValue))
        #expect(SECSOCK_CATEGORY_ALERT == Int(TLSError.Category.alert.rawValue))
        #expect(SECSOCK_CATEGORY_LIBRARY == Int(TLSError.Category.library.rawValue))
    }

    @Test(arguments: 0...14)
    func `of an error is as long as there is room for, with its NUL`(_ size: Int) {
        var bytes = [CChar](repeating: 0x55, count: 20)
        let length = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            unsafe secsock_error_text(secsock_error(), buffer.baseAddress, size)
        }
        #expect(length == "success".utf8.count)
        let expected = size == 0 ? [] : "success".utf8.prefix(size - 1).map { CChar(bitPattern: $0) } + [0]
        #expect(Array(bytes.prefix(expected.count)) == expected)
        #expect(bytes[expected.count] == 0x55)
    }

    @Test func `is told in words for every error that there can be`() {
        for category in [1, 8572, 8573, 37_766, 65_535] as [UInt16] {
            for number in [0, 1, 36, 37, 255, 256, 65_535] as [UInt16] {
                let error = secsock_error(category: category, code: number, reason: number, sent_alert: number)
                unsafe #expect(!CText.of { unsafe secsock_error_text(error, $0, $1) }.isEmpty)
            }
        }
        let refused = secsock_error(category: 37_766, code: 111, reason: 12, sent_alert: 0)
        unsafe #expect(CText.of { unsafe secsock_error_text(refused, $0, $1) } == "nobody listens at the port")
    }

    @Test func `of a suite is its name`() {
        unsafe #expect(CText.of { unsafe secsock_cipher_suite_name(0xc0a8, $0, $1) } == "TLS_PSK_WITH_AES_128_CCM_8")
        unsafe #expect(CText.of { unsafe secsock_cipher_suite_name(0x5a5a, $0, $1) }.isEmpty)
    }

    @Test func `is wiped`() {
        var bytes: [UInt8] = [1, 2, 3, 4]
        unsafe bytes.withUnsafeMutableBytes { unsafe secsock_wipe($0.baseAddress, 3) }
        #expect(bytes == [0, 0, 0, 4])
        secsock_wipe(nil, 9)
        unsafe bytes.withUnsafeMutableBytes { unsafe secsock_wipe($0.baseAddress, -1) }
        #expect(bytes == [0, 0, 0, 4])
    }
}
