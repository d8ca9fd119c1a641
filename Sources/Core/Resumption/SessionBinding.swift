/// Seals sessions for one server under one configuration, and opens only such.
struct SessionBinding {
    /// Why a saved session is not offered.
    struct Refusal: Error {
        let reason: NotResumedReason
        var detail = ""
    }

    /// RFC 8446, 4.6.1: a ticket is good for seven days at most, and so is what a session began with.
    private static let longestLifetime: Int64 = 7 * 86_400
    /// RFC 5246, F.1.4, where the server does not say.
    private static let usualLifetime: Int64 = 86_400
    /// How far a clock may be set back before nobody knows how old a session is.
    private static let clockTolerance: Int64 = 60

    private let settings: ResumptionSettings
    private let fingerprint: [UInt8]

    /// The fingerprint is that of the server's name under these settings.
    init(_ settings: ResumptionSettings, _ fingerprint: [UInt8]) {
        self.settings = settings
        self.fingerprint = fingerprint
    }

    /// The session of bytes that were saved, where it may be offered now.
    func open(_ saved: SavedSession, at now: Int64?) throws(Refusal) -> ResumptionEnvelope {
        if saved.withBytes({ $0.isZero() }) { throw Refusal(reason: .empty) }
        guard let envelope = ResumptionEnvelope(saved.secret), envelope.kind == .session else {
            throw Refusal(reason: .damaged)
        }
        guard envelope.backend == settings.backend else {
            throw Refusal(reason: .otherBackend, detail: envelope.backend + ", and this is " + settings.backend)
        }
        guard envelope.fingerprint == fingerprint else { throw Refusal(reason: .otherConfiguration) }
        // Whoever can write the file can make the digest right.
        guard envelope.created >= 0, envelope.created <= envelope.expires, envelope.provedUntil >= 0 else {
            throw Refusal(reason: .damaged)
        }
        guard let now else { return envelope }
        guard now < envelope.expires else {
            throw Refusal(reason: .expired, detail: "it was good for \(envelope.expires - envelope.created) s")
        }
        guard now >= envelope.created - Self.clockTolerance else {
            throw Refusal(reason: .expired, detail: "the clock was set back, so nobody knows its age")
        }
        return envelope
    }

    /// Bytes to be saved; nil where the session is good for no time at all.
    ///
    /// `provedUntil` is when what the peer has proved in a full handshake ends, in seconds since 1970; nil where it does not
    /// say so itself.
    func seal(_ session: EngineSession, provedUntil limit: Int64?, at time: Int64?) -> SavedSession? {
        let now = time ?? 0
        let provedUntil = limit ?? now + Self.longestLifetime
        let lifetime = min(session.lifetime ?? Self.usualLifetime, Self.longestLifetime)
        let expires = min(now + lifetime, provedUntil)
        guard expires > now else { return nil }
        let envelope = ResumptionEnvelope(
            kind: .session,
            version: session.version,
            suite: session.suite,
            fingerprint: fingerprint,
            created: now,
            expires: expires,
            provedUntil: provedUntil,
            backend: settings.backend,
            content: session.content
        )
        return SavedSession(envelope.sealed)
    }

    /// When a full handshake's proof ends: after seven days, or with the certificate.
    func proofEnd(certificateEnd: Int64?, at now: Int64?) -> Int64? {
        guard let now else { return nil }
        let longest = now + Self.longestLifetime
        guard settings.checksValidity, let certificateEnd else { return longest }
        return min(longest, certificateEnd)
    }
}
