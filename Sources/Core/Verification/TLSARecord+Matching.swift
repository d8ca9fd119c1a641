extension TLSARecord {
    /// Whether it names a CA, not the server's own certificate.
    var namesIssuer: Bool { usage == 0 || usage == 2 }

    /// Whether the path to a trust anchor has to be good besides (PKIX-TA and PKIX-EE).
    var needsTrustAnchor: Bool { usage < 2 }

    /// Why it cannot be used, in words (RFC 6698, 4.1); nil where it can.
    var defect: String? {
        if usage > 3 { return "its usage \(usage) is not known" }
        if selector > 1 { return "its selector \(selector) is not known" }
        switch matching {
        case 0: return data.isEmpty ? "it has no data" : nil
        case 1: return lengthDefect(SHA256.digestSize)
        case 2: return lengthDefect(SHA512.digestSize)
        default: return "its matching type \(matching) is not known"
        }
    }

    private func lengthDefect(_ wanted: Int) -> String? {
        data.count == wanted ? nil : "its digest has \(data.count) bytes, and it takes \(wanted)"
    }

    /// Whether a certificate is the one that it names (RFC 6698, 2.1); one that cannot be used matches nothing.
    func matches(_ certificate: CertificateContents) -> Bool {
        guard defect == nil else { return false }
        let selected = selector == 0 ? certificate.encoded : certificate.publicKeyInfo
        switch matching {
        case 1: return SHA256.digest(of: selected.span) == data
        case 2: return SHA512.digest(of: selected.span) == data
        default: return selected == data
        }
    }

    /// As DNS writes it: `3 1 1 9f86d0…`.
    public var text: String { "\(usage) \(selector) \(matching) " + data.span.hexadecimal }
}
