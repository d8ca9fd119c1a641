/// What the peer said before it went away, where an error of the system would hide it.
extension SecureSocket {
    /// How much plaintext in bytes is read ahead, at most, to come to an alert behind it.
    private static var readAheadLimit: Int { 65_536 }

    /// An error of the transport, or the alert that came before it: what has arrived is read, and an alert there is the result.
    ///
    /// With `lock` held. A refused UDP port hides the alert that its owner sent last; so does a TCP connection that the peer
    /// has closed and that breaks when more is sent, as with TLS 1.3 after the server has refused the client's certificate.
    func alertHidden(behind error: TLSError) -> TLSError {
        guard let association, error.canHideAlert(on: backend.settings.kind) else { return error }
        for _ in 0..<Self.datagramsAtOnce {
            guard (try? fetch()) == .data else { break }
        }
        let hidden = association.isEstablished ? alertAfterData(association) : alertInHandshake(association)
        return hidden ?? error
    }

    private func alertInHandshake(_ association: Association<Backend.Engine>) -> TLSError? {
        do throws(TLSError) {
            _ = try association.handshake(at: Deadline.now)
            return nil
        } catch {
            return error.category == .alert ? error : nil
        }
    }

    /// Reads data ahead until there is an alert; `receive` gives the data before anything else.
    private func alertAfterData(_ association: Association<Backend.Engine>) -> TLSError? {
        do throws(TLSError) {
            var count = 0
            while count < Self.readAheadLimit {
                var status = ReadStatus.wantsInput
                let bytes = try [UInt8](capacity: Self.largestRecord) { (output) throws(TLSError) in
                    status = try association.engine.read(into: &output)
                }
                guard status == .data else { return nil }
                readAhead = readAhead + [bytes]
                count += bytes.count
            }
            return nil
        } catch {
            failure = error
            return error.category == .alert ? error : nil
        }
    }

    /// Moves what was read ahead into `bytes`: one datagram, or as much of a stream as there is room for; nil where there is none.
    ///
    /// With `lock` held.
    func takeReadAhead(into bytes: inout OutputSpan<UInt8>) -> ReadStatus? {
        guard let first = readAhead.first else { return nil }
        let count = min(first.count, bytes.freeCapacity)
        for byte in first[..<count] { bytes.append(byte) }
        let rest = backend.settings.kind == .datagram ? [] : first.dropFirst(count)
        readAhead = (rest.isEmpty ? [] : [Array(rest)]) + readAhead.dropFirst()
        return count < first.count && backend.settings.kind == .datagram ? .truncated : .data
    }
}

extension TLSError {
    fileprivate func canHideAlert(on kind: TransportKind) -> Bool {
        switch kind {
        case .datagram: systemCode == .connectionRefused
        case .stream: systemCode == .brokenPipe || systemCode == .connectionReset
        }
    }
}
