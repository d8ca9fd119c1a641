import Foundation
import SecureSocketCore
import TestSupport
import Testing

@Suite(.bounded)
struct NamedGroupTests {
    @Test func `the groups in use have the numbers of their RFCs`() {
        let expected: [(NamedGroup, UInt16, String)] = [
            (.secp192r1, 19, "secp192r1"), (.secp224r1, 21, "secp224r1"), (.secp256r1, 23, "secp256r1"),
            (.secp384r1, 24, "secp384r1"), (.secp521r1, 25, "secp521r1"), (.brainpoolP256r1, 26, "brainpoolP256r1"),
            (.brainpoolP384r1, 27, "brainpoolP384r1"), (.brainpoolP512r1, 28, "brainpoolP512r1"),
            (.x25519, 29, "x25519"), (.x448, 30, "x448"), (.ffdhe2048, 256, "ffdhe2048"),
            (.ffdhe3072, 257, "ffdhe3072"), (.ffdhe4096, 258, "ffdhe4096"), (.ffdhe6144, 259, "ffdhe6144"),
            (.ffdhe8192, 260, "ffdhe8192"),
        ]
        for (group, rawValue, name) in expected {
            #expect(group.rawValue == rawValue)
            #expect(group.name == name)
            #expect(group.description == name)
        }
    }

    @Test func `every group of GnuTLS has an IANA name`() throws {
        // "Groups: GROUP-SECP192R1, GROUP-SECP224R1, ..."
        let names = try Program.output(of: "gnutls-cli", "--list").matches(of: /GROUP-(\w+)/).map { String($0.1) }
        #expect(names.count >= 14)
        for name in names {
            #expect(NamedGroup(name: name) != nil, "\(name)")
        }
    }

    @Test func `every SEC and Brainpool curve that TLS has is one of OpenSSL's`() throws {
        let text = try Program.output(of: "openssl", "ecparam", "-list_curves")
        let curves = Set(text.matches(of: /(?m)^\s+([\w-]+)\s*:/).map { String($0.1) })
        for group in NamedGroup.known.filter({ $0.rawValue <= 28 }) {
            let name = try #require(group.name)
            // Two curves go by their ANSI X9.62 names there.
            let alias = ["secp192r1": "prime192v1", "secp256r1": "prime256v1"][name] ?? name
            #expect(curves.contains(alias), "\(name)")
        }
    }

    @Test func `a name leads back to its group, and known are exactly those with a name`() throws {
        for group in NamedGroup.known {
            let name = try #require(group.name)
            #expect(NamedGroup(name: name) == group)
            #expect(NamedGroup(name: name.uppercased()) == group)
        }
        let named = (UInt16.min...UInt16.max).map(NamedGroup.init(rawValue:)).filter { $0.name != nil }
        #expect(named == NamedGroup.known)
        #expect(Set(named.compactMap(\.name)).count == named.count)
    }

    @Test(arguments: [(0, "0x0000"), (0x2A2A, "0x2A2A"), (0xFFFF, "0xFFFF"), (0x0A0F, "0x0A0F")] as [(UInt16, String)])
    func `an unknown number survives`(number: UInt16, text: String) {
        let group = NamedGroup(rawValue: number)
        #expect(group.rawValue == number)
        #expect(group.name == nil)
        #expect(group.description == text)
    }

    @Test(arguments: ["", "P-256", "prime256v1", "secp256r", "secp256r1 ", "0x0017"])
    func `what is no IANA name is no group`(name: String) {
        #expect(NamedGroup(name: name) == nil)
    }
}
