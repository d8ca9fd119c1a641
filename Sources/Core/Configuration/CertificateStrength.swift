/// What keys and signatures of a peer's certificates, and pinned public keys, have to be at least.
///
/// The TLS library and the system's policy for it may ask for more.
public struct CertificateStrength: Hashable, Sendable {
    /// The fewest bits that a key of RSA or DSA may have; default 2048, which NIST takes for 112 bits of security.
    public var modulusBits = 2048
    /// The fewest bits that the field of a key's curve may have; default 224, which is 112 bits of security.
    public var curveBits = 224
    /// Whether signatures may be made with SHA-1 or MD5; default false.
    ///
    /// The signature of a trust anchor over itself does not count.
    public var allowsCollidingDigests = false

    /// The defaults.
    public init() {}

    /// Whether it asks for no less than the defaults do.
    package var isDefaultOrStronger: Bool {
        let usual = CertificateStrength()
        return modulusBits >= usual.modulusBits && curveBits >= usual.curveBits && !allowsCollidingDigests
    }

    /// Why a key is too weak, in words; nil where it is not, or where nobody knows its size.
    package func keyFault(_ key: PublicKeyDescription) -> String? {
        guard key.bits > 0, let fewest = fewestBits(key.algorithm), key.bits < fewest else { return nil }
        return "its key is " + key.text + ", and the fewest bits allowed are \(fewest)"
    }

    /// Why a signature is too weak, in words; nil where it is not.
    func signatureFault(_ signature: SignatureDescription) -> String? {
        guard !allowsCollidingDigests, signature.hasCollidingDigest else { return nil }
        return "its signature is " + signature.name + ", whose digest collides"
    }

    private func fewestBits(_ algorithm: KeyAlgorithm) -> Int? {
        switch algorithm {
        case .rsa, .rsaPSS, .dsa: modulusBits
        case .ecdsa: curveBits
        case .edDSA, .other: nil
        }
    }
}
