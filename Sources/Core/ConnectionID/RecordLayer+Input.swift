/// What arrives.
extension RecordLayer {
    /// Application data that came before the handshake was done is kept up to this many bytes.
    private static var earlyDataLimit: Int { 65_536 }

    /// Queues what arrived: one datagram, or any piece of a stream.
    ///
    /// An empty datagram is ignored.
    public func ingest(_ bytes: Span<UInt8>) {
        guard isOwner else {
            engine?.ingest(bytes)
            return
        }
        hasNewestRecord = false
        var rest = bytes
        while !rest.isEmpty {
            guard let record = ProtectedRecord(rest, connectionIDLength: connectionID?.count ?? 0) else {
                connectionIDCounters.droppedMalformed += 1
                return
            }
            let whole = rest.extracting(..<record.length)
            if hasCompleted { take(whole) } else { Self.made(&arrivals).append(whole) }
            rest = rest.extracting(record.length...)
        }
    }

    /// The stream has ended.
    public func ingestEnd() {
        engine?.ingestEnd()
    }

    /// Takes one record that there are keys for.
    func take(_ bytes: Span<UInt8>) {
        guard let protection, ending == nil else { return }
        guard let record = ProtectedRecord(bytes, connectionIDLength: protection.opener.connectionID.count) else {
            return
        }
        do throws(RecordFault) {
            try protection.opener.check(bytes, record)
            let isNewest = protection.opener.isNewest(record)
            try open(bytes, record, protection)
            if isNewest, hasCompleted { hasNewestRecord = true }
        } catch {
            count(error)
        }
    }

    /// Application data goes into the inbox; what is something else is looked at.
    private func open(
        _ bytes: Span<UInt8>,
        _ record: ProtectedRecord,
        _ protection: RecordProtection<Engine.Cipher>
    ) throws(RecordFault) {
        let inbox = Self.made(&inbox)
        var message: (type: UInt8, content: [UInt8])?
        let room = protection.opener.longestContent(record)
        try inbox.append(atMost: room) { (output) throws(RecordFault) in
            let type = try protection.opener.open(bytes, record, into: &output)
            guard type == ProtectedRecord.applicationData else {
                message = (type, output.span.copied)
                return false
            }
            // An empty one is allowed (RFC 5246, 6.2.1) and means nothing.
            return !output.isEmpty && (hasCompleted || inbox.waitingBytes < Self.earlyDataLimit)
        }
        guard let message else { return }
        guard hasCompleted else { return handOver(message.type, message.content, bytes, record, protection) }
        switch message.type {
        case ProtectedRecord.alert: takeAlert(message.content)
        case ProtectedRecord.handshake: takeHandshake(message.content, bytes, record, protection)
        default: throw .malformed
        }
    }

    /// Gives the library what it would have got without connection IDs.
    private func handOver(
        _ type: UInt8,
        _ content: [UInt8],
        _ bytes: Span<UInt8>,
        _ record: ProtectedRecord,
        _ protection: RecordProtection<Engine.Cipher>
    ) {
        guard let plain = try? protection.opener.plainRecord(type, content, like: bytes, record) else { return }
        engine?.ingest(plain.span)
    }

    private func takeAlert(_ content: [UInt8]) {
        guard content.count == 2 else {
            connectionIDCounters.droppedMalformed += 1
            return
        }
        let alert = TLSAlert(level: .init(rawValue: content[0]), description: .init(rawValue: content[1]))
        noteReceived(alert)
        if alert.description == .closeNotify {
            ending = .closed
        } else if alert.level == .fatal {
            ending = .failed(.alert(alert, phase: .established))
        }
    }

    /// A Finished that comes again is for the library, which answers with its last flight.
    private func takeHandshake(
        _ content: [UInt8],
        _ bytes: Span<UInt8>,
        _ record: ProtectedRecord,
        _ protection: RecordProtection<Engine.Cipher>
    ) {
        let (helloRequest, clientHello): (UInt8, UInt8) = (0, 1)
        if content.first == helloRequest || content.first == clientHello {
            // Renegotiation is refused, and the association goes on (RFC 5246, 7.2.2).
            send(TLSAlert(level: .warning, description: .noRenegotiation))
            return
        }
        handOver(ProtectedRecord.handshake, content, bytes, record, protection)
        guard let engine else { return }
        // It answers while it reads, and finds no data.
        _ = [UInt8](capacity: 1) { output in _ = try? engine.read(into: &output) }
        try? convertOutgoing(engine)
    }

    private func count(_ fault: RecordFault) {
        switch fault {
        case .malformed: connectionIDCounters.droppedMalformed += 1
        case .unprotected: connectionIDCounters.droppedUnprotected += 1
        case .foreignConnectionID: connectionIDCounters.droppedForeignConnectionIDs += 1
        case .missingConnectionID: connectionIDCounters.droppedWithoutConnectionID += 1
        case .replayed: connectionIDCounters.droppedReplays += 1
        case .notAuthentic: connectionIDCounters.droppedUnauthentic += 1
        }
    }
}
