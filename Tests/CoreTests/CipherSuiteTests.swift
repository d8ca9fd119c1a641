import Foundation
import SecureSocketCore
import TestSupport
import Testing

/// A line of a program's list of suites.
private struct ListedSuite {
    let rawValue: UInt16
    let name: String
}

@Suite(.bounded)
struct CipherSuiteTests {
    @Test func `every suite of OpenSSL has the name that OpenSSL calls standard`() throws {
        let listed = try suitesOfOpenSSL()
        #expect(listed.count >= 150)
        for suite in listed {
            #expect(CipherSuite(rawValue: suite.rawValue).name == suite.name)
        }
    }

    @Test func `every suite of GnuTLS has its IANA name`() throws {
        let listed = try suitesOfGnuTLS()
        #expect(listed.count >= 180)
        for suite in listed {
            let name = try #require(CipherSuite(rawValue: suite.rawValue).name, "\(suite)")
            #expect(spellingOfGnuTLS(name) == suite.name)
        }
    }

    @Test func `the registry has no suite that neither library knows`() throws {
        let listed = Set(try (suitesOfOpenSSL() + suitesOfGnuTLS()).map(\.rawValue))
        #expect(CipherSuite.known.filter { !listed.contains($0.rawValue) } == [])
    }

    @Test func `the registry is sorted and has each number and each name once`() {
        let numbers = CipherSuite.known.map(\.rawValue)
        #expect(numbers == Set(numbers).sorted())
        #expect(Set(CipherSuite.known.compactMap(\.name)).count == numbers.count)
    }

    @Test func `a name leads back to its suite, whatever the case of its letters`() throws {
        for suite in CipherSuite.known {
            let name = try #require(suite.name)
            #expect(CipherSuite(name: name) == suite)
            #expect(CipherSuite(name: name.lowercased()) == suite)
            #expect(CipherSuite(name: name.uppercased()) == suite)
            #expect(suite.description == name)
        }
    }

    @Test(arguments: [
        "", "TLS_", "TLS_PSK_WITH_AES_128_CCM_", "TLS_PSK_WITH_AES_128_CCM_8 ", "TLS_PSK_AES_128_CCM_8",
        "TLS_DHE_PSK_WITH_AES_128_CCM_8", "PSK-AES128-CCM8", "0xC0A8", "TLS_PSK_WITH_AES_128_CCM_8\u{301}",
    ])
    func `what is no IANA name is no suite`(name: String) {
        #expect(CipherSuite(name: name) == nil)
    }

    @Test(arguments: [0x0000, 0x00FF, 0x0A0A, 0x13FF, 0x5600, 0xC0FF, 0xFFFF] as [UInt16])
    func `an unknown number survives and answers no question with yes`(number: UInt16) {
        let suite = CipherSuite(rawValue: number)
        #expect(suite.rawValue == number)
        #expect(suite.name == nil)
        #expect(suite.description == "0x" + String(format: "%04X", Int(number)))
        #expect(suite.keyExchange == nil && suite.cipher == nil && suite.digest == nil)
        #expect(!suite.usesPreSharedKey && !suite.usesServerCertificate && !suite.isAnonymous)
        #expect(!suite.isAEAD && !suite.usesCBC && !suite.isNull)
        #expect(suite.isTLS13 == (number == 0x13FF))
    }

    @Test func `a number has a name exactly if its suite is known`() {
        let known = Set(CipherSuite.known.map(\.rawValue))
        for number in UInt16.min...UInt16.max {
            #expect((CipherSuite(rawValue: number).name != nil) == known.contains(number))
        }
    }
}

/// The answers about a suite must follow from its name.
@Suite(.bounded)
struct CipherSuitePropertyTests {
    private func expectForEachName(_ property: (CipherSuite) -> Bool, _ expected: (String) -> Bool) throws {
        for suite in CipherSuite.known {
            let name = try #require(suite.name)
            #expect(property(suite) == expected(name), "\(name)")
        }
    }

    @Test func `TLS 1-3 are the suites without a key exchange`() throws {
        try expectForEachName({ $0.isTLS13 }, { !$0.contains("_WITH_") })
        try expectForEachName({ $0.keyExchange == .tls13 }, { !$0.contains("_WITH_") })
    }

    @Test func `pre-shared keys are in the name`() throws {
        try expectForEachName({ $0.usesPreSharedKey }, { $0.contains("_PSK_") })
    }

    @Test func `a certificate signs or decrypts, or TLS 1-3 decides later`() throws {
        try expectForEachName(
            { $0.usesServerCertificate },
            { name in
                let signed = ["_RSA_", "_DSS_", "_ECDSA_", "_GOSTR341112_256_"].contains { name.contains($0) }
                return signed || !name.contains("_WITH_")
            }
        )
    }

    @Test func `a suite of TLS 1-2 has a certificate, a key, a password or nobody proves anything`() {
        for suite in CipherSuite.known where !suite.isTLS13 {
            let isPassword = suite.keyExchange == .srp
            #expect(
                suite.usesServerCertificate || suite.usesPreSharedKey || isPassword || suite.isAnonymous,
                "\(suite)"
            )
            #expect(!suite.isAnonymous || !(suite.usesServerCertificate || suite.usesPreSharedKey), "\(suite)")
        }
    }

    @Test func `anonymous is in the name`() throws {
        try expectForEachName({ $0.isAnonymous }, { $0.contains("_anon_") })
    }

    @Test func `AEAD is GCM, CCM or Poly1305`() throws {
        try expectForEachName(
            { $0.isAEAD },
            { name in ["GCM", "CCM", "POLY1305"].contains { name.contains($0) } }
        )
    }

    @Test func `CBC and NULL are in the name`() throws {
        try expectForEachName({ $0.usesCBC }, { $0.contains("_CBC_") })
        try expectForEachName({ $0.isNull }, { $0.contains("_NULL_") })
    }

    @Test func `the digest is the end of the name`() throws {
        try expectForEachName({ $0.digest == .sha384 }, { $0.hasSuffix("_SHA384") })
        try expectForEachName({ $0.digest == .sha256 }, { $0.hasSuffix("_SHA256") })
        try expectForEachName({ $0.digest == .sha1 }, { $0.hasSuffix("_SHA") })
        try expectForEachName({ $0.digest == .md5 }, { $0.hasSuffix("_MD5") })
        try expectForEachName({ $0.digest == .implied }, { $0.hasSuffix("_CCM") || $0.hasSuffix("_CCM_8") })
    }

    @Test func `DHE_PSK is one key exchange in both of its spellings`() throws {
        try expectForEachName(
            { $0.keyExchange == .dhePSK },
            { $0.hasPrefix("TLS_DHE_PSK_") || $0.hasPrefix("TLS_PSK_DHE_") }
        )
    }
}

@Suite(.bounded)
struct CipherSuiteProfileTests {
    @Test func `LwM2M has its four suites in order`() {
        #expect(
            CipherSuiteProfile.lwm2m.suites.map(\.description) == [
                "TLS_PSK_WITH_AES_128_CCM_8",
                "TLS_PSK_WITH_AES_128_CBC_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8",
                "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
            ]
        )
        #expect(CipherSuiteProfile.lwm2m.suites.map(\.rawValue) == [0xC0A8, 0x00AE, 0xC0AE, 0xC023])
        #expect(CipherSuiteProfile.lwm2m.name == "lwm2m")
    }

    @Test func `the default has authenticated encryption only, and no RSA key exchange`() {
        let suites = CipherSuiteProfile.default.suites
        #expect(CipherSuiteProfile.default.name == "default")
        #expect(suites.allSatisfy { $0.name != nil && $0.isAEAD && !$0.isAnonymous })
        #expect(suites.allSatisfy { $0.keyExchange != .rsa && $0.keyExchange != .rsaPSK })
        #expect(Set(suites).count == suites.count)
    }

    @Test func `the default prefers TLS 1-3, then forward secrecy`() {
        let ranks = CipherSuiteProfile.default.suites.map { suite in
            suite.isTLS13 ? 0 : suite.keyExchange == .psk ? 2 : 1
        }
        #expect(ranks == ranks.sorted())
        #expect(ranks.filter { $0 == 0 }.count == 4)
    }

    @Test func `a constant has the number that its identifier names`() {
        let constants: [(CipherSuite, String)] = [
            (.TLS_AES_128_GCM_SHA256, "TLS_AES_128_GCM_SHA256"),
            (.TLS_AES_256_GCM_SHA384, "TLS_AES_256_GCM_SHA384"),
            (.TLS_CHACHA20_POLY1305_SHA256, "TLS_CHACHA20_POLY1305_SHA256"),
            (.TLS_AES_128_CCM_SHA256, "TLS_AES_128_CCM_SHA256"),
            (.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
            (.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
            (.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
            (.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
            (.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
            (.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
            (.TLS_ECDHE_ECDSA_WITH_AES_128_CCM, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM"),
            (.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"),
            (.TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256, "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256"),
            (.TLS_DHE_PSK_WITH_AES_128_GCM_SHA256, "TLS_DHE_PSK_WITH_AES_128_GCM_SHA256"),
            (.TLS_DHE_PSK_WITH_AES_256_GCM_SHA384, "TLS_DHE_PSK_WITH_AES_256_GCM_SHA384"),
            (.TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256, "TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256"),
            (.TLS_DHE_PSK_WITH_AES_128_CCM, "TLS_DHE_PSK_WITH_AES_128_CCM"),
            (.TLS_PSK_WITH_AES_128_GCM_SHA256, "TLS_PSK_WITH_AES_128_GCM_SHA256"),
            (.TLS_PSK_WITH_AES_256_GCM_SHA384, "TLS_PSK_WITH_AES_256_GCM_SHA384"),
            (.TLS_PSK_WITH_CHACHA20_POLY1305_SHA256, "TLS_PSK_WITH_CHACHA20_POLY1305_SHA256"),
            (.TLS_PSK_WITH_AES_128_CCM, "TLS_PSK_WITH_AES_128_CCM"),
            (.TLS_PSK_WITH_AES_128_CCM_8, "TLS_PSK_WITH_AES_128_CCM_8"),
            (.TLS_PSK_WITH_AES_128_CBC_SHA256, "TLS_PSK_WITH_AES_128_CBC_SHA256"),
            (.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"),
        ]
        for (suite, identifier) in constants {
            #expect(suite.name == identifier)
        }
    }

    @Test func `profiles are equal by name and order`() {
        let profile = CipherSuiteProfile(name: "mine", suites: [.TLS_PSK_WITH_AES_128_CCM_8, .TLS_AES_128_GCM_SHA256])
        #expect(profile == CipherSuiteProfile(name: "mine", suites: profile.suites))
        #expect(profile != CipherSuiteProfile(name: "yours", suites: profile.suites))
        #expect(profile != CipherSuiteProfile(name: "mine", suites: profile.suites.reversed()))
        #expect(Set([profile, profile, .default, .lwm2m]).count == 3)
    }
}

/// What `openssl ciphers` lists with everything on, also what Debian's configuration and security level leave out.
private func suitesOfOpenSSL() throws -> [ListedSuite] {
    let text = try Program.output(
        of: "openssl",
        "ciphers",
        "-V",
        "-stdname",
        "-ciphersuites",
        "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256:"
            + "TLS_AES_128_CCM_8_SHA256",
        "ALL:COMPLEMENTOFALL:@SECLEVEL=0"
    )
    // "          0xC0,0x2C - TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 - ECDHE-ECDSA-AES256-GCM-SHA384 TLSv1.2 ..."
    return text.matches(of: #/0x(..),0x(..) - (TLS_\w+) /#).compactMap { line in
        UInt16(line.1 + line.2, radix: 16).map { ListedSuite(rawValue: $0, name: String(line.3)) }
    }
}

private func suitesOfGnuTLS() throws -> [ListedSuite] {
    // "TLS_PSK_AES_128_CCM_8                              0xc0, 0xa8   TLS1.2"
    try Program.output(of: "gnutls-cli", "--list").matches(of: /(TLS_\w+)\s+0x(..), 0x(..)\s/).compactMap { line in
        UInt16(line.2 + line.3, radix: 16).map { ListedSuite(rawValue: $0, name: String(line.1)) }
    }
}

/// What GnuTLS makes of a name of IANA's.
private func spellingOfGnuTLS(_ name: String) -> String {
    var spelling = name
    let isTLS13 = !name.contains("_WITH_")
    if !isTLS13, name.hasSuffix("_CHACHA20_POLY1305_SHA256") {
        spelling.removeLast("_SHA256".count)
    }
    if spelling.hasSuffix("_SHA") {
        spelling += "1"
    }
    return
        spelling
        .replacingOccurrences(of: "_WITH_", with: "_")
        .replacingOccurrences(of: "_PSK_DHE_", with: "_DHE_PSK_")
        .replacingOccurrences(of: "_anon_", with: "_ANON_")
        .replacingOccurrences(of: "_RC4_128_", with: "_ARCFOUR_128_")
}
