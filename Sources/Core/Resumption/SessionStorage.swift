/// Where a client keeps its session from one connection to the next: a buffer, a file, or what the caller makes of values.
///
/// It is asked once when a client connects. The newest session is put there after each handshake that made one, and
/// whenever a ticket of TLS 1.3 arrives later, while `receive` runs. It is cleared where a handshake fails after the
/// server has answered, where the server declines the session without giving another, and where a fatal alert ends the
/// association (RFC 5246, 7.2.2). One storage is for one server.
public struct SessionStorage: Sendable {
    package let load: @Sendable () throws(TLSError) -> SavedSession?
    package let store: @Sendable (SavedSession?) throws(TLSError) -> Void
    /// How many bytes the last session needed, where it did not fit.
    let neededSize: @Sendable () -> Int?

    /// In a buffer: all zero means that there is none, and what does not fit makes it all zero.
    public static func buffer(_ buffer: SessionBuffer) -> SessionStorage {
        SessionStorage(
            load: { buffer.load() },
            store: { (session) throws(TLSError) in
                if let session { try buffer.store(session) } else { buffer.clear() }
            },
            neededSize: { buffer.neededSize }
        )
    }

    /// In a file, which only its owner can read.
    ///
    /// It is replaced as a whole, by renaming another one with `.new` behind its name, and removed where it is to be
    /// cleared. A file that is not there is no error.
    public static func file(_ path: String) -> SessionStorage {
        let file = SecretFile(path)
        return SessionStorage(
            load: { () throws(TLSError) in try file.read().map { SavedSession($0) } },
            store: { (session) throws(TLSError) in
                if let session { try file.write(session.secret) } else { try file.remove() }
            },
            neededSize: { nil }
        )
    }

    /// Wherever the caller's closures put it.
    ///
    /// `load` gives what `store` got last, or nil; `store` gets nil where there is nothing to be kept any more. Both are
    /// called while the socket is locked and must not call it.
    public static func callbacks(
        load: @escaping @Sendable () -> SavedSession?,
        store: @escaping @Sendable (SavedSession?) -> Void
    ) -> SessionStorage {
        SessionStorage(load: { load() }, store: { store($0) }, neededSize: { nil })
    }

    /// Wherever closures put it that can fail.
    package static func fallible(
        load: @escaping @Sendable () throws(TLSError) -> SavedSession?,
        store: @escaping @Sendable (SavedSession?) throws(TLSError) -> Void
    ) -> SessionStorage {
        SessionStorage(load: load, store: store, neededSize: { nil })
    }
}
