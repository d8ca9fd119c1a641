internal import ArgumentParser
internal import SecureSockets

/// What DNS says of a server (DANE), as whoever calls the tool has looked it up.
struct RecordOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A TLSA record (DANE), looked up with DNSSEC: usage, selector, matching type and data; repeatable, one that matches is enough.",
            valueName: "record"
        ),
        transform: Self.record
    )
    var tlsa: [TLSARecord] = []

    @Flag(help: "Verify by TLSA records of usage 2 and 3 only; without one that can be used anything is accepted.")
    var opportunistic = false

    @Flag(help: "Check the name too where a TLSA record of usage 3 matches.")
    var daneEeNameChecks = false

    /// Whether nothing was given.
    var isEmpty: Bool { tlsa.isEmpty && !opportunistic && !daneEeNameChecks }

    /// Writes the choice into a configuration.
    func apply(to verification: inout PeerVerification) {
        verification.tlsaRecords = tlsa
        verification.checksNameOfDomainIssuedCertificate = daneEeNameChecks
        guard opportunistic else { return }
        verification.isEnabled = false
        verification.isOpportunistic = true
    }

    private static func record(_ text: String) throws -> TLSARecord {
        do throws(TLSError) {
            return try TLSARecord(text)
        } catch {
            throw ValidationError(error.detail)
        }
    }
}
