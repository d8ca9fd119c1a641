internal import SecureSockets

/// A failure for people and for programs: what happened, the numbers, and what to do.
struct FailureReport {
    private let failure: Failure

    init(_ failure: Failure) {
        self.failure = failure
    }

    /// Several lines for people.
    var lines: [String] {
        switch failure {
        case .input(let text): return ["secsock: " + text]
        case .tls(let error):
            var lines = ["secsock: " + Self.place(error) + ": " + error.description]
            lines.append("  reason: " + error.reason.name)
            if let alert = error.alert { lines.append("  alert received: " + alert.text) }
            if let alert = error.sentAlert { lines.append("  alert sent: " + alert.text) }
            lines.append("  code: \(error.category.rawValue):\(error.code) (\(error.category.name))")
            if let hint = Hint.text(for: error) { lines.append("  hint: " + hint) }
            return lines
        }
    }

    /// One clause for people, where there is one line a client.
    var clause: String {
        switch failure {
        case .input(let text): text
        case .tls(let error):
            Self.place(error) + ": " + error.description + " [" + error.reason.name
                + ", \(error.category.rawValue):\(error.code)]"
        }
    }

    /// The fields of a JSON object.
    var pairs: [(key: String, value: JSONValue)] {
        switch failure {
        case .input(let text):
            [
                ("category", "input"),
                ("categoryNumber", .null),
                ("code", 0),
                ("reason", "unusableInput"),
                ("detail", .string(text)),
            ]
        case .tls(let error):
            [
                ("category", .string(error.category.name)),
                ("categoryNumber", .integer(Int64(error.category.rawValue))),
                ("code", .integer(Int64(error.code))),
                ("reason", .string(error.reason.name)),
                ("phase", .string(error.phase.name)),
                ("alert", error.alert.map { Self.object($0) } ?? .null),
                ("sentAlert", error.sentAlert.map { Self.object($0) } ?? .null),
                ("detail", .string(error.detail)),
                ("text", .string(error.description)),
                ("hint", JSONValue(Hint.text(for: error))),
            ]
        }
    }

    /// An alert with its names and numbers.
    static func object(_ alert: TLSAlert) -> JSONValue {
        .object([
            ("level", .string(alert.level.name)),
            ("description", .string(alert.description.name)),
            ("number", .integer(Int64(alert.description.rawValue))),
        ])
    }

    private static func place(_ error: TLSError) -> String {
        switch error.phase {
        case .setup: "before the handshake"
        case .handshake: "in the handshake"
        case .established: "after the handshake"
        }
    }
}

/// What to do about a failure.
enum Hint {
    /// One sentence; nil where the failure says it all.
    static func text(for error: TLSError) -> String? {
        if error.reason == .refusedByPeer, let alert = error.alert { return text(for: alert.description) }
        return text(for: error.reason)
    }

    private static func text(for reason: Reason) -> String? {
        switch reason {
        case .timedOut:
            "are port and protocol right, or does a firewall drop packets? A DTLS server may be silent on purpose"
        case .likelyWrongKey: "compare the pre-shared keys of both ends, byte by byte, and the identities"
        case .unresolvableHost: "check the name, or give an address"
        case .connectionRefused: "is the server running, and is the port right? DTLS is on UDP, TLS on TCP"
        case .truncatedStream: "what was received may be incomplete"
        case .noUsableCipherSuite: "`secsock suites` with the same options says which suite is left out and why"
        case .noCommonSuite: "`secsock suites` shows what this end offers; widen it with --suite or --profile"
        case .versionRefused: "leave out --tls1.2 or --tls1.3, so that both versions are offered"
        case .noCommonParameter: "compare --group and --signature of both ends, or leave them out"
        case .limitExceeded: "if the peer means well, raise --max-certificates or --max-handshake"
        case .noCommonApplicationProtocol: "compare the names of --alpn on both ends, or leave them out"
        case .unknownPSKIdentity: "the server has no key for this identity: compare it byte by byte"
        default: certificates(reason)
        }
    }

    private static func certificates(_ reason: Reason) -> String? {
        switch reason {
        case .unknownIssuer: "add the issuer's certificate with --ca; the peer has to send those in between"
        case .expired: "check the clock of this machine, then the validity of the peer's certificate"
        case .revoked: "a list of --crl names the certificate: the peer needs a new one"
        case .nameMismatch: "connect by a name that the certificate has, or say which one is meant with --server-name"
        case .badCertificate: "the detail says which rule the certificate breaks; its owner has to get a new one"
        case .certificateRequired: "add --cert and --key at the client"
        case .malformedCertificate: "wanted PEM or DER; `openssl x509 -in FILE -noout -text` shows what a file has"
        case .malformedPrivateKey: "wanted PEM or DER; an encrypted key needs --key-password-file"
        case .noCommonCertificateType:
            "one end wants a raw public key: compare --raw-public-key here with --peer-key there"
        case .unknownPublicKey:
            "compare the key's SHA-256 with that of the server's key, and give the file with --peer-key"
        case .malformedPublicKey: "wanted a public key; `openssl pkey -in KEY -pubout` writes that of a private key"
        case .keyMismatch: "--key must belong to the first certificate of --cert"
        default: nil
        }
    }

    private static func text(for alert: TLSAlert.Description) -> String? {
        switch alert {
        case .handshakeFailure, .insufficientSecurity:
            "no suite or parameter suits the peer, or it wants a certificate or key that it did not get: see `secsock suites`"
        case .unknownCA, .badCertificate, .certificateUnknown, .unsupportedCertificate:
            "the peer does not accept our certificate: it must trust the issuer, and --cert must contain the chain"
        case .certificateExpired, .certificateRevoked: "our own certificate is no longer good: get a new one"
        case .decryptError, .badRecordMac: "the two ends have different keys"
        case .accessDenied: "the peer knows us and does not want us: its configuration decides"
        case .unrecognizedName: "the server has no such name: say which one is meant with --server-name"
        case .missingExtension, .unsupportedExtension, .illegalParameter, .decodeError, .unexpectedMessage:
            "the peer found our message wrong: try one version only, with --tls1.2 or --tls1.3"
        case .internalError: "the peer failed by itself: its log says more"
        default: nil
        }
    }
}
