extension SecureListener {
    /// Goes on with an association that was saved, in this process or another one, without a handshake.
    ///
    /// The socket is in the state accepted and established, and sends to where the client was; it follows the client to where that is
    /// now. `storage` keeps it from now on, which with ChaCha20-Poly1305 it must. EINVAL where the bytes are no
    /// association of this configuration's, EADDRINUSE where it goes on already, ENOTSUP on streams and without connection
    /// IDs, ENOBUFS where a limit of the listener's is reached, and EIO where `storage` could not keep it.
    public func restore(
        _ saved: SavedAssociation,
        storage: AssociationStorage? = nil
    ) throws(TLSError) -> SecureSocket<Backend> {
        guard case .datagram(let hub) = port, let length = backend.settings.connectionIDLength, length > 0 else {
            let words = "a listener restores associations by their connection IDs, which are not configured"
            throw .system(.notSupported, .notSupported, detail: words)
        }
        let binding = backend.resumptionSettings.associationBinding(.server, host: nil, nil)
        do throws(NotRestored) {
            let content = try saved.open(.server, binding)
            guard let address = content.peer, content.connectionIDs.own.count == length else { throw .damaged }
            return try seat(content, address, hub, storage, binding)
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ why: NotRestored) -> TLSError {
        switch why {
        case .inUse: .system(.addressInUse, .busy, detail: why.text)
        case .refused: .system(.noBufferSpace, .limitExceeded, detail: why.text)
        case .unreadable: .system(.inputOutput, .unspecified, detail: why.text)
        default: .system(.invalidArgument, .invalidConfiguration, detail: why.text)
        }
    }

    private func seat(
        _ content: AssociationContent,
        _ address: SocketAddress,
        _ hub: DatagramHub,
        _ storage: AssociationStorage?,
        _ binding: AssociationBinding
    ) throws(NotRestored) -> SecureSocket<Backend> {
        guard let port = hub.restorePort(for: address, content.connectionIDs.own) else { throw .inUse }
        guard let seat = ledger.admit(address, replacing: false) else {
            port.close()
            throw .refused
        }
        let operations = TransportOperations(port)
        let socket = SecureSocket(backend: backend, restored: operations, from: address, seat: seat) { [localAddress] in
            localAddress
        }
        try socket.goOn(with: content, storage, binding)
        seat.establish()
        ledger.count { $0.restored += 1 }
        return socket
    }
}
