/// What the sessions and associations of a backend are bound to, computed once when it is made; immutable.
public final class ResumptionSettings: Sendable {
    /// The end of the year 9999, the last that a certificate can name.
    private static let latestTime: Int64 = 253_402_300_799

    /// The library with its version: its own form of a session is its own matter, and another in each version.
    let backend: String
    /// What sessions rest on, 32 bytes.
    package let digest: [UInt8]
    private let suites: [CipherSuite]
    private let serverName: String?
    let tlsaRecords: [TLSARecord]
    private let clock: VerificationClock
    private let sessionFingerprint: KeptFingerprint
    private let associationFingerprint: KeptFingerprint
    private let serverFingerprint: [UInt8]
    /// Whether what the peer's certificate says of its validity counts.
    let checksValidity: Bool

    /// Takes them out of a configuration, whose sources were read, and of which these suites can be negotiated.
    ///
    /// Throws what reading meets where they were not.
    package init(_ configuration: TLSConfiguration, backend: String, suites: [CipherSuite]) throws(TLSError) {
        self.backend = backend
        self.suites = suites
        // What associations rest on is the same on each library, which may have other suites.
        let associationDigest = try ConfigurationDigest.make(configuration)
        digest = ConfigurationDigest.extend(associationDigest, with: suites)
        sessionFingerprint = KeptFingerprint(digest)
        associationFingerprint = KeptFingerprint(associationDigest)
        serverFingerprint = ConfigurationDigest.extend(associationDigest, with: "", [])
        serverName = configuration.serverName
        tlsaRecords = configuration.verification.tlsaRecords
        clock = configuration.verification.clock
        checksValidity = configuration.verification.isEnabled && !configuration.credentials.usesPreSharedKey
    }

    /// The fingerprint of a server's name under the configuration, 32 bytes, for sessions.
    ///
    /// `host` is the name that the client reaches the server by; the configured name goes before it. `records` are what the server
    /// has to match.
    func fingerprint(host: String?, _ records: [TLSARecord]) -> [UInt8] {
        sessionFingerprint.find(serverName ?? host, records)
    }

    /// What associations are bound to: those of a client with the server that `host` names, or those of a server.
    ///
    /// `records` are what the server has to match; nil takes those of the configuration.
    func associationBinding(_ role: Role, host: String?, _ records: [TLSARecord]?) -> AssociationBinding {
        let fingerprint =
            switch role {
            case .client: associationFingerprint.find(serverName ?? host, records ?? tlsaRecords)
            case .server: serverFingerprint
            }
        return AssociationBinding(fingerprint: fingerprint, suites: suites)
    }

    /// Seconds since 1970 by the configuration's clock; nil for a device that has none.
    var now: Int64? {
        switch clock.source {
        case .system: WallClock.now
        case .disabled: nil
        // Whatever a clock says, sums with it must be numbers.
        case .supplied(let clock): min(max(clock(), 0), Self.latestTime)
        }
    }
}
