/// Where an association with connection IDs is kept, so that it outlives its process: a file, flash memory, what the caller has.
///
/// It is asked once when a client connects: what is in it and good goes on without a handshake. It is given the association after
/// each handshake, when it is restored, and ahead of each 64 records that are sent, with numbers that are reserved for them; and
/// nil where the association has ended. One storage is for one association.
public struct AssociationStorage: Sendable {
    /// How many numbers of records are reserved at a time.
    public static let reservation: UInt64 = 64

    package let load: @Sendable () throws(TLSError) -> SavedAssociation?
    let save: @Sendable (SavedAssociation?) throws(TLSError) -> Void
    /// Whether it is saved behind each record too.
    let isKeptCurrent: Bool
    /// Whether what is saved has the peer's certificates.
    let includesCertificates: Bool

    /// In a file, which only its owner can read.
    ///
    /// It is replaced as a whole, by renaming another one with `.new` behind its name, and removed where the association has ended;
    /// both wait until the change is on the disk, so that it may hold associations of any suite. A file that is not there is
    /// no error.
    public static func file(_ path: String) -> AssociationStorage {
        let file = SecretFile(path, isDurable: true)
        return AssociationStorage(
            load: { () throws(TLSError) in try file.read().map { SavedAssociation($0) } },
            save: { (association) throws(TLSError) in
                if let association { try file.write(association.secret) } else { try file.remove() }
            }
        )
    }

    /// Wherever the closures put it.
    ///
    /// `load` gives what `save` got last, or nil. `save` returns only once what it got is durably in the place of all that it got
    /// before, of which no copy may be used any more: with ChaCha20-Poly1305 the safety of what is sent hangs on that. What
    /// it throws ends the call that it was needed for. Both are called while the socket is locked and must not call it.
    ///
    /// With `isKeptCurrent` it is also saved whenever something was received, default false: else a peer's records that came
    /// since the last time could be replayed to whoever restores it.
    ///
    /// Without `includesCertificates`, default true, `negotiated` has none of the peer's once it is restored: they make most of
    /// the size, and a small memory has no room for them.
    public init(
        load: @escaping @Sendable () throws(TLSError) -> SavedAssociation?,
        save: @escaping @Sendable (SavedAssociation?) throws(TLSError) -> Void,
        isKeptCurrent: Bool = false,
        includesCertificates: Bool = true
    ) {
        self.load = load
        self.save = save
        self.isKeptCurrent = isKeptCurrent
        self.includesCertificates = includesCertificates
    }
}
