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
        let binding = backend.resumptionSettings.associationBinding(role, host: host, engine.tlsaRecords)
        return SavedAssociation(state, binding, includingCertificates: true)
    }

    /// An association that goes on without a handshake, for datagrams of at most `maximumTransmissionUnit` bytes.
    ///
    /// `tlsaRecords` are what the server has to match, where those were not the configuration's.
    public static func restored<Backend: TLSBackend>(
        _ saved: SavedAssociation,
        as role: Role,
        by backend: Backend,
        host: String? = nil,
        tlsaRecords: [TLSARecord]? = nil,
        maximumTransmissionUnit: Int = 1400
    ) throws(NotRestored) -> Association where Backend.Engine == Engine {
        let settings = backend.resumptionSettings
        let records = tlsaRecords ?? settings.tlsaRecords
        let content = try saved.open(role, settings.associationBinding(role, host: host, records))
        let engine = RecordLayer<Engine>.restored(content, maximumTransmissionUnit, by: backend)
        guard !engine.numbersAreNonces else { throw NotRestored.needsStorage }
        engine.tlsaRecords = records
        return Association(restored: engine, settings: backend.settings)
    }
}
