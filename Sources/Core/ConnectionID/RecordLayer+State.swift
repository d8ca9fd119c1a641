/// What outlives the record layer.
extension RecordLayer {
    /// What another one can go on with; nil before the handshake is done and without connection IDs.
    ///
    /// `reserved` numbers of records from the next one on are left to this one.
    func state(reserving reserved: UInt64) -> AssociationState? {
        guard let protection = established, let negotiated else { return nil }
        return AssociationState(
            role: role,
            suite: protection.suite,
            keyBlock: protection.keys.block,
            nextNumber: protection.sealer.nextNumber + reserved,
            window: protection.opener.replayWindow,
            connectionIDs: ConnectionIDs(own: protection.opener.connectionID, peer: protection.peerConnectionID),
            negotiated: negotiated
        )
    }

    /// Goes on with what another one has left; nil where the keys are not those of the suite.
    convenience init?(
        _ state: AssociationState,
        maximumTransmissionUnit: Int,
        _ makeCipher: @escaping (RecordAlgorithm, Secret) throws(TLSError) -> Engine.Cipher
    ) {
        guard let algorithm = RecordAlgorithm(state.suite), let keys = RecordKeys(algorithm, state.keyBlock) else {
            return nil
        }
        let protection = RecordProtection<Engine.Cipher>(
            state.suite,
            keys,
            state.role,
            state.connectionIDs,
            nextNumber: state.nextNumber,
            window: state.window,
            makeCipher
        )
        self.init(
            restoring: protection,
            state.negotiated,
            role: state.role,
            maximumTransmissionUnit: maximumTransmissionUnit
        )
    }

    /// Whether the numbers of its records are their nonces, so that only reserved ones may be used.
    var numbersAreNonces: Bool { protection?.keys.algorithm.explicitNonceLength == 0 }

    /// How many records it may still make.
    var sendableRecords: UInt64 { protection?.sealer.left ?? 0 }

    /// Lets it make records up to this number only, which are reserved for it.
    func limitNumbers(to limit: UInt64) {
        protection?.sealer.limit(to: limit)
    }
}
