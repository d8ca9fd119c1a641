internal import SecureSocketCore

/// What a socket was lent to keep sessions and associations in, until the caller takes it back.
///
/// An association may hold its storage longer than the socket does: what was taken back it must not touch any more.
final class LentStorage {
    private var buffer: SessionBuffer?
    private var session: StorageCalls?
    private var association: StorageCalls?

    /// Memory for both, or none.
    func lend(_ buffer: SessionBuffer?) {
        giveBack()
        self.buffer = buffer
    }

    /// Functions for sessions, or none.
    func lend(session calls: StorageCalls?) {
        giveBackBuffer()
        session?.giveBack()
        session = calls
    }

    /// Functions for associations, or none.
    func lend(association calls: StorageCalls?) {
        giveBackBuffer()
        association?.giveBack()
        association = calls
    }

    /// All of it.
    func giveBack() {
        giveBackBuffer()
        session?.giveBack()
        association?.giveBack()
        (session, association) = (nil, nil)
    }

    /// Whether there is memory for both.
    var hasBuffer: Bool { buffer != nil }

    private func giveBackBuffer() {
        buffer?.giveBack()
        buffer = nil
    }
}

extension SocketHandle {
    /// Keeps session and association in memory of the caller's from now on; EBUSY while another call might use what was there.
    func keep(in buffer: SessionBuffer?) throws(TLSError) {
        try socket.alone { () throws(TLSError) in
            socket.sessionStorage = buffer.map { .buffer($0) }
            socket.associationStorage = context.usesConnectionIDs ? buffer?.associationStorage : nil
            lent.lend(buffer)
        }
    }

    /// Keeps the session where functions of the caller's put it; EBUSY as above.
    func keep(sessionBy calls: StorageCalls?) throws(TLSError) {
        try socket.alone { () throws(TLSError) in
            if lent.hasBuffer { socket.associationStorage = nil }
            socket.sessionStorage = calls?.session
            lent.lend(session: calls)
        }
    }

    /// Keeps the association where functions of the caller's put it; EBUSY as above.
    func keep(associationBy calls: StorageCalls?) throws(TLSError) {
        try socket.alone { () throws(TLSError) in
            if lent.hasBuffer { socket.sessionStorage = nil }
            socket.associationStorage = calls?.association
            lent.lend(association: calls)
        }
    }
}

extension SessionBuffer {
    /// The same memory for an association, which is written behind the session of its handshake and is what counts then.
    ///
    /// One that does not fit leaves nothing, and ends no call: nobody can go on with it, so nothing can be used twice.
    fileprivate var associationStorage: AssociationStorage {
        AssociationStorage(
            load: { self.load().map { $0.withBytes { SavedAssociation($0) } } },
            save: { association in
                guard let association else { return self.clear() }
                _ = try? self.store(association.withBytes { SavedSession($0) })
            },
            isKeptCurrent: true,
            includesCertificates: false
        )
    }
}
