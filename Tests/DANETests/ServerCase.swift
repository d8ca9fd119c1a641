internal import SecureSockets
internal import TestSupport

/// What a server presents and what DNS says of it, judged by one library.
struct ServerCase {
    /// Names of files in `certs`, the server's own certificate first.
    var chain: [String]
    /// What DNS says.
    var records: [TLSARecord]
    /// Names of files in `certs`.
    var trusted = ["ca"]
    /// The host.
    var name: String? = "localhost"
    /// More about how it is verified.
    var adjust: (inout PeerVerification) -> Void = { _ in }

    init(_ chain: [String], _ records: [TLSARecord]) {
        self.chain = chain
        self.records = records
    }

    func report(_ library: Library) throws -> VerificationReport {
        var configuration = TLSConfiguration.stream()
        configuration.verification = .anchors(try trusted.map { try Certificates.bytes($0 + ".der") })
        adjust(&configuration.verification)
        let backend = try library.backend.init(configuration)
        let question = PeerQuestion(peerRole: .server, name: try name.map { try ServerName($0) }, records: records)
        return try backend.report(on: chain.map { try Certificates.bytes($0 + ".der") }, question)
    }
}

extension TLSARecord {
    /// The record for a file in `certs`.
    static func of(_ certificate: String, _ usage: UInt8, _ selector: UInt8 = 0, _ matching: UInt8 = 1) throws
        -> TLSARecord
    {
        try of(Certificates.bytes(certificate + ".der"), usage, selector, matching)
    }

    /// The record for a certificate in DER.
    static func of(_ encoded: [UInt8], _ usage: UInt8, _ selector: UInt8, _ matching: UInt8) throws -> TLSARecord {
        struct Unreadable: Error {}
        guard let contents = CertificateContents(encoded.span) else { throw Unreadable() }
        let selected = selector == 1 ? contents.publicKeyInfo : encoded
        let data =
            switch matching {
            case 1: SHA256.digest(of: selected.span)
            case 2: SHA512.digest(of: selected.span)
            default: selected
            }
        return TLSARecord(usage: usage, selector: selector, matching: matching, data: data)
    }
}
