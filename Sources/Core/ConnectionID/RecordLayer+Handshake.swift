extension RecordLayer {
    /// Goes on with the handshake as far as the input allows.
    public func handshake() throws(TLSError) -> HandshakeStatus {
        guard let engine else { return .complete }
        guard isOwner, !hasCompleted else { return try engine.handshake() }
        do throws(TLSError) {
            let status = try goOn(engine)
            try convertOutgoing(engine)
            return status
        } catch {
            // What the engine queued, an alert included, is to be sent all the same.
            try? convertOutgoing(engine)
            throw error
        }
    }

    /// Sends the last flight again.
    public func retransmit() throws(TLSError) {
        try engine?.retransmit()
        if let engine { try convertOutgoing(engine) }
    }

    /// Hands the library one protected record a call, since the keys for it exist only after what came before it.
    private func goOn(_ engine: Engine) throws(TLSError) -> HandshakeStatus {
        while true {
            handOverInTheClear(engine)
            let status = try engine.handshake()
            if case .declined = engine.connectionIDAnswer {
                declineRecords()
                return status == .complete ? status : try engine.handshake()
            }
            guard status != .complete else { return try finish(engine) }
            guard arrivals?.isEmpty == false else { return .wantsInput }
            try handOverProtected(engine)
        }
    }

    /// All records up to one that is protected.
    private func handOverInTheClear(_ engine: Engine) {
        guard let arrivals else { return }
        while arrivals.peek({ $0[3] == 0 && $0[4] == 0 }) == true { arrivals.takeFirst { engine.ingest($0) } }
    }

    private func handOverProtected(_ engine: Engine) throws(TLSError) {
        guard try prepare(engine) != nil else {
            connectionIDCounters.droppedEarly += 1
            arrivals?.takeFirst { _ in }
            return
        }
        var arrival: [UInt8] = []
        arrivals?.takeFirst { arrival = $0.copied }
        take(arrival.span)
    }

    private func finish(_ engine: Engine) throws(TLSError) -> HandshakeStatus {
        _ = try prepare(engine)
        complete()
        var rest: [[UInt8]] = []
        while arrivals?.takeFirst({ rest.append($0.copied) }) == true {}
        for record in rest { take(record.span) }
        arrivals = nil
        outgoing?.trim()
        return .complete
    }

    /// The keys, made as soon as the library has them; nil before.
    private func prepare(_ engine: Engine) throws(TLSError) -> RecordProtection<Engine.Cipher>? {
        if let protection { return protection }
        guard let own = engine.connectionID, let peer = peerConnectionID else { return nil }
        guard let material = try engine.recordKeyMaterial() else { return nil }
        guard let algorithm = RecordAlgorithm(material.suite), let keys = RecordKeys(algorithm, material.keyBlock)
        else {
            let words = "connection IDs with " + material.suite.description
            throw .system(.notSupported, .notSupported, phase: .handshake, detail: words)
        }
        let identifiers = ConnectionIDs(own: own, peer: peer)
        let made = RecordProtection(material.suite, keys, role, identifiers) { (algorithm, key) throws(TLSError) in
            try engine.makeCipher(algorithm, key: key)
        }
        protection = made
        return made
    }

    /// Takes what the library wants to send, and puts records of Core's in the place of protected ones.
    func convertOutgoing(_ engine: Engine) throws(TLSError) {
        guard isOwner else { return }
        var datagrams: [[UInt8]] = []
        while engine.takeOutgoing({ datagrams.append($0.copied) }) {}
        for datagram in datagrams {
            var rest = datagram.span
            while let record = ProtectedRecord(rest, connectionIDLength: 0) {
                try convert(rest.extracting(..<record.length), record, engine)
                rest = rest.extracting(record.length...)
            }
        }
    }

    private func convert(_ bytes: Span<UInt8>, _ record: ProtectedRecord, _ engine: Engine) throws(TLSError) {
        guard record.epoch > 0 else { return pack(bytes) }
        guard let protection = try prepare(engine), let content = protection.sealer.unseal(bytes, record) else {
            let words = "a record of the library's cannot be read"
            throw .system(.protocolError, .unspecified, phase: .handshake, detail: words)
        }
        let room = protection.sealer.overhead + content.count
        let made = try [UInt8](capacity: room) { (output) throws(TLSError) in
            try protection.sealer.seal(record.type, content.span, into: &output)
        }
        pack(made.span)
    }

    /// The records of a flight share datagrams as far as they fit (RFC 6347, 4.2.3); application data has its own.
    private func pack(_ record: Span<UInt8>) {
        let outgoing = Self.made(&outgoing)
        let isShared = outgoing.extend(record, atMost: maximumTransmissionUnit) { newest in
            newest[0] < ProtectedRecord.applicationData
        }
        if !isShared { outgoing.append(record) }
    }
}
