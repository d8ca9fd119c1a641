/// A port that clients come to: TLS over TCP, or DTLS with many clients on one UDP port.
///
/// A DTLS client costs nothing before it has returned its cookie. One thread accepts; each socket that it gets may go to a thread of
/// its own.
public final class SecureListener<Backend: TLSBackend>: @unchecked Sendable {
    enum Port {
        case stream(Descriptor, WakeSignal)
        case datagram(DatagramHub)
    }

    /// The configuration that sockets share that are accepted from now on.
    public var backend: Backend { lock.withLock { serving.backend } }
    /// The address that it listens at; the port is the real one where 0 was asked for.
    public let localAddress: SocketAddress

    /// How many hellos are answered before the time is looked at.
    private static var helloBatch: Int { 128 }

    /// How many connection IDs are tried: all that there are of two bytes.
    private static var connectionIDTrials: Int { 65_536 }

    let port: Port
    let ledger: ListenerLedger
    private let options: SocketOptions
    /// It outlives configurations, so that the cookies of clients do.
    private let cookieSecret: Secret
    private let lock = Lock()
    // All that follows is guarded by `lock`.
    private var serving: ListenerService<Backend>
    private var isAccepting = false
    private var isCanceled = false

    /// Listens with a configuration of its own.
    ///
    /// See `init(backend:host:port:limits:options:)`.
    public convenience init(
        _ configuration: TLSConfiguration,
        host: String? = nil,
        port: UInt16,
        limits: ListenerLimits = ListenerLimits(),
        options: SocketOptions = SocketOptions()
    ) throws(TLSError) {
        let backend = try Backend(configuration)
        try self.init(backend: backend, host: host, port: port, limits: limits, options: options)
    }

    /// Listens at a local address: host nil is any, IPv6 and IPv4, and port 0 any free port.
    ///
    /// EADDRINUSE where the port is taken, EADDRNOTAVAIL where the machine has no such address; and what `options` can fail
    /// with.
    public init(
        backend: Backend,
        host: String? = nil,
        port: UInt16,
        limits: ListenerLimits = ListenerLimits(),
        options: SocketOptions = SocketOptions()
    ) throws(TLSError) {
        self.options = options
        ledger = ListenerLedger(limits)
        cookieSecret = try .random(count: 32)
        serving = try ListenerService(backend, cookieSecret: cookieSecret)
        let wake = try WakeSignal()
        let kind = backend.settings.kind
        let socket = try Self.bind(
            try AddressResolver.local(host, port: port, options.family, wake: wake),
            port,
            kind,
            options
        )
        guard let address = socket.localAddress else { throw Descriptor.failure(detail: "the local address") }
        localAddress = address
        switch kind {
        case .stream:
            try socket.listen(backlog: 128)
            self.port = .stream(socket, wake)
        case .datagram:
            let length = backend.settings.connectionIDLength ?? 0
            self.port = .datagram(try DatagramHub(socket, ledger, connectionIDLength: length))
        }
    }

    /// What it has seen since it began.
    public var counters: ListenerCounters { ledger.snapshot }

    /// Serves all clients that come from now on with another configuration: new certificates, keys, revocation lists or
    /// trust anchors, or anything else but the kind of transport.
    ///
    /// See `reload(backend:)`; throws what `Backend.init` throws, and then nothing has changed.
    public func reload(_ configuration: TLSConfiguration) throws(TLSError) {
        try reload(backend: Backend(configuration))
    }

    /// Serves all clients that come from now on with another backend.
    ///
    /// From any thread. Accepted sockets go on as they are, their handshakes too, and cookies that DTLS clients hold stay
    /// good. EINVAL where it is for another kind of transport, has connection IDs of another length, or no server can be made of it; then nothing has changed.
    public func reload(backend: Backend) throws(TLSError) {
        let former = lock.withLock { serving.backend.settings }
        let kind = former.kind
        guard backend.settings.connectionIDLength ?? 0 == former.connectionIDLength ?? 0 else {
            throw .configuration("a listener's connection IDs keep their length, by which it finds its associations")
        }
        guard backend.settings.kind == kind else {
            let words = kind == .datagram ? "datagrams, and this is for streams" : "streams, and this is for datagrams"
            throw .configuration("the listener is for " + words)
        }
        let next = try ListenerService(backend, cookieSecret: cookieSecret)
        lock.withLock { serving = next }
    }

    /// Waits for a client: on a stream one that has connected, on datagrams one that has returned its cookie.
    ///
    /// The socket is in the state accepted; call `handshake` on it before anything else. `limit` nil waits for ever; ETIMEDOUT when it
    /// is over. EBUSY where another thread accepts; ECANCELED after `cancel`.
    public func accept(within limit: Duration? = nil) throws(TLSError) -> SecureSocket<Backend> {
        try begin()
        defer { lock.withLock { isAccepting = false } }
        let deadline = Deadline.after(limit)
        switch port {
        case .stream(let socket, let wake): return try acceptStream(socket, wake, deadline)
        case .datagram(let hub): return try acceptDatagram(hub, deadline)
        }
    }

    /// Ends `accept`, now and from now on, with ECANCELED.
    ///
    /// From any thread; the accepted sockets go on.
    public func cancel() {
        lock.withLock { isCanceled = true }
        switch port {
        case .stream(_, let wake): wake.raise()
        case .datagram(let hub): hub.cancel()
        }
    }

    private func begin() throws(TLSError) {
        lock.lock()
        defer { lock.unlock() }
        guard !isCanceled else { throw .system(.canceled, .canceled) }
        guard !isAccepting else { throw .system(.busy, .busy) }
        isAccepting = true
    }

    private func acceptStream(
        _ socket: Descriptor,
        _ wake: WakeSignal,
        _ deadline: Deadline
    ) throws(TLSError) -> SecureSocket<Backend> {
        while true {
            if let (client, address) = try socket.accept() {
                client.setPriority(options)
                let peer = address ?? localAddress
                guard let seat = ledger.admit(peer, replacing: false) else { continue }
                let own = try WakeSignal()
                let transport = DescriptorTransport(client, kind: .stream, remoteAddress: peer, wake: own)
                let mtu = transport.maximumTransmissionUnit
                let backend = backend
                let engine = try backend.makeEngine(.server, host: nil, maximumTransmissionUnit: mtu)
                let operations = TransportOperations(transport)
                return SecureSocket(
                    backend: backend,
                    accepted: operations,
                    engine: engine,
                    from: peer,
                    seat: seat,
                    localAddress: { transport.localAddress }
                )
            }
            try socket.wait(for: .readable, before: deadline, wake: wake)
        }
    }

    private func acceptDatagram(
        _ hub: DatagramHub,
        _ deadline: Deadline
    ) throws(TLSError) -> SecureSocket<Backend> {
        var refused = 0
        while true {
            // Hellos without a cookie must not keep the caller beyond its time.
            if refused > Self.helloBatch, deadline.hasPassed { throw .system(.timedOut, .timedOut) }
            refused += 1
            let (address, datagram) = try hub.nextUnclaimed(before: deadline)
            guard let hello = HelloRecord(datagram.span) else {
                ledger.count { $0.droppedStrayDatagrams += 1 }
                continue
            }
            let serving = lock.withLock { self.serving }
            let gate = serving.gate(for: address)
            let engine = try address.withCookieBytes(random: hello.random) { (bytes) throws(TLSError) in
                try gate.admit(datagram.span, from: bytes)
            }
            let isAnswered = answer(gate, hub, address)
            guard let engine else {
                ledger.count { $0.countRefusal(of: hello, isAnswered: isAnswered) }
                continue
            }
            if let socket = seat(engine, serving.backend, hub, address, hello) { return socket }
        }
    }

    /// Sends what the gate says to a hello; false where it says nothing.
    private func answer(_ gate: Backend.Gate, _ hub: DatagramHub, _ address: SocketAddress) -> Bool {
        var isAnswered = false
        // An answer that cannot be sent is one more datagram lost.
        while gate.takeOutgoing({ answer in _ = try? hub.socket.send(answer, to: address) }) { isAnswered = true }
        return isAnswered
    }

    /// Takes a client in that has proved its address; nil where it is in already, or where a limit is reached.
    private func seat(
        _ engine: Backend.Engine,
        _ backend: Backend,
        _ hub: DatagramHub,
        _ address: SocketAddress,
        _ hello: HelloRecord
    ) -> SecureSocket<Backend>? {
        let claim = hub.claim(address, hello)
        guard claim != .repeated else { return nil }
        ledger.count { $0.cookiesVerified += 1 }
        guard takeConnectionID(engine, hub) else {
            ledger.count { $0.refusedByConnectionIDs += 1 }
            return nil
        }
        guard let seat = ledger.admit(address, replacing: claim == .anew) else { return nil }
        guard let port = hub.makePort(for: address, hello, engine.connectionID) else { return nil }
        let operations = TransportOperations(port)
        return SecureSocket(
            backend: backend,
            accepted: operations,
            engine: engine,
            from: address,
            seat: seat,
            localAddress: { [localAddress] in localAddress }
        )
    }

    /// Gives an engine a connection ID that no other one has, if it is to have one; false where none is found.
    private func takeConnectionID(_ engine: Backend.Engine, _ hub: DatagramHub) -> Bool {
        guard var connectionID = engine.connectionID, !connectionID.isEmpty else { return true }
        // The first one is free but where they are short, and then the next one that is.
        for _ in 0..<Self.connectionIDTrials {
            if hub.isFree(connectionID) {
                engine.connectionID = connectionID
                return true
            }
            connectionID = ConnectionIDs.next(after: connectionID)
        }
        return false
    }

    private static func bind(
        _ address: SocketAddress?,
        _ port: UInt16,
        _ kind: TransportKind,
        _ options: SocketOptions
    ) throws(TLSError) -> Descriptor {
        if let address { return try bind(address, kind, options) }
        let anyIPv4 = SocketAddress(ipv4: 0, port: port)
        guard options.family != .ipv4 else { return try bind(anyIPv4, kind, options) }
        do throws(TLSError) {
            return try bind(.anyIPv6(port: port), kind, options)
        } catch {
            // A system without IPv6.
            guard error.systemCode != .addressInUse, options.family == .any else { throw error }
            return try bind(anyIPv4, kind, options)
        }
    }

    private static func bind(
        _ address: SocketAddress,
        _ kind: TransportKind,
        _ options: SocketOptions
    ) throws(TLSError) -> Descriptor {
        let socket = try Descriptor.socket(address.isIPv6, kind, options)
        if address.isIPv6 { socket.setTakesIPv4(options.family != .ipv6) }
        try socket.bind(address)
        return socket
    }
}
