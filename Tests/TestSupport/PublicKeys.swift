internal import Foundation
public import SecureSockets

extension Certificates {
    /// The public key of a certificate, such as `server`, as the DER of its SubjectPublicKeyInfo.
    public static func publicKey(_ name: String) throws -> [UInt8] {
        let certificate = try bytes(name + ".der")
        var fields = certificate[...]
        // Into the certificate, and in it into what is signed (RFC 5280, 4.1).
        for _ in 0..<2 { fields = fields[content(of: fields)] }
        // Version, serial number, signature algorithm, issuer, validity and subject come before.
        for _ in 0..<6 { fields = fields[content(of: fields).upperBound...] }
        return Array(fields[..<content(of: fields).upperBound])
    }

    /// The same as PEM.
    public static func publicKeyPEM(_ name: String) throws -> [UInt8] {
        let lines = Data(try publicKey(name)).base64EncodedString(options: [
            .lineLength64Characters, .endLineWithLineFeed,
        ])
        return Array("-----BEGIN PUBLIC KEY-----\n\(lines)\n-----END PUBLIC KEY-----\n".utf8)
    }

    /// The content of the first value of DER.
    private static func content(of bytes: ArraySlice<UInt8>) -> Range<Int> {
        let start = bytes.startIndex + 2
        let first = Int(bytes[start - 1])
        guard first >= 0x80 else { return start..<start + first }
        let length = bytes[start..<start + first - 0x80].reduce(0) { $0 << 8 | Int($1) }
        return start + first - 0x80..<start + first - 0x80 + length
    }
}

extension TLSConfiguration {
    /// An end that proves itself with the key of a certificate, or with nothing, and accepts the public keys of others.
    public static func rawPublicKey(
        _ kind: TransportKind,
        own: String? = nil,
        pinned: [String] = [],
        clients: ClientCertificatePolicy = .none
    ) throws -> TLSConfiguration {
        let credentials: Credentials =
            if let own { .rawPublicKey(.init(privateKey: Secret(try Certificates.bytes(own + ".key.der")))) } else {
                .none
            }
        var configuration = TLSConfiguration(kind, credentials: credentials)
        if !pinned.isEmpty { configuration.verification = .pinned(try pinned.map { try Certificates.publicKey($0) }) }
        configuration.verification.clientCertificate = clients
        return configuration
    }
}
