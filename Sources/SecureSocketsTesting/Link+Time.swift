internal import SecureSocketCore

extension Link {
    /// More steps than any handshake takes: the bound for two ends that would answer each other for ever.
    private static var mostSteps: Int { 1_000_000 }

    /// Runs both handshakes to their ends, which are bounded by the time-outs of the configurations, and moves the clock
    /// along.
    ///
    /// It returns when both ends are done and what was sent at that time has arrived; what is still under way arrives when
    /// the clock is moved on.
    public func handshake() -> Outcome {
        for _ in 0..<Self.mostSteps {
            if moveOnce() { continue }
            if clientEnd.isDone, serverEnd.isDone || serverEnd.admit != nil { break }
            guard let next = nextEvent else { break }
            now = max(now, next)
        }
        var outcome = Outcome(
            client: clientEnd.isDone ? clientEnd.handshakeFailure : client.timeoutError,
            server: serverEnd.isDone ? serverEnd.handshakeFailure : server.timeoutError
        )
        outcome.clientTime = clientEnd.doneAt
        outcome.serverTime = serverEnd.doneAt
        return outcome
    }

    /// When something happens next without the caller: a datagram arrives, or an end sends one again; nil where nothing
    /// will.
    public var nextEvent: Duration? {
        [network.nextArrival, clientEnd.timer, serverEnd.timer].compactMap { $0 }.min()
    }

    /// Moves the clock on to a time, and all happens on the way that is due; an earlier time moves nothing.
    public func advance(to time: Duration) {
        run(until: time) { false }
    }

    /// Moves the clock on by a time, and all happens on the way that is due.
    public func advance(by time: Duration) {
        advance(to: now + time)
    }

    /// Moves the clock from event to event until `isDone` says so, at most to a time; false where the time was reached
    /// first.
    @discardableResult
    public func run<Failure: Error>(
        until time: Duration,
        _ isDone: () throws(Failure) -> Bool
    ) throws(Failure) -> Bool {
        for _ in 0..<Self.mostSteps {
            if try isDone() { return true }
            if moveOnce() { continue }
            guard let next = nextEvent, next <= time else { break }
            now = max(now, next)
        }
        now = max(now, time)
        return try isDone()
    }

    /// Carries what the client has to send, and hands to the server what has arrived; no end looks at it yet.
    public func deliverFromClient() {
        _ = clientEnd.flush(to: network, .toServer, at: now)
        _ = serverEnd.take(.max, from: network, .toServer, at: now)
    }

    /// Carries what the server has to send, and hands to the client what has arrived; no end looks at it yet.
    public func deliverFromServer() {
        _ = serverEnd.flush(to: network, .toClient, at: now)
        _ = clientEnd.take(.max, from: network, .toClient, at: now)
    }

    /// Lets each end take in, look and send, once; false where nothing moved.
    private func moveOnce() -> Bool {
        let clientTook = clientEnd.take(datagramsAtOnce, from: network, .toClient, at: now)
        clientEnd.step(at: now, kind: network.kind)
        let clientSent = clientEnd.flush(to: network, .toServer, at: now)
        let serverTook = serverEnd.take(datagramsAtOnce, from: network, .toServer, at: now)
        serverEnd.step(at: now, kind: network.kind)
        let serverSent = serverEnd.flush(to: network, .toClient, at: now)
        return clientTook || clientSent || serverTook || serverSent
    }
}
