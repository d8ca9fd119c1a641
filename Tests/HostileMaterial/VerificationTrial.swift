internal import Foundation
internal import SecureSockets

/// A chain, with all that it is verified by, and the report on it.
enum VerificationTrial {
    static func faults(_ bytes: [UInt8]) -> [String] {
        let one = HostileCase(bytes)
        var faults: [String] = []
        var reports: [VerificationReport] = []
        for library in MaterialTrial.libraries {
            if let report = report(one, library, &faults) { reports.append(report) }
        }
        return faults + disagreement(reports)
    }

    private static func report<Library: MaterialLibrary>(
        _ one: HostileCase,
        _ library: Library.Type,
        _ faults: inout [String]
    ) -> VerificationReport? {
        do throws(TLSError) {
            let verifier = try PeerVerifier<Library>(one.verification)
            let presented = try Library.Certificate.list(one.chain)
            let report = verifier.report(on: presented, one.question)
            faults += Self.faults(report, one).map { Library.name + ": " + $0 }
            return report
        } catch {
            if error.reason == .malformedCertificate || error.reason == .invalidConfiguration { return nil }
            faults.append("the reason is \(error.reason): \(error)")
            return nil
        }
    }

    private static func faults(_ report: VerificationReport, _ one: HostileCase) -> [String] {
        var faults = PromisedError.unprintable(report.text, "the text")
        if (try? JSONSerialization.jsonObject(with: Data(report.json.utf8))) == nil { faults.append("it is no JSON") }
        if (report.verdict == .refused) != (report.fault != nil) {
            faults.append("verdict and fault contradict each other")
        }
        if report.verdict == .refused, report.alert == nil || report.isAuthenticated {
            faults.append("refused, and without an alert or authenticated")
        }
        return faults + unfounded(report, one)
    }

    /// Who is authenticated has a path to an anchor, or a record that decided.
    private static func unfounded(_ report: VerificationReport, _ one: HostileCase) -> [String] {
        guard report.isAuthenticated else { return [] }
        if report.records.contains(where: { $0.isDecisive }) { return [] }
        let path = report.certificates.filter { $0.depth != nil }
        let isTrusted = path.last.map { last in one.anchors.contains(last.contents.encoded) } ?? false
        return isTrusted ? [] : ["authenticated, and nothing says why"]
    }

    /// Libraries may have more against a path than Core; what Core decides is the same.
    private static func disagreement(_ reports: [VerificationReport]) -> [String] {
        guard let first = reports.first, let second = reports.dropFirst().first else { return [] }
        let own: [VerificationRule?] = [.library, .signature]
        if own.contains(first.fault?.rule) || own.contains(second.fault?.rule) { return [] }
        // A list or a path may be good by one library's signatures only, and another path is taken then.
        guard first.verdict != second.verdict else { return [] }
        return ["\(first.fault?.text ?? "verified") and \(second.fault?.text ?? "verified")"]
    }
}

extension HostileCase {
    private static let clock: Int64 = 1_764_000_000

    fileprivate var verification: PeerVerification {
        var verification = PeerVerification.anchors(anchors)
        verification.isOpportunistic = option(0) && option(1)
        verification.isEnabled = !verification.isOpportunistic
        verification.revocationLists = .list(revocationLists.map { .bytes($0) })
        verification.allowsCommonName = option(2)
        verification.checksNameOfDomainIssuedCertificate = option(3)
        verification.strength.allowsCollidingDigests = option(4)
        if option(5) { verification.strength.modulusBits = 0 }
        if option(6) { verification.maximumDepth = option(7) ? 0 : 1 }
        let time = option(8) ? Self.clock : option(9) ? Int64.max : option(10) ? Int64.min : Self.clock
        verification.clock = option(11) ? .disabled : .supplied { time }
        return verification
    }

    fileprivate var question: PeerQuestion {
        let name = try? ServerName(option(12) ? "localhost" : "127.0.0.1")
        return PeerQuestion(
            peerRole: option(13) ? .client : .server,
            name: option(14) ? nil : name,
            records: tlsaRecords
        )
    }
}
