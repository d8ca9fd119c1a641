internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `No secret is printed` {
    private let key: [UInt8] = Array("Correct-Horse-16".utf8)

    @Test func `a secret shows its length and nothing else in any way of printing`() {
        let secret = Secret(key)
        #expect("\(secret)" == "Secret(16 bytes)")
        #expect(String(reflecting: secret) == "Secret(16 bytes)")
        var dumped = ""
        dump(secret, to: &dumped)
        expectNoKey(in: dumped)
        expectNoKey(in: dumped + "\(Optional(secret) as Any)\([secret])")
    }

    @Test func `a configuration with a pre-shared key is printed without it`() {
        let configuration = TLSConfiguration.psk(key: key)
        expectNoKey(in: everyText(of: configuration))
        expectNoKey(in: everyText(of: configuration.credentials))
    }

    @Test func `a configuration with a private key is printed without it`() throws {
        let file = try Certificates.bytes("server.key.der")
        let own = try CertificateCredentials(
            chain: [Certificates.bytes("server.der")],
            privateKey: Secret(file),
            password: Secret(key)
        )
        let configuration = TLSConfiguration(.stream, credentials: .certificate(own))
        expectNoKey(in: everyText(of: configuration))
        // PKCS#8 of a P-256 key has the private number here; what follows it is public.
        expectNone(of: Array(file[36..<68]), in: everyText(of: configuration))
    }

    @Test func `a socket and a backend are printed without the key`() throws {
        let socket = try ClientSocket(.psk(key: key))
        expectNoKey(in: everyText(of: socket))
        expectNoKey(in: everyText(of: socket.backend))
    }

    @Test func `errors about keys do not quote them`() throws {
        let long = [UInt8](repeating: 0, count: 600) + key
        var texts = [everyText(of: failure(.psk(key: long)) as Any)]
        let own = try CertificateCredentials(
            chain: [Certificates.bytes("server.der")],
            privateKey: Secret(key),
            password: Secret(key)
        )
        texts.append(everyText(of: failure(TLSConfiguration(.stream, credentials: .certificate(own))) as Any))
        let wrong = try Link(ClientBackend(.psk(key: key)), ServerBackend(.psk(key: key.reversed())))
        let outcome = wrong.handshake()
        #expect(outcome.client != nil)
        texts.append(everyText(of: outcome))
        for text in texts { expectNoKey(in: text) }
    }

    private func everyText(of value: Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        return dumped + "\(value)" + String(reflecting: value)
    }

    private func expectNoKey(in text: String) {
        expectNone(of: key, in: text)
        #expect(!text.contains("Correct"))
    }

    /// No part of eight bytes: as text, hexadecimal, base64, or as a list of numbers, in a line or in lines.
    private func expectNone(of bytes: [UInt8], in text: String) {
        let flat = text.lowercased().filter { !$0.isWhitespace && $0 != "-" }
        let part = Array(bytes[(bytes.count - 8)...])
        let hexadecimal = part.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        #expect(!flat.contains(hexadecimal))
        #expect(!flat.contains(part.map { String($0) }.joined(separator: ",")))
        #expect(!flat.contains(part.map { String($0) }.joined()))
        #expect(!text.contains(Data(bytes).base64EncodedString().prefix(10)))
        #expect(!text.contains(String(decoding: part, as: UTF8.self)))
    }
}
