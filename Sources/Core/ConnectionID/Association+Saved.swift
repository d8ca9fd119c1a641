/// For who drives associations without a socket.
extension Association {
    /// The association as bytes, with 64 numbers reserved as by `SecureSocket.saveAssociation`.
    ///
    /// Nil before the handshake is done, without connection IDs, and with ChaCha20-Poly1305. `host` is the name that a client
    /// reached the server by, as it was given to `makeEngine`.
    public func saved<Backend: TLSBackend>(by backend: Backend, host: String? = nil) -> SavedAssociation?
    where Backend.Engine == Engine {
        guard !engine.numbersAreNonces, let state = engine.state(reserving: AssociationStorage.reservation) else {
            return nil
        }
        let fingerprint = Self.fingerprint(of: backend, role, host)
        return SavedAssociation(state, fingerprint: fingerprint, includingCertificates: true)
    }

    /// An association that goes on without a handshake, for datagrams of at most `maximumTransmissionUnit` bytes.
    public static func restored<Backend: TLSBackend>(
        _ saved: SavedAssociation,
        as role: Role,
        by backend: Backend,
        host: String? = nil,
        maximumTransmissionUnit: Int = 1400
    ) throws(NotRestored) -> Association where Backend.Engine == Engine {
        let state = try saved.open(role, fingerprint: fingerprint(of: backend, role, host))
        let engine = try RecordLayer<Engine>.restored(state, maximumTransmissionUnit, by: backend)
        guard !engine.numbersAreNonces else { throw NotRestored.needsStorage }
        return Association(restored: engine, settings: backend.settings)
    }

    /// What associations of a client with a server of this name are bound to, or those of a server.
    static func fingerprint<Backend: TLSBackend>(of backend: Backend, _ role: Role, _ host: String?) -> [UInt8] {
        let name = role == .client ? backend.configuration.serverName ?? host : nil
        let text = name.flatMap { try? ServerName($0) }?.text.lowercased() ?? ""
        return AssociationDigest.extend(backend.settings.associationDigest, with: text)
    }
}

extension RecordLayer {
    /// Goes on with what another one has left.
    static func restored<Backend: TLSBackend>(
        _ state: AssociationState,
        _ maximumTransmissionUnit: Int,
        by backend: Backend
    ) throws(NotRestored) -> RecordLayer where Backend.Engine == Engine {
        let made = try? RecordLayer(state, maximumTransmissionUnit: maximumTransmissionUnit) {
            (algorithm, key) throws(TLSError) in try backend.makeCipher(algorithm, key: key)
        }
        guard let engine = made ?? nil else { throw NotRestored.damaged }
        return engine
    }
}
