/// Compares the names of a peer's certificate with the one wanted (RFC 9525, 6).
enum PeerName {
    /// How a certificate fails to be for a name; nil where it is for it.
    static func fault(
        _ contents: CertificateContents,
        wanted: ServerName,
        allowsCommonName: Bool
    ) -> VerificationFault? {
        if isMatch(contents, wanted, allowsCommonName) { return nil }
        let names = texts(contents)
        let presented = names.isEmpty ? "it has none" : "it is for " + names.prefix(8).joined(separator: ", ")
        let more = names.count > 8 ? " and \(names.count - 8) more" : ""
        return VerificationFault(.name, depth: 0, "wanted " + wanted.text + ", and " + presented + more)
    }

    /// The alternative names for display.
    static func texts(_ contents: CertificateContents) -> [String] { contents.alternativeNames.map { $0.text } }

    /// Whether the common name may stand for a DNS name: only where there is no alternative name to compare with (RFC 6125, 6.4.4).
    static func usesCommonName(_ contents: CertificateContents) -> Bool {
        !contents.alternativeNames.contains { name in
            switch name {
            case .dns, .address, .uri: true
            case .mailbox, .directory, .other: false
            }
        }
    }

    /// An address is compared with addresses only, and a name with names.
    private static func isMatch(_ contents: CertificateContents, _ wanted: ServerName, _ allowsCommonName: Bool) -> Bool
    {
        if let address = wanted.addressBytes { return contents.alternativeNames.contains(.address(address)) }
        let host = Array(wanted.text.utf8)
        let isNamed = contents.alternativeNames.contains { name in
            guard case .dns(let presented) = name else { return false }
            return HostName.isMatch(presented[...], host[...])
        }
        guard !isNamed, allowsCommonName, usesCommonName(contents) else { return isNamed }
        return contents.commonNames.contains { HostName.isMatch($0[...], host[...]) }
    }
}
