/// The URL of an object on a PKCS#11 token (RFC 7512).
struct PKCS11URL {
    let block: KeyMaterialBlock

    /// Throws EINVAL for a text that is no such URL; the library judges the rest.
    init(_ url: String, _ kind: KeyMaterialKind) throws(TLSError) {
        let name = "PKCS#11 URL " + Self.withoutPIN(url)
        guard Self.isOne(url), !url.utf8.contains(0) else {
            throw .configuration(name + ": wanted pkcs11: and the attributes of RFC 7512", kind.reason)
        }
        block = KeyMaterialBlock(form: .url, bytes: Secret(Array(url.utf8)), kind: kind, origin: name, directory: nil)
    }

    /// Whether a text has the scheme, in letters of either case (RFC 3986, 3.1).
    static func isOne(_ text: String) -> Bool {
        text.lowercasedASCII.hasPrefix("pkcs11:")
    }

    /// The URL as errors may have it: without the query, where `pin-value` is, and without such attributes of the path.
    private static func withoutPIN(_ url: String) -> String {
        let path = url.prefix { $0 != "?" }
        let scheme = path.prefix { $0 != ":" }
        guard scheme.utf8.count < path.utf8.count else { return String(scheme) }
        let attributes = path.dropFirst(scheme.count + 1).split(separator: ";")
        return scheme + ":" + attributes.filter { !$0.hasPrefix("pin") }.joined(separator: ";")
    }
}
