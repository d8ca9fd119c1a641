internal import Foundation
internal import SecureSocketCore

/// A certificate that a test has made, with its key, so that it can issue others.
public struct MintedCertificate: Sendable {
    /// DER.
    public let encoded: [UInt8]
    /// DER of the name.
    public let subject: [UInt8]
    /// The content octets.
    public let serialNumber: [UInt8]
    /// The key of the subject.
    public let key: SigningKey
    /// Whether it names its key, so that what it issues does too.
    let hasKeyIdentifier: Bool

    /// As text.
    public var pem: String { Self.pem("CERTIFICATE", encoded) }

    /// DER as text, under a label of RFC 7468.
    public static func pem(_ label: String, _ encoded: [UInt8]) -> String {
        let text = Data(encoded).base64EncodedString(options: .lineLength64Characters)
        return "-----BEGIN \(label)-----\n" + text + "\n-----END \(label)-----\n"
    }

    /// A self-signed CA.
    public static func root(
        _ name: String = "Root",
        key: SigningKey? = nil,
        _ change: (inout CertificateDraft) throws -> Void = { _ in }
    ) throws -> MintedCertificate {
        let key = try key ?? SigningKey()
        var draft = CertificateDraft(
            subject: DER.name(name),
            issuer: DER.name(name),
            key: key,
            extensions: authorityExtensions(key)
        )
        try change(&draft)
        return try draft.minted(by: draft.key)
    }

    /// A CA below this one.
    public func authority(
        _ name: String,
        key: SigningKey? = nil,
        _ change: (inout CertificateDraft) throws -> Void = { _ in }
    ) throws -> MintedCertificate {
        let key = try key ?? SigningKey()
        return try issue(DER.name(name), key, Self.authorityExtensions(key), change)
    }

    /// The certificate of a server, or of whom the change makes it one; `name` is its DNS name and its common name.
    public func endEntity(
        _ name: String = "server.example",
        _ change: (inout CertificateDraft) throws -> Void = { _ in }
    ) throws -> MintedCertificate {
        let key = try SigningKey()
        let extensions: [ExtensionDraft] = [
            .subjectKeyIdentifier(key.identifier),
            .keyUsage(.digitalSignature),
            .extendedKeyUsage([.serverAuthentication]),
            .alternativeNames([.dnsName(name)]),
        ]
        return try issue(DER.name(name), key, extensions, change)
    }

    /// A revocation list of this CA's, in DER.
    public func revocationList(
        _ revoked: [MintedCertificate] = [],
        _ change: (inout RevocationListDraft) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        var draft = RevocationListDraft(
            issuer: subject,
            entries: revoked.map { .init(serialNumber: $0.serialNumber) },
            extensions: (hasKeyIdentifier ? [.authorityKeyIdentifier(key.identifier)] : []) + [.revocationListNumber(1)]
        )
        try change(&draft)
        return try draft.minted(by: key)
    }

    private func issue(
        _ subject: [UInt8],
        _ key: SigningKey,
        _ extensions: [ExtensionDraft],
        _ change: (inout CertificateDraft) throws -> Void
    ) throws -> MintedCertificate {
        let named = hasKeyIdentifier ? [ExtensionDraft.authorityKeyIdentifier(self.key.identifier)] : []
        var draft = CertificateDraft(
            subject: subject,
            issuer: self.subject,
            key: key,
            extensions: extensions + named
        )
        try change(&draft)
        return try draft.minted(by: self.key)
    }

    private static func authorityExtensions(_ key: SigningKey) -> [ExtensionDraft] {
        [
            .basicConstraints(isAuthority: true),
            .keyUsage([.certificateSigning, .revocationListSigning]),
            .subjectKeyIdentifier(key.identifier),
        ]
    }
}
