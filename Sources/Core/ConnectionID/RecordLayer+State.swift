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
            connectionIDs: protection.connectionIDs,
            negotiated: negotiated
        )
    }

    /// Whether the numbers of its records are their nonces, so that only reserved ones may be used.
    var numbersAreNonces: Bool { algorithm?.explicitNonceLength == 0 }

    /// How many records it may still make.
    var sendableRecords: UInt64 { protection?.sealer.left ?? 0 }

    /// Lets it make records up to this number only, which are reserved for it.
    func limitNumbers(to limit: UInt64) {
        protection?.sealer.limit(to: limit)
    }
}
