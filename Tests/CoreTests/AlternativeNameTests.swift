internal import SecureSocketCore
internal import TestSupport
internal import Testing

@Suite(.timeLimit(.minutes(5))) struct `The subject alternative name of a certificate` {
    private static let identifier: [UInt8] = [0x55, 0x1d, 0x11]

    private func isFound(_ certificate: [UInt8]) -> Bool {
        AlternativeName.isPresent(in: certificate.span)
    }

    private func value(_ tag: UInt8, _ content: [UInt8]...) -> [UInt8] {
        let bytes = content.flatMap { $0 }
        let length =
            bytes.count < 128 ? [UInt8(bytes.count)] : [0x82, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)]
        return [tag] + length + bytes
    }

    /// As much of a certificate as is looked at, with these extensions.
    private func certificate(_ extensions: [UInt8]...) -> [UInt8] {
        let list = value(0x30, extensions.flatMap { $0 })
        let padding = value(0x04, [UInt8](repeating: 0, count: 300))
        return value(0x30, value(0x30, value(0x02, [1]), padding, value(0xa3, list)), value(0x30), value(0x03, [0]))
    }

    /// An extension that is critical or not.
    private func entry(_ identifier: [UInt8], _ content: [UInt8], isCritical: Bool = false) -> [UInt8] {
        let critical = isCritical ? value(0x01, [0xff]) : []
        return value(0x30, value(0x06, identifier), critical, value(0x04, content))
    }

    private var name: [UInt8] { value(0x30, value(0x82, Array("host".utf8))) }

    @Test(arguments: ["server", "server-rsa", "server-wrong-name", "server-expired"])
    func `is found where it is`(_ certificate: String) throws {
        #expect(try isFound(Certificates.bytes(certificate + ".der")))
    }

    @Test(arguments: ["server-common-name-only", "ca", "server.key"])
    func `is not found where it is not`(_ certificate: String) throws {
        #expect(try !isFound(Certificates.bytes(certificate + ".der")))
    }

    @Test(arguments: [true, false])
    func `is found among other extensions, critical or not`(_ isCritical: Bool) {
        let other = entry([0x55, 0x1d, 0x0f], value(0x03, [7, 0x80]), isCritical: true)
        #expect(isFound(certificate(other, entry(Self.identifier, name, isCritical: isCritical), other)))
        #expect(!isFound(certificate(other, other)))
        #expect(!isFound(certificate()))
    }

    @Test func `is none where the list of names is empty or no list`() {
        #expect(!isFound(certificate(entry(Self.identifier, value(0x30)))))
        #expect(!isFound(certificate(entry(Self.identifier, []))))
        #expect(!isFound(certificate(entry(Self.identifier, value(0x82, Array("host".utf8))))))
    }

    @Test func `is not taken from bytes that only look like it`() {
        let looksLikeIt = entry(Self.identifier, name)
        #expect(!isFound(certificate(entry([0x55, 0x1d, 0x0e], looksLikeIt))))
        #expect(!isFound(certificate(entry(Self.identifier + [1], name))))
    }

    @Test func `is not found in a certificate that is cut anywhere`() throws {
        let bytes = try Certificates.bytes("server.der")
        for count in bytes.indices { #expect(!isFound(Array(bytes.prefix(count))), "cut to \(count)") }
    }

    @Test func `is looked for within the bounds of a certificate that is changed anywhere`() throws {
        let bytes = try Certificates.bytes("server.der")
        var found = 0
        for index in bytes.indices {
            for value: UInt8 in [0, 1, 2, 0x30, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x85, 0xff] {
                var changed = bytes
                changed[index] = value
                found += isFound(changed) ? 1 : 0
            }
        }
        // What does not matter for it was changed in most.
        #expect(found > bytes.count)
    }
}
