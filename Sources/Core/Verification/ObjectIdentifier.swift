/// An object identifier (X.660), as the content octets of its DER.
public struct ObjectIdentifier: Hashable, Sendable, CustomStringConvertible {
    /// The content octets.
    public let encoded: [UInt8]

    /// The identifier with these content octets.
    public init(encoded: [UInt8]) {
        self.encoded = encoded
    }

    /// subjectKeyIdentifier (RFC 5280, 4.2.1.2).
    package static let subjectKeyIdentifier = extensionOfCertificate(14)
    /// keyUsage (RFC 5280, 4.2.1.3).
    package static let keyUsage = extensionOfCertificate(15)
    /// subjectAltName (RFC 5280, 4.2.1.6).
    package static let subjectAlternativeName = extensionOfCertificate(17)
    /// issuerAltName (RFC 5280, 4.2.1.7).
    package static let issuerAlternativeName = extensionOfCertificate(18)
    /// basicConstraints (RFC 5280, 4.2.1.9).
    package static let basicConstraints = extensionOfCertificate(19)
    /// cRLNumber (RFC 5280, 5.2.3).
    package static let revocationListNumber = extensionOfCertificate(20)
    /// nameConstraints (RFC 5280, 4.2.1.10).
    package static let nameConstraints = extensionOfCertificate(30)
    /// cRLDistributionPoints (RFC 5280, 4.2.1.13).
    package static let distributionPoints = extensionOfCertificate(31)
    /// certificatePolicies (RFC 5280, 4.2.1.4).
    package static let certificatePolicies = extensionOfCertificate(32)
    /// authorityKeyIdentifier (RFC 5280, 4.2.1.1).
    package static let authorityKeyIdentifier = extensionOfCertificate(35)
    /// extKeyUsage (RFC 5280, 4.2.1.12).
    package static let extendedKeyUsage = extensionOfCertificate(37)

    /// anyExtendedKeyUsage (RFC 5280, 4.2.1.12).
    package static let anyPurpose = ObjectIdentifier(encoded: [0x55, 0x1d, 0x25, 0x00])
    /// id-kp-serverAuth (RFC 5280, 4.2.1.12).
    package static let serverAuthentication = purpose(1)
    /// id-kp-clientAuth (RFC 5280, 4.2.1.12).
    package static let clientAuthentication = purpose(2)
    /// id-at-commonName (RFC 5280, appendix A.1).
    package static let commonName = ObjectIdentifier(encoded: [0x55, 0x04, 0x03])

    private static func extensionOfCertificate(_ number: UInt8) -> ObjectIdentifier {
        ObjectIdentifier(encoded: [0x55, 0x1d, number])
    }

    private static func purpose(_ number: UInt8) -> ObjectIdentifier {
        ObjectIdentifier(encoded: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, number])
    }

    /// The numbers with dots between them, such as `2.5.29.17`.
    public var description: String {
        var numbers: [UInt64] = []
        var number: UInt64 = 0
        for byte in encoded {
            // Longer ones than any that is in use are cut.
            number = number << 7 | UInt64(byte & 0x7f)
            guard byte & 0x80 == 0 else { continue }
            if numbers.isEmpty {
                let first = min(number / 40, 2)
                numbers = [first, number - first * 40]
            } else {
                numbers.append(number)
            }
            number = 0
        }
        return numbers.map { String($0) }.joined(separator: ".")
    }
}
