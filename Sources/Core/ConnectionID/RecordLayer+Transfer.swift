/// What is read and written.
extension RecordLayer {
    /// Protects plaintext and queues the records.
    ///
    /// On datagrams one call is one datagram; EMSGSIZE for more than `maximumPlaintext`, where Core makes the records.
    public func write(_ plaintext: Span<UInt8>) throws(TLSError) {
        guard let protection = established else {
            try engine?.write(plaintext)
            return
        }
        if case .failed(let error) = ending { throw error }
        guard plaintext.count <= maximumPlaintext else {
            let words = "\(plaintext.count) bytes to send, at most \(maximumPlaintext) fit a datagram"
            throw .system(.messageTooLong, .messageTooLong, phase: .established, detail: words)
        }
        try seal(ProtectedRecord.applicationData, plaintext, protection)
    }

    /// Hands over what was received: on datagrams one whole datagram, cut to the room there is.
    public func read(into plaintext: inout OutputSpan<UInt8>) throws(TLSError) -> ReadStatus {
        guard hasConnectionIDs else {
            guard let engine else { return .wantsInput }
            return try engine.read(into: &plaintext)
        }
        let room = plaintext.freeCapacity
        let length = inbox?.peek { $0.count } ?? 0
        if inbox?.takeFirst(into: &plaintext) == true { return length > room ? .truncated : .data }
        switch ending {
        case nil: return .wantsInput
        case .closed: return .endOfStream
        case .failed(let error): throw error
        }
    }

    /// Whether `read` has application data without further input.
    public var hasBufferedData: Bool { hasConnectionIDs ? inbox?.isEmpty == false : engine?.hasBufferedData == true }

    /// Whether there is something to send.
    public var hasOutgoing: Bool {
        outgoing?.isEmpty == false || !isOwner && engine?.hasOutgoing == true
    }

    /// Lends the oldest datagram, or all that waits of a stream, and removes it afterwards; false where there is none.
    @discardableResult
    public func takeOutgoing(_ body: (Span<UInt8>) -> Void) -> Bool {
        guard let outgoing, isOwner || !outgoing.isEmpty else { return !isOwner && engine?.takeOutgoing(body) == true }
        return outgoing.takeFirst(body)
    }

    /// Queues an alert of Core's; false where the library cannot send one of the caller's choice at this point.
    @discardableResult
    public func send(_ alert: TLSAlert) -> Bool {
        guard let protection = established else {
            guard let engine, engine.send(alert) else { return false }
            try? convertOutgoing(engine)
            return true
        }
        let content = [alert.level.rawValue, alert.description.rawValue]
        guard (try? seal(ProtectedRecord.alert, content.span, protection)) != nil else { return false }
        log.append(AlertRecord(direction: .sent, alert: alert, phase: .established))
        return true
    }

    /// Queues close_notify.
    public func close() {
        guard established != nil else {
            engine?.close()
            if let engine { try? convertOutgoing(engine) }
            return
        }
        if case .failed = ending { return }
        send(.closeNotify)
    }

    /// Notes an alert that the library swallowed.
    public func noteReceived(_ alert: TLSAlert) {
        guard hasConnectionIDs else {
            engine?.noteReceived(alert)
            return
        }
        log.append(AlertRecord(direction: .received, alert: alert, phase: .established))
    }

    private func seal(
        _ type: UInt8,
        _ content: Span<UInt8>,
        _ protection: RecordProtection<Engine.Cipher>
    ) throws(TLSError) {
        let room = protection.sealer.overhead + content.count
        try Self.made(&outgoing).append(atMost: room) { (output) throws(TLSError) in
            try protection.sealer.seal(type, content, into: &output)
            return true
        }
    }
}
