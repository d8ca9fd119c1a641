/// Certificates and revocation lists that are made up: in form, and signed by nobody.
public enum DERBuilder {
    /// A value of a tag with these values, or whatever, in it.
    public static func value(_ tag: UInt8, _ content: [UInt8]...) -> [UInt8] {
        let content = content.flatMap { $0 }
        return [tag] + DERTree.Length.right.octets(of: content.count) + content
    }

    /// A UTCTime, such as `250101000000Z`, or a GeneralizedTime, whose year has four digits.
    public static func time(_ text: String) -> [UInt8] {
        value(text.utf8.count > 13 ? 0x18 : 0x17, Array(text.utf8))
    }

    /// A name of one part, the common name.
    public static func name(_ text: String) -> [UInt8] {
        value(0x30, value(0x31, value(0x30, [0x06, 0x03, 0x55, 0x04, 0x03], value(0x0c, Array(text.utf8)))))
    }

    /// A certificate of version 3 with the public key of `ca.der`.
    public static func certificate(
        _ subject: String = "server",
        issuer: String = "ca",
        notBefore: String = "200101000000Z",
        notAfter: String = "20991231235959Z",
        extensions: [[UInt8]] = []
    ) throws -> [UInt8] {
        let body = value(
            0x30,
            [0xa0, 0x03, 0x02, 0x01, 0x02],
            [0x02, 0x01, 0x01],
            algorithm,
            name(issuer),
            value(0x30, time(notBefore), time(notAfter)),
            name(subject),
            try publicKey(),
            extensions.isEmpty ? [] : value(0xa3, value(0x30, extensions.flatMap { $0 }))
        )
        return value(0x30, body, algorithm, signature)
    }

    /// A revocation list of version 2; `entries` are serial numbers.
    public static func revocationList(nextUpdate: String? = "491231235959Z", entries: [[UInt8]]) -> [UInt8] {
        let revoked = entries.flatMap { value(0x30, value(0x02, $0), time("240101000000Z")) }
        let body = value(
            0x30,
            [0x02, 0x01, 0x01],
            algorithm,
            name("ca"),
            time("250101000000Z"),
            nextUpdate.map { time($0) } ?? [],
            value(0x30, revoked),
            value(0xa0, value(0x30, value(0x30, [0x06, 0x03, 0x55, 0x1d, 0x14], value(0x04, [0x02, 0x01, 0x01]))))
        )
        return value(0x30, body, algorithm, signature)
    }

    /// An extension of certificates (2.5.29) by its number.
    public static func certificateExtension(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
        value(0x30, [0x06, 0x03, 0x55, 0x1d, number], value(0x04, content))
    }

    /// ECDSA with SHA-256.
    private static let algorithm: [UInt8] = [
        0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02,
    ]
    private static let signature: [UInt8] = [0x03, 0x09, 0x00, 0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01]

    /// The SubjectPublicKeyInfo of a key on P-256.
    private static func publicKey() throws -> [UInt8] {
        let length = 91
        let begin: [UInt8] = [0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]
        let certificate = try MaterialSeeds.file("ca.der")
        let start = certificate.indices.first { certificate[$0...].starts(with: begin) } ?? 0
        return Array(certificate[start..<start + length])
    }
}
