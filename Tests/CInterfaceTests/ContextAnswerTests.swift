internal import CSecureSockets
internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite struct `A context of the C interface` {
    private struct Finding: Decodable {
        let name: String
        let severity: String
        let text: String
    }

    private struct Parameter: Decodable {
        let number: UInt16
        let name: String
        let why: String?
    }

    private struct Selection: Decodable {
        let offered: [Parameter]
        let refused: [Parameter]
    }

    private struct Parameters: Decodable {
        let cipherSuites: Selection
        let groups: Selection
        let signatureSchemes: Selection
    }

    @Test func `says what is weak about it, by role`() throws {
        let context = try CContext(SECSOCK_STREAM) { configuration, arena in
            CContext.anchors(&configuration, arena)
            unsafe configuration.skips_name_check = 1
        }
        let findings = try JSONDecoder().decode([Finding].self, from: Data(Self.findings(context).utf8))
        var configuration = try TLSConfiguration.client(.stream)
        configuration.verification.checksName = false
        let expected = try DefaultBackend(configuration).findings(as: .client)
        #expect(findings.map { $0.name } == expected.map { $0.name })
        #expect(findings.map { $0.text } == expected.map { $0.text })
        #expect(findings.first { $0.name == "name-unchecked" }?.severity == "warning")
        #expect(Self.findings(context, SECSOCK_SERVER) != Self.findings(context))
        for role in [0, 3, Int(UInt32.max)] { #expect(Self.findings(context, role).isEmpty) }
    }

    @Test func `says what it offers, and what it cannot and why`() throws {
        let suites: [CipherSuite] = [
            .TLS_PSK_WITH_AES_128_CCM_8, CipherSuite(rawValue: 0xc02b), CipherSuite(rawValue: 0x5a5a),
        ]
        let context = try CContext { configuration, arena in
            CContext.psk(&configuration, arena)
            unsafe configuration.cipher_suites = unsafe arena.list(suites.map { $0.rawValue })
            unsafe configuration.cipher_suite_count = suites.count
        }
        let text = unsafe CText.of(size: 65_536) { unsafe secsock_context_parameters(context.pointer, $0, $1) }
        let parameters = try JSONDecoder().decode(Parameters.self, from: Data(text.utf8))
        var configuration = TLSConfiguration.psk()
        configuration.cipherSuites = suites
        let expected = try DefaultBackend(configuration)
        #expect(parameters.cipherSuites.offered.map { $0.number } == [0xc0a8])
        #expect(parameters.cipherSuites.offered.map { $0.name } == ["TLS_PSK_WITH_AES_128_CCM_8"])
        #expect(parameters.cipherSuites.refused.map { $0.number } == [0xc02b, 0x5a5a])
        #expect(parameters.cipherSuites.refused.map { $0.why } == expected.suites.refused.map { $0.why })
        #expect(parameters.groups.offered.map { $0.number } == expected.groups.offered.map { $0.rawValue })
        let schemes = expected.signatureSchemes.offered.map { $0.rawValue }
        #expect(parameters.signatureSchemes.offered.map { $0.number } == schemes)
        var numbers = [UInt16](repeating: 7, count: 3)
        #expect(unsafe secsock_context_cipher_suites(context.pointer, &numbers, 3) == 1)
        #expect(numbers == [0xc0a8, 7, 7])
        #expect(unsafe secsock_context_cipher_suites(context.pointer, nil, 3) == 1)
        for capacity in [0, -1, Int.min] {
            #expect(unsafe secsock_context_cipher_suites(context.pointer, &numbers, capacity) == 1)
        }
        #expect(numbers == [0xc0a8, 7, 7])
    }

    @Test func `that is NULL says nothing`() {
        var byte = CChar(7)
        #expect(unsafe secsock_context_findings(nil, UInt32(SECSOCK_CLIENT), &byte, 1) == 0)
        #expect(byte == 0)
        byte = 7
        #expect(unsafe secsock_context_parameters(nil, &byte, 1) == 0)
        #expect(byte == 0)
        #expect(secsock_context_cipher_suites(nil, nil, 0) == 0)
    }

    private static func findings(_ context: CContext, _ role: Int = SECSOCK_CLIENT) -> String {
        unsafe CText.of(size: 65_536) { unsafe secsock_context_findings(context.pointer, UInt32(role), $0, $1) }
    }
}
