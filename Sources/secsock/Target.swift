internal import ArgumentParser
internal import SecureSockets

/// Where `connect` goes: a URL or HOST:PORT.
struct Target {
    /// The name or the literal, without brackets.
    let host: String
    let port: UInt16
    /// What the scheme says; nil where there is none.
    let kind: TransportKind?

    /// The schemes with their kind and default port.
    private static let schemes: [(name: String, kind: TransportKind, port: UInt16?)] = [
        ("coaps", .datagram, 5684),
        ("coaps+tcp", .stream, 5684),
        ("https", .stream, 443),
        ("tls", .stream, nil),
        ("dtls", .datagram, nil),
    ]

    /// Reads a target; throws what is wrong with it.
    init(reading text: String) throws {
        var authority = Substring(text)
        var defaultPort: UInt16?
        var kind: TransportKind?
        if let mark = text.firstRange(of: "://") {
            let name = text[..<mark.lowerBound].lowercased()
            guard let scheme = Self.schemes.first(where: { $0.name == name }) else {
                let known = Self.schemes.map { $0.name + "://" }.joined(separator: ", ")
                throw ValidationError("\"\(text)\": the scheme is not known here; known are \(known).")
            }
            (kind, defaultPort) = (scheme.kind, scheme.port)
            authority = text[mark.upperBound...]
        }
        if authority.last == "/" { authority.removeLast() }
        guard !authority.contains(where: { "/?#@".contains($0) }) else {
            throw ValidationError("\"\(text)\": a target is a host and a port; a path or a user has no meaning here.")
        }
        let (host, port) = try Self.split(authority, text)
        guard let port = port ?? defaultPort else {
            throw ValidationError("\"\(text)\": the port is missing, as in \(host):5684.")
        }
        do throws(TLSError) {
            self.host = try ServerName(host).text
        } catch {
            throw ValidationError("\"\(text)\": \(error.detail).")
        }
        self.port = port
        self.kind = kind
    }

    /// Host and port of an authority; an IPv6 literal is in brackets.
    static func split(_ authority: Substring, _ text: String) throws -> (host: String, port: UInt16?) {
        var rest = authority
        var host = ""
        if rest.first == "[" {
            guard let end = rest.firstIndex(of: "]") else {
                throw ValidationError("\"\(text)\": the bracket around the IPv6 address is not closed.")
            }
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(after: end)...]
        } else {
            let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2 else {
                throw ValidationError("\"\(text)\": an IPv6 address goes into brackets, as in [::1]:5684.")
            }
            host = String(parts.first ?? "")
            rest = parts.count == 2 ? rest[parts[0].endIndex...] : ""
        }
        guard !rest.isEmpty else { return (host, nil) }
        guard rest.first == ":", let port = Self.port(rest.dropFirst()) else {
            throw ValidationError("\"\(text)\": the port is a number from 0 to 65535.")
        }
        return (host, port)
    }

    /// A port: digits only, so no sign.
    static func port(_ text: Substring) -> UInt16? {
        text.allSatisfy { $0.isASCII && $0.isNumber } ? UInt16(text) : nil
    }
}

/// Where `serve` listens: PORT or HOST:PORT.
struct ListeningAddress {
    /// Nil for all addresses of the machine.
    let host: String?
    let port: UInt16

    /// Reads an address; throws what is wrong with it.
    init(reading text: String) throws {
        if let port = Target.port(Substring(text)) {
            (host, self.port) = (nil, port)
            return
        }
        let (host, port) = try Target.split(Substring(text), text)
        guard let port, !text.isEmpty else {
            throw ValidationError("\"\(text)\": wanted PORT or HOST:PORT, as in 5684 or 127.0.0.1:5684.")
        }
        self.host = host.isEmpty || host == "*" ? nil : host
        self.port = port
    }
}
