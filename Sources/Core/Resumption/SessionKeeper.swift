/// Brings the saved session into a client's handshake and saves what comes of it, for one association.
///
/// Sockets have one of their own. Who drives an `Association` calls `offer` before its first handshake step, `note` after
/// each step from the completed handshake on, and `fail` where it ends in an error. Not thread-safe.
public final class SessionKeeper<Backend: TLSBackend> {
    /// What became of it.
    public private(set) var report = ResumptionReport()

    private let backend: Backend
    private let host: String?
    private let storage: SessionStorage
    private var hasOffered = false
    private var isComplete = false
    /// When the handshake was complete; nil before that, and without a clock.
    private var completed: Int64?
    /// When ends what the server proved in the full handshake that the session began with; nil until that is asked.
    private var provedUntil: Int64?

    /// Keeps the session with the server that `host` names, unless the configuration names another.
    public init(_ backend: Backend, host: String?, storage: SessionStorage) {
        self.backend = backend
        self.storage = storage
        self.host = host
    }

    private func binding(of engine: RecordLayer<Backend.Engine>) -> SessionBinding {
        let settings = backend.resumptionSettings
        return SessionBinding(settings, settings.fingerprint(host: host, engine.tlsaRecords))
    }

    /// Offers the saved session, where it is one for this server and configuration and still good.
    public func offer(to engine: RecordLayer<Backend.Engine>) {
        do throws(SessionBinding.Refusal) {
            let saved = try open(engine)
            guard engine.offer(saved.content) else { throw SessionBinding.Refusal(reason: .damaged) }
            hasOffered = true
            provedUntil = saved.provedUntil
        } catch {
            report.whyNot = error.reason
            report.detail = error.detail
        }
    }

    /// Saves the newest session, if there is one that was not saved yet; to be called once the handshake is complete.
    public func note(_ engine: RecordLayer<Backend.Engine>) {
        noteHandshake(engine)
        guard engine.hasNewSession, let session = engine.takeSession() else { return }
        let binding = binding(of: engine)
        let end = provedUntil ?? binding.proofEnd(certificateEnd: Self.certificateEnd(engine), at: completed)
        provedUntil = end
        // Before TLS 1.3 the session is as old as the handshake, whenever it is saved.
        let made = session.version == .tls13 ? backend.resumptionSettings.now : completed
        save(binding.seal(session, provedUntil: end, at: made))
    }

    /// Notes whether the handshake resumed, and saves nothing.
    func noteHandshake(_ engine: RecordLayer<Backend.Engine>) {
        guard !isComplete else { return }
        isComplete = true
        completed = backend.resumptionSettings.now
        report.isResumed = engine.isResumed
        guard !report.isResumed, hasOffered else { return }
        report.whyNot = .declined
        provedUntil = nil
        if !engine.hasNewSession { save(nil) }
    }

    /// Forgets what is saved after the association failed with an error.
    ///
    /// A handshake that the server never answered says nothing about the session, and leaves it.
    public func fail(_ error: TLSError, _ engine: RecordLayer<Backend.Engine>) {
        let isFatal = error.alert?.level == .fatal || error.sentAlert?.level == .fatal
        guard isFatal || !isComplete && engine.lastHandshakeMessage != nil else { return }
        save(nil)
    }

    private func open(
        _ engine: RecordLayer<Backend.Engine>
    ) throws(SessionBinding.Refusal) -> (content: Secret, provedUntil: Int64) {
        let saved: SavedSession?
        do throws(TLSError) {
            saved = try storage.load()
        } catch {
            throw SessionBinding.Refusal(reason: .unreadable, detail: error.detail)
        }
        guard let saved else {
            guard let size = storage.neededSize() else { throw SessionBinding.Refusal(reason: .empty) }
            throw SessionBinding.Refusal(reason: .bufferTooSmall, detail: "it needed \(size) bytes")
        }
        return try binding(of: engine).open(saved, at: backend.resumptionSettings.now)
    }

    private static func certificateEnd(_ engine: RecordLayer<Backend.Engine>) -> Int64? {
        engine.negotiated?.peerCertificates.first.flatMap { try? Backend.summary(of: $0).notAfter }
    }

    private func save(_ session: SavedSession?) {
        report.size = session?.count
        do throws(TLSError) {
            try storage.store(session)
            report.savingFailure = nil
        } catch {
            report.savingFailure = error
        }
    }
}
