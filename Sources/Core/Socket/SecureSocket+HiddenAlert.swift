/// What the peer said before it went away, where an error of the system would hide it.
extension SecureSocket {
    /// How much plaintext in bytes is read ahead, at most, to come to an alert behind it.
    private static var readAheadLimit: Int { 65_536 }

    /// An error of the transport, or the alert that came before it: what has arrived is read, and an alert there is the result.
    ///
    /// With `lock` held. A refused UDP port hides the alert that its owner sent last; so does a TCP connection that the peer
    /// has closed and that breaks when more is sent, as with TLS 1.3 after the server has refused the client's certificate.
    func alertHidden(behind error: TLSError) -> TLSError {
        guard let association, error.canHideAlert(on: backend.configuration.kind) else { return error }
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
        guard backend.configuration.kind == .stream else { return nil }
        do throws(TLSError) {
            while readAhead.count < Self.readAheadLimit {
                var status = ReadStatus.wantsInput
                readAhead += try [UInt8](capacity: Self.largestRecord) { (output) throws(TLSError) in
                    status = try association.engine.read(into: &output)
                }
                guard status == .data else { return nil }
            }
            return nil
        } catch {
            failure = error
            return error.category == .alert ? error : nil
        }
    }

    /// Moves what was read ahead into `bytes` as far as there is room; false where there was none.
    ///
    /// With `lock` held.
    func takeReadAhead(into bytes: inout OutputSpan<UInt8>) -> Bool {
        guard !readAhead.isEmpty else { return false }
        let count = min(readAhead.count, bytes.freeCapacity)
        for byte in readAhead[..<count] { bytes.append(byte) }
        readAhead.removeFirst(count)
        return true
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
