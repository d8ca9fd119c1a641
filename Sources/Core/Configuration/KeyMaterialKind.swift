/// What a block of key material is wanted for: it decides which labels of PEM count, and what an error calls it.
package enum KeyMaterialKind: Sendable {
    /// A certificate of the own chain.
    case certificate
    /// A certificate to trust.
    case trustAnchor
    /// A certificate revocation list.
    case revocationList
    /// A private key.
    case privateKey
    /// A public key that the peer may prove itself with.
    case publicKey

    /// What one of them is called, such as `trust anchor`.
    package var name: String {
        switch self {
        case .certificate: "certificate"
        case .trustAnchor: "trust anchor"
        case .revocationList: "revocation list"
        case .privateKey: "private key"
        case .publicKey: "pinned public key"
        }
    }

    /// Why a configuration cannot be used that has a broken one.
    package var reason: Reason {
        switch self {
        case .certificate, .trustAnchor, .revocationList: .malformedCertificate
        case .privateKey: .malformedPrivateKey
        case .publicKey: .malformedPublicKey
        }
    }

    /// The forms that libraries read, for errors.
    var wanted: String {
        switch self {
        case .certificate, .trustAnchor, .revocationList: "wanted PEM or DER"
        case .privateKey: "wanted PKCS#8, PKCS#1 or SEC 1 in PEM or DER"
        case .publicKey: "wanted a SubjectPublicKeyInfo in PEM or DER"
        }
    }

    /// Whether a block of PEM with this label is one (RFC 7468, 5, 6 and 10, and the older labels that OpenSSL writes).
    func takes(label: String) -> Bool {
        switch self {
        case .certificate, .trustAnchor: label == "CERTIFICATE" || label == "X509 CERTIFICATE"
        case .revocationList: label == "X509 CRL"
        case .privateKey: label.hasSuffix("PRIVATE KEY")
        case .publicKey: label == "PUBLIC KEY"
        }
    }
}
