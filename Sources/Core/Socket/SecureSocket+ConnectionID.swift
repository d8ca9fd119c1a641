/// Associations that are known by connection IDs (RFC 9146): kept, restored, and followed to another address.
extension SecureSocket {
    /// As many numbers of records are left free for alerts when a reservation runs out.
    private static var sparedNumbers: UInt64 { 8 }

    /// Where the association is kept; default nil: nowhere.
    ///
    /// A client looks into it when it connects. A server's socket gets one before `handshake`, or from
    /// `SecureListener.restore`. It stays after `close`, which empties it.
    public var associationStorage: AssociationStorage? {
        get { lock.withLock { kept.storage } }
        set { lock.withLock { kept.storage = newValue } }
    }

    /// Whether the association was restored, so that no handshake took place.
    public var connectionIDResumed: Bool { lock.withLock { association?.engine.isRestored == true } }

    /// Why the last `connect` made a handshake in place of going on with an association; nil where it went on, and where connection
    /// IDs are off.
    public var whyNotRestored: NotRestored? { lock.withLock { kept.whyNot } }

    /// What the association has dropped without a word, and how often its peer moved.
    public var connectionIDCounters: ConnectionIDCounters {
        lock.withLock { association?.engine.connectionIDCounters ?? kept.counters }
    }

    /// The association as bytes, with numbers reserved so that this socket can send 64 records more before those of whoever
    /// uses the bytes are dropped as replays.
    ///
    /// The peer's certificates are in `negotiated` of whoever restores it only if they are included; they make most of the
    /// size. ENOTCONN where no handshake is done, ENOTSUP without connection IDs, and with ChaCha20-Poly1305, whose
    /// associations only an `AssociationStorage` can keep.
    public func saveAssociation(includingCertificates: Bool = true) throws(TLSError) -> SavedAssociation {
        lock.lock()
        defer { lock.unlock() }
        let engine = try establishedAssociation().engine
        guard !engine.numbersAreNonces else {
            throw .system(.notSupported, .notSupported, phase: .established, detail: NotRestored.needsStorage.text)
        }
        guard let state = keptState(engine, reserving: AssociationStorage.reservation) else {
            let words = "without a connection ID of the receiving end an association cannot be found again"
            throw .system(.notSupported, .notSupported, phase: .established, detail: words)
        }
        return saved(state, includingCertificates)
    }

    /// Lets the next `connect` or `upgrade` as a client go on with bytes that `saveAssociation` made; where they are no good it
    /// makes a handshake, and `whyNotRestored` says why.
    ///
    /// They go before what is in `associationStorage`. `close` forgets them.
    public func restoreAssociation(_ saved: SavedAssociation) {
        lock.withLock {
            kept.suspended = saved
            kept.isExact = false
        }
    }

    // MARK: With `lock` held

    private func saved(_ state: AssociationState, _ includingCertificates: Bool) -> SavedAssociation {
        SavedAssociation(state, kept.binding, includingCertificates: includingCertificates)
    }

    private func keptState(_ engine: RecordLayer<Backend.Engine>, reserving reserved: UInt64) -> AssociationState? {
        guard var state = engine.state(reserving: reserved) else { return nil }
        let serverID = state.role == .client ? state.connectionIDs.peer : state.connectionIDs.own
        guard !serverID.isEmpty else { return nil }
        if state.role == .server { state.peer = peerAddress }
        return state
    }

    /// What associations with a server of this name are bound to.
    func bindAssociations(_ role: Role, _ host: String?) {
        guard backend.settings.connectionIDLength != nil else { return }
        kept.binding = backend.resumptionSettings.associationBinding(role, host: host, records)
    }

    /// A server's socket goes on with what was saved.
    func goOn(
        with content: AssociationContent,
        _ storage: AssociationStorage?,
        _ binding: AssociationBinding
    ) throws(NotRestored) {
        kept.storage = storage
        kept.binding = binding
        let mtu = outerMaximumTransmissionUnit
        association = try restore(content, mtu, isExact: false, hasStorage: storage != nil)
        noteInput()
    }

    /// A client's association with this server, if one is kept and good; nil and the reason otherwise.
    func takeKeptAssociation(maximumTransmissionUnit: Int) -> Association<Backend.Engine>? {
        kept.whyNot = nil
        guard backend.settings.connectionIDLength != nil else { return nil }
        do throws(NotRestored) {
            let saved = try kept.take()
            let content = try saved.value.open(.client, kept.binding)
            return try restore(content, maximumTransmissionUnit, isExact: saved.isExact, hasStorage: saved.isStored)
        } catch {
            kept.whyNot = error
            return nil
        }
    }

    /// Makes an association of what was saved.
    ///
    /// `isExact` says that it is the newest state and that nobody else has it.
    func restore(
        _ content: AssociationContent,
        _ maximumTransmissionUnit: Int,
        isExact: Bool,
        hasStorage: Bool
    ) throws(NotRestored) -> Association<Backend.Engine> {
        let engine = RecordLayer<Backend.Engine>.restored(content, maximumTransmissionUnit, by: backend)
        guard isExact || hasStorage || !engine.numbersAreNonces else { throw NotRestored.needsStorage }
        do throws(TLSError) {
            try reserveNumbers(engine)
        } catch {
            throw NotRestored.unreadable
        }
        return Association(restored: engine, settings: backend.settings)
    }

    /// Saves the association with numbers that are reserved for it, where it is to be kept.
    func reserveNumbers(_ engine: RecordLayer<Backend.Engine>) throws(TLSError) {
        guard let storage = kept.storage else { return }
        guard let state = keptState(engine, reserving: AssociationStorage.reservation) else { return }
        try storage.save(saved(state, storage.includesCertificates))
        engine.limitNumbers(to: state.nextNumber)
    }

    /// Before a record is sent.
    func reserveNumbersIfNeeded(_ engine: RecordLayer<Backend.Engine>) throws(TLSError) {
        guard kept.storage != nil, engine.sendableRecords <= Self.sparedNumbers else { return }
        try reserveNumbers(engine)
    }

    /// After something was sent or received.
    func keepCurrent(_ engine: RecordLayer<Backend.Engine>) throws(TLSError) {
        guard kept.storage?.isKeptCurrent == true else { return }
        try reserveNumbers(engine)
    }

    /// The association is suspended: the next `connect` goes on with it.
    func keepSuspended() {
        guard let association, association.isEstablished, failure == nil else { return }
        guard let state = keptState(association.engine, reserving: 0) else { return }
        let saved = saved(state, kept.storage?.includesCertificates ?? true)
        if let storage = kept.storage {
            try? storage.save(saved)
        } else if association.role == .client {
            kept.suspended = saved
            kept.isExact = true
        }
    }

    /// The association has ended: nobody is to go on with it.
    func forgetKept() {
        kept.suspended = nil
        guard association?.engine.hasConnectionIDs == true else { return }
        try? kept.storage?.save(nil)
    }

    /// Follows the peer to another address once a record newer than all others came from there (RFC 9146, 6).
    func followPeer(_ transport: TransportOperations, _ engine: RecordLayer<Backend.Engine>) {
        guard engine.hasNewestRecord, let operations = transport.peerAddress else { return }
        guard let address = operations.newAddress(), let former = peerAddress else { return }
        guard backend.settings.permitsMove?(former, address) != false else {
            engine.connectionIDCounters.refusedMoves += 1
            seat?.ledger.count { $0.refusedMoves += 1 }
            return
        }
        operations.move(address)
        peerAddress = address
        seat?.move(to: address)
        engine.connectionIDCounters.moves += 1
    }
}

/// What a socket keeps of associations with connection IDs.
///
/// A class of its own: a change in place of what the socket holds would be checked at run time for exclusive access.
final class KeptAssociation {
    var storage: AssociationStorage?
    /// What `suspend` has left where there is no storage, or what the caller wants to go on with.
    var suspended: SavedAssociation?
    /// Whether that is the newest state, and nobody else has it.
    var isExact = false
    /// What associations of this socket are bound to.
    var binding = AssociationBinding.none
    var whyNot: NotRestored?
    /// Of the last association where there is none now.
    var counters = ConnectionIDCounters()

    /// What is kept, whether it is the newest state that nobody else has, and whether it came from the storage.
    func take() throws(NotRestored) -> (value: SavedAssociation, isExact: Bool, isStored: Bool) {
        if let suspended {
            self.suspended = nil
            return (suspended, isExact, false)
        }
        do throws(TLSError) {
            if let saved = try storage?.load() { return (saved, false, true) }
        } catch {
            throw NotRestored.unreadable
        }
        throw NotRestored.empty
    }
}
