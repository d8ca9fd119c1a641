/// The fingerprint of a server under a configuration, kept for the next time, since most clients have one server.
///
/// From any thread.
final class KeptFingerprint: @unchecked Sendable {
    private let digest: [UInt8]
    private let lock = Lock()
    /// Guarded by `lock`, as all below.
    private var host: String?
    private var records: [TLSARecord] = []
    private var fingerprint: [UInt8] = []

    /// Of the servers under a configuration with this digest.
    init(_ digest: [UInt8]) {
        self.digest = digest
    }

    /// That of the server that `host` names and that has to match these records, 32 bytes.
    func find(_ host: String?, _ records: [TLSARecord]) -> [UInt8] {
        lock.lock()
        defer { lock.unlock() }
        if !fingerprint.isEmpty, self.host == host, self.records == records { return fingerprint }
        let name = host.flatMap { try? ServerName($0) }?.text.lowercasedASCII ?? ""
        (self.host, self.records) = (host, records)
        fingerprint = ConfigurationDigest.extend(digest, with: name, records)
        return fingerprint
    }
}
