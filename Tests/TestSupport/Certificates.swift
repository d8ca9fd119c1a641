internal import Foundation
public import SecureSockets

/// What `certs/generate` made: each file is named for what it is.
public enum Certificates {
    /// The folder.
    public static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "certs")
        .path(percentEncoded: false)

    /// The path of a file, such as `ca.pem`, for programs that read it themselves.
    public static func path(_ name: String) -> String {
        folder + "/" + name
    }

    /// The bytes of a file, such as `ca.pem`.
    public static func bytes(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(filePath: folder).appending(path: name)))
    }

    /// A certificate with its key, such as `server`; DER unless `pem`.
    public static func credentials(_ name: String, chain: String? = nil, pem: Bool = false) throws
        -> CertificateCredentials
    {
        let ending = pem ? "pem" : "der"
        return try CertificateCredentials(
            chain: [bytes(chain ?? name + "." + ending)],
            privateKey: Secret(bytes(name + ".key." + ending))
        )
    }
}

/// Configurations that tests begin with.
extension TLSConfiguration {
    /// The identity that tests use.
    public static let testIdentity = "device"
    /// The key of that identity.
    public static let testKey = Array("0123456789abcdef".utf8)

    /// A pre-shared key, for either end.
    public static func psk(
        _ kind: TransportKind = .datagram,
        identity: [UInt8] = Array(testIdentity.utf8),
        key: [UInt8] = testKey
    ) -> TLSConfiguration {
        TLSConfiguration(kind, credentials: .preSharedKey(PreSharedKey(identity: identity, key: Secret(key))))
    }

    /// A client that trusts the tests' CA.
    public static func client(_ kind: TransportKind, certificate: String? = nil) throws -> TLSConfiguration {
        let credentials: Credentials =
            if let certificate { try .certificate(Certificates.credentials(certificate)) } else { .none }
        var configuration = TLSConfiguration(kind, credentials: credentials)
        configuration.verification = .anchors([try Certificates.bytes("ca.pem")])
        return configuration
    }

    /// A server with a certificate of the tests' CA, or a defective one.
    public static func server(
        _ kind: TransportKind,
        certificate: String = "server",
        chain: String? = nil,
        clients: ClientCertificatePolicy = .none
    ) throws -> TLSConfiguration {
        let own = try Certificates.credentials(certificate, chain: chain)
        var configuration = TLSConfiguration(kind, credentials: .certificate(own))
        configuration.verification = .anchors([try Certificates.bytes("ca.pem")])
        configuration.verification.clientCertificate = clients
        return configuration
    }
}
