/// How a certificate or a revocation list is signed.
public struct SignatureDescription: Hashable, Sendable {
    /// The algorithms, such as `ECDSA with SHA-256`, or the number of one that has no name here.
    public let name: String
    /// Whether two texts with the same digest can be found: MD2, MD5, SHA-1.
    public let hasCollidingDigest: Bool

    /// Reads an AlgorithmIdentifier in DER (RFC 5280, 4.1.1.2).
    package init(_ algorithm: Span<UInt8>) {
        var outer = DERReader(0..<algorithm.count)
        var fields = DERReader(outer.next(DERTag.sequence, algorithm) ?? 0..<0)
        guard let identifier = fields.next(DERTag.objectIdentifier, algorithm) else {
            self.init("unknown", false)
            return
        }
        let number = ObjectIdentifier(encoded: algorithm.extracting(identifier).copied).description
        guard number != Self.probabilistic else {
            let digest = Self.digest(of: fields.next(algorithm), algorithm)
            self.init("RSASSA-PSS with " + digest, digest == Self.defaultDigest)
            return
        }
        let known = Self.algorithms.first { $0.number == number }
        self.init(known?.name ?? number, known?.collides ?? false)
    }

    private init(_ name: String, _ hasCollidingDigest: Bool) {
        self.name = name
        self.hasCollidingDigest = hasCollidingDigest
    }

    private static let probabilistic = "1.2.840.113549.1.1.10"
    /// What parameters of RSASSA-PSS mean that name no digest (RFC 4055, 3.1).
    private static let defaultDigest = "SHA-1"

    /// RFC 3279, RFC 4055, RFC 5758 and RFC 8410.
    private static let algorithms: [(number: String, name: String, collides: Bool)] = [
        ("1.2.840.113549.1.1.2", "RSA with MD2", true), ("1.2.840.113549.1.1.4", "RSA with MD5", true),
        ("1.2.840.113549.1.1.5", "RSA with SHA-1", true), ("1.3.14.3.2.29", "RSA with SHA-1", true),
        ("1.2.840.113549.1.1.14", "RSA with SHA-224", false), ("1.2.840.113549.1.1.11", "RSA with SHA-256", false),
        ("1.2.840.113549.1.1.12", "RSA with SHA-384", false), ("1.2.840.113549.1.1.13", "RSA with SHA-512", false),
        ("1.2.840.10045.4.1", "ECDSA with SHA-1", true), ("1.2.840.10045.4.3.1", "ECDSA with SHA-224", false),
        ("1.2.840.10045.4.3.2", "ECDSA with SHA-256", false), ("1.2.840.10045.4.3.3", "ECDSA with SHA-384", false),
        ("1.2.840.10045.4.3.4", "ECDSA with SHA-512", false), ("1.2.840.10040.4.3", "DSA with SHA-1", true),
        ("2.16.840.1.101.3.4.3.1", "DSA with SHA-224", false), ("2.16.840.1.101.3.4.3.2", "DSA with SHA-256", false),
        ("1.3.101.112", "Ed25519", false), ("1.3.101.113", "Ed448", false),
    ]

    /// The digest of RSASSA-PSS-params (RFC 4055, 3.1).
    private static func digest(of parameters: DERValue?, _ bytes: Span<UInt8>) -> String {
        guard let parameters, parameters.tag == DERTag.sequence else { return defaultDigest }
        var fields = DERReader(parameters.content)
        guard let explicit = fields.next(DERTag.constructed(0), bytes) else { return defaultDigest }
        var outer = DERReader(explicit)
        var algorithm = DERReader(outer.next(DERTag.sequence, bytes) ?? 0..<0)
        guard let identifier = algorithm.next(DERTag.objectIdentifier, bytes) else { return defaultDigest }
        let number = ObjectIdentifier(encoded: bytes.extracting(identifier).copied).description
        return switch number {
        case "1.3.14.3.2.26": defaultDigest
        case "2.16.840.1.101.3.4.2.1": "SHA-256"
        case "2.16.840.1.101.3.4.2.2": "SHA-384"
        case "2.16.840.1.101.3.4.2.3": "SHA-512"
        case "2.16.840.1.101.3.4.2.4": "SHA-224"
        default: number
        }
    }
}
