public import SecureSocketCore

/// A key that tests sign certificates and revocation lists with.
///
/// It is one of the library's that the build has, OpenSSL where it has both: what signs says nothing about what verifies.
public final class SigningKey: Sendable {
    /// What is signed over.
    public enum Digest: Sendable {
        /// SHA-1.
        case sha1
        /// SHA-256.
        case sha256
    }

    /// The curves.
    public enum Curve: Sendable {
        /// secp192r1, which is too short for today.
        case p192
        /// secp256r1.
        case p256
    }

    /// What makes a library say no.
    public struct Failure: Error {}

    /// The SubjectPublicKeyInfo in DER.
    public let publicKeyInfo: [UInt8]
    private let native: NativeKey
    private let isElliptic: Bool

    /// A new key on a curve.
    public init(_ curve: Curve = .p256) throws {
        native = try NativeKey(curve)
        publicKeyInfo = try native.publicKeyInfo
        isElliptic = true
    }

    /// An RSA key that is there already, in PKCS#8.
    public init(rsa encoded: [UInt8]) throws {
        native = try NativeKey(encoded: encoded)
        publicKeyInfo = try native.publicKeyInfo
        isElliptic = false
    }

    /// The private key in DER, for credentials.
    public var privateKey: Secret {
        get throws { Secret(try native.privateKey) }
    }

    /// Twenty bytes that tell this key from others.
    public var identifier: [UInt8] {
        let bytes = publicKeyInfo
        return Array(SHA256.digest(of: bytes.span).prefix(20))
    }

    /// The AlgorithmIdentifier of its signatures (RFC 3279, RFC 5758, RFC 4055).
    public func algorithm(_ digest: Digest) -> [UInt8] {
        switch (isElliptic, digest) {
        case (true, .sha1): DER.sequence([DER.identifier(ObjectIdentifier("1.2.840.10045.4.1"))])
        case (true, .sha256): DER.sequence([DER.identifier(ObjectIdentifier("1.2.840.10045.4.3.2"))])
        case (false, .sha1): DER.sequence([DER.identifier(ObjectIdentifier("1.2.840.113549.1.1.5")), [5, 0]])
        case (false, .sha256): DER.sequence([DER.identifier(ObjectIdentifier("1.2.840.113549.1.1.11")), [5, 0]])
        }
    }

    /// Signs.
    public func sign(_ bytes: [UInt8], _ digest: Digest = .sha256) throws -> [UInt8] {
        try native.sign(bytes, digest)
    }

    /// What is to be signed, its algorithm and its signature: a certificate or a revocation list.
    func signed(_ body: [UInt8], _ digest: Digest, outer: [UInt8]? = nil, isDamaged: Bool) throws -> [UInt8] {
        let signature = try sign(body, digest)
        let shown = isDamaged ? DER.damaged(signature) : signature
        return DER.sequence([body, outer ?? algorithm(digest), DER.bitString(shown)])
    }
}
