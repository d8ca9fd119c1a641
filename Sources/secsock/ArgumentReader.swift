internal import ArgumentParser
internal import Foundation
internal import SecureSockets

/// Reads arguments; what cannot be read is a failure of usage.
enum ArgumentReader {
    /// Suites, separated by commas.
    static func suites(_ text: String) throws -> [CipherSuite] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { try suite(String($0)) }
    }

    /// Groups, separated by commas.
    static func groups(_ text: String) throws -> [NamedGroup] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            if let number = number(part) { return NamedGroup(rawValue: number) }
            if let group = NamedGroup(name: String(part)) { return group }
            throw ValidationError(
                "no group is called \"\(part)\": wanted a name of IANA's registry, such as secp256r1, or a number such as 0x0017"
            )
        }
    }

    /// Signature schemes, separated by commas.
    static func signatureSchemes(_ text: String) throws -> [SignatureScheme] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            if let number = number(part) { return SignatureScheme(rawValue: number) }
            if let scheme = SignatureScheme(name: String(part)) { return scheme }
            throw ValidationError(
                "no signature scheme is called \"\(part)\": wanted a name of IANA's registry, such as ecdsa_secp256r1_sha256"
            )
        }
    }

    private static func number(_ text: Substring) -> UInt16? {
        text.lowercased().hasPrefix("0x") ? UInt16(text.dropFirst(2), radix: 16) : nil
    }

    private static func suite(_ text: String) throws -> CipherSuite {
        if let number = number(text[...]) { return CipherSuite(rawValue: number) }
        if let suite = CipherSuite(name: text) { return suite }
        var words = "no cipher suite is called \"\(text)\": wanted a name of IANA's registry or a number such as 0xC0A8"
        let alike = resembling(text)
        if !alike.isEmpty { words += "; did you mean " + alike.joined(separator: ", ") + "?" }
        throw ValidationError(words + " (`secsock suites --all` lists all names)")
    }

    /// The names that are the same but for separators, as OpenSSL writes them: PSK-AES128-CCM8.
    private static func resembling(_ text: String) -> [String] {
        let wanted = squeezed(text)
        guard wanted.utf8.count > 2 else { return [] }
        let names = CipherSuite.known.compactMap { $0.name }.filter { squeezed($0).contains(wanted) }
        return Array(names.sorted { $0.utf8.count < $1.utf8.count }.prefix(3))
    }

    private static func squeezed(_ name: String) -> String {
        let words = name.uppercased().split { $0 == "-" || $0 == "_" || $0 == "." || $0 == " " }
        return words.filter { $0 != "TLS" && $0 != "WITH" }.joined()
    }

    /// A time in seconds, with decimals.
    static func seconds(_ text: String) throws -> Duration {
        guard let seconds = Double(text), seconds >= 0, seconds <= 1_000_000 else {
            throw ValidationError("wanted a number of seconds from 0 to 1000000, such as 2.5")
        }
        return .seconds(seconds)
    }

    /// Two times in seconds.
    static func handshakeTimeouts(_ text: String) throws -> HandshakeTimeouts {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw ValidationError("wanted two numbers of seconds, such as 1,60") }
        let (minimum, maximum) = (try seconds(String(parts[0])), try seconds(String(parts[1])))
        do throws(TLSError) {
            return try HandshakeTimeouts(minimum: minimum, maximum: maximum)
        } catch {
            throw ValidationError(error.detail)
        }
    }
}
