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

    /// The session of bytes that were saved, where it may be offered now, in the library's own form.
    ///
    /// With it comes until when holds what the server proved, in seconds since 1970.
    func open(_ saved: SavedSession, at now: Int64?) throws(Refusal) -> (content: Secret, provedUntil: Int64) {
        let envelope = try saved.withBytes { (bytes) throws(Refusal) in try parts(bytes, at: now) }
        return (saved.secret.part(envelope.content), envelope.provedUntil)
    }

    private func parts(_ bytes: Span<UInt8>, at now: Int64?) throws(Refusal) -> ResumptionEnvelope.Parts {
        if bytes.isZero() { throw Refusal(reason: .empty) }
        guard let envelope = ResumptionEnvelope.Parts(bytes), envelope.kind == .session else {
            throw Refusal(reason: .damaged)
        }
        let backend = bytes.extracting(envelope.backend)
        guard backend.hasSameElements(as: settings.backend.utf8Span.span) else {
            let name = String(decoding: backend.copied, as: UTF8.self)
            throw Refusal(reason: .otherBackend, detail: name + ", and this is " + settings.backend)
        }
        guard bytes.extracting(envelope.fingerprint).hasSameElements(as: fingerprint.span) else {
            throw Refusal(reason: .otherConfiguration)
        }
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
