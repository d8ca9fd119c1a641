internal import SecureSocketCore

/// One end of a link: an association, and what it has taken in.
final class LinkEnd<Engine: TLSEngine> {
    private(set) var association: Association<Engine>
    /// Answers hellos in the place of the association until one of them brings a cookie.
    var admit: ((_ hello: Span<UInt8>) -> Association<Engine>?)?
    /// What ended the handshake.
    private(set) var handshakeFailure: TLSError?
    /// What ended the association afterwards.
    private(set) var failure: TLSError?
    /// When the handshake was over.
    private(set) var doneAt: Duration?
    /// Messages that were read and not asked for yet.
    private var inbox: [[UInt8]] = []
    private var hasInput = false

    private static var longestMessage: Int { 16_384 }

    init(_ association: Association<Engine>) {
        self.association = association
    }

    var isDone: Bool { doneAt != nil }

    /// When `step` wants to be called if nothing arrives.
    var timer: Duration? { isDone || admit != nil ? nil : association.timer }

    /// Takes what has arrived, at most `count` pieces; false where nothing has.
    func take(_ count: Int, from network: LossyNetwork, _ direction: LossyNetwork.Direction, at now: Duration) -> Bool {
        var taken = 0
        let isServer = direction == .toServer
        while taken < count, network.receive(direction, at: now, { ingest($0, isServer && network.hasNewSource) }) {
            taken += 1
            // As a listener does (RFC 9146, 6).
            if isServer, association.engine.hasNewestRecord { network.followClient() }
        }
        return taken > 0
    }

    /// Whether the other end is found by what it sends, wherever that comes from.
    private var isFoundByConnectionID: Bool { association.engine.negotiated?.connectionIDs?.own.isEmpty == false }

    /// Sends what waits; false where nothing does.
    func flush(to network: LossyNetwork, _ direction: LossyNetwork.Direction, at now: Duration) -> Bool {
        var isMoved = false
        while association.takeOutgoing({ network.send($0, direction, at: now) }) { isMoved = true }
        return isMoved
    }

    /// Goes on with the handshake, or reads what came behind it: that answers a peer that has missed the last flight.
    func step(at now: Duration, kind: TransportKind) {
        guard admit == nil, handshakeFailure == nil else { return }
        guard association.isEstablished else { return goOn(at: now) }
        doneAt = doneAt ?? now
        // A stream has nothing to repeat, so what came stays where the caller looks for it.
        if kind == .datagram, hasInput { read() }
    }

    /// All messages that came and were not asked for yet; what ended the association where there are none.
    func takeMessages() throws(TLSError) -> [[UInt8]] {
        if association.isEstablished { read() }
        defer { inbox = [] }
        if inbox.isEmpty, let failure = handshakeFailure ?? failure { throw failure }
        return inbox
    }

    private func ingest(_ bytes: Span<UInt8>, _ isFromElsewhere: Bool) {
        guard !isFromElsewhere || isFoundByConnectionID else { return }
        guard let admit else {
            association.ingest(bytes)
            hasInput = true
            return
        }
        guard let admitted = admit(bytes) else { return }
        association = admitted
        self.admit = nil
    }

    private func goOn(at now: Duration) {
        do throws(TLSError) {
            if try association.handshake(at: now) == .complete { doneAt = now }
        } catch {
            handshakeFailure = error
            doneAt = now
        }
    }

    private func read() {
        hasInput = false
        guard failure == nil else { return }
        do throws(TLSError) {
            while try readMessage() {}
        } catch {
            failure = error
        }
    }

    private func readMessage() throws(TLSError) -> Bool {
        var status = ReadStatus.wantsInput
        let message = try [UInt8](capacity: Self.longestMessage) { (output) throws(TLSError) in
            status = try association.engine.read(into: &output)
        }
        switch status {
        case .data, .truncated: inbox.append(message)
        case .wantsInput, .endOfStream: return false
        }
        return true
    }
}
