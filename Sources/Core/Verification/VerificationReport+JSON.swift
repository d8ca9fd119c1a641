extension VerificationReport {
    /// One object of JSON on one line, for programs.
    ///
    /// Times are in seconds since 1970, digests and numbers of any length in hexadecimal digits. Keys may be added in later
    /// versions.
    public var json: String { object.text }

    /// The same as a value.
    package var object: JSONValue {
        .object([
            ("verdict", .string(verdict.name)),
            ("authenticated", .boolean(isAuthenticated)),
            ("rule", JSONValue(fault?.rule.name)),
            ("depth", JSONValue(fault?.depth)),
            ("detail", JSONValue(fault?.detail)),
            ("alert", JSONValue(alert.map { Int($0.rawValue) })),
            ("peer", peerRole == .server ? "server" : "client"),
            ("name", JSONValue(wantedName)),
            ("presentedNames", JSONValue(presentedNames)),
            ("clock", .string(clock.name)),
            ("time", time.map { .integer($0) } ?? .null),
            ("certificates", .array(certificates.map { $0.object })),
            ("anchorsTried", JSONValue(anchorsTried)),
            ("tlsa", .array(records.map { $0.object })),
            ("revocationLists", .array(revocationLists.map { $0.object })),
        ])
    }
}

extension VerificationReport.Certificate {
    fileprivate var object: JSONValue {
        .object([
            ("depth", JSONValue(depth)),
            ("origin", .string(origin.name)),
            ("subject", .string(summary.subject)),
            ("issuer", .string(summary.issuer)),
            ("serialNumber", .string(contents.serialNumber.span.hexadecimal)),
            ("sha256", .string(contents.fingerprint.span.hexadecimal)),
            ("notBefore", .integer(contents.notBefore)),
            ("notAfter", .integer(contents.notAfter)),
            ("key", .string(contents.key.text)),
            ("signature", .string(contents.signature.name)),
            ("names", JSONValue(contents.alternativeNames.map { $0.text })),
        ])
    }
}

extension VerificationReport.Record {
    fileprivate var object: JSONValue {
        .object([
            ("usage", .integer(Int64(record.usage))),
            ("selector", .integer(Int64(record.selector))),
            ("matching", .integer(Int64(record.matching))),
            ("data", .string(record.data.span.hexadecimal)),
            ("depth", JSONValue(matchedDepth)),
            ("decisive", .boolean(isDecisive)),
            ("why", JSONValue(why)),
        ])
    }
}

extension VerificationReport.RevocationList {
    fileprivate var object: JSONValue {
        .object([
            ("issuer", .string(issuer)),
            ("thisUpdate", .integer(thisUpdate)),
            ("nextUpdate", nextUpdate.map { .integer($0) } ?? .null),
            ("state", .string(state.name)),
            ("detail", .string(detail)),
        ])
    }
}
