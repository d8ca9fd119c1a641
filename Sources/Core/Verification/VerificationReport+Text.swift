extension VerificationReport {
    /// Several lines for people.
    public var text: String { lines.joined(separator: "\n") }

    /// The lines of `text`.
    public var lines: [String] {
        var lines = [verdictLine]
        if let fault { lines.append("  because: " + fault.text) }
        if let alert { lines.append("  alert: " + TLSAlert.fatal(alert).text) }
        lines.append("  time: " + timeText)
        lines.append("  name wanted: " + (wantedName ?? "any"))
        if !presentedNames.isEmpty { lines.append("  names presented: " + Self.list(presentedNames)) }
        lines += certificates.flatMap { $0.lines }
        if !anchorsTried.isEmpty { lines.append("  anchors tried: " + Self.list(anchorsTried)) }
        lines += records.map { "  " + $0.line }
        lines += revocationLists.map { "  " + $0.line }
        return lines
    }

    private var verdictLine: String {
        let peer = peerRole == .server ? "server" : "client"
        switch (verdict, isAuthenticated) {
        case (.verified, true): return "verified: the " + peer + " is who it has to be"
        case (.verified, false): return "not verified: nobody knows who the " + peer + " is"
        case (.refused, _): return "refused: the " + peer + " is not who it has to be"
        }
    }

    private var timeText: String {
        guard let time else { return "not looked at" }
        return Timestamp.text(time) + " (" + clock.name + " clock)"
    }

    private static func list(_ names: [String]) -> String {
        let most = 8
        let shown = names.prefix(most).map { $0.isEmpty ? "(no name)" : $0 }.joined(separator: "; ")
        return names.count > most ? shown + " and \(names.count - most) more" : shown
    }
}

extension VerificationReport.Certificate {
    fileprivate var lines: [String] {
        let place = depth.map { "certificate \($0)" } ?? "certificate beside the path"
        let name = summary.subject.isEmpty ? "(no name)" : summary.subject
        return [
            "  " + place + ": " + name + " [" + origin.name + "]",
            "    issuer: " + (summary.issuer.isEmpty ? "(no name)" : summary.issuer),
            "    serial number: " + contents.serialNumber.span.hexadecimal,
            "    SHA-256: " + contents.fingerprint.span.hexadecimal,
            "    valid: " + Timestamp.text(contents.notBefore) + " to " + Timestamp.text(contents.notAfter),
            "    key: " + contents.key.text + ", signed with " + contents.signature.name,
        ]
    }
}

extension VerificationReport.Record {
    fileprivate var line: String {
        let outcome = matchedDepth.map { "matches certificate \($0)" } ?? why ?? "no match"
        return "TLSA " + record.text + ": " + outcome + (isDecisive ? ", which decides" : "")
    }
}

extension VerificationReport.RevocationList {
    fileprivate var line: String {
        "revocation list of " + issuer + ", " + Timestamp.text(thisUpdate) + " to "
            + (nextUpdate.map { Timestamp.text($0) } ?? "no end") + ": " + state.name
            + (detail.isEmpty ? "" : ": " + detail)
    }
}
