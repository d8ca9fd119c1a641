/// A port that clients come to: TLS over TCP, or DTLS with many clients on one UDP port.
///
/// A DTLS client costs nothing before it has returned its cookie. One thread accepts; each socket that it gets may go to a thread of
/// its own.
public final class SecureListener<Backend: TLSBackend>: @unchecked Sendable {
    private enum Port {
        case stream(Descriptor, WakeSignal)
        /// A gate for each family: what one packet holds differs.
        case datagram(DatagramHub, ipv4: Backend.Gate, ipv6: Backend.Gate)
    }

    private static var probeMaximumTransmissionUnit: Int { 1400 }

    /// The configuration that all accepted sockets share.
    public let backend: Backend
    /// The address that it listens at; the port is the real one where 0 was asked for.
    public let localAddress: SocketAddress

    /// How many hellos are answered before the time is looked at.
    private static var helloBatch: Int { 128 }

    private let port: Port
    private let lock = Lock()
    private var isAccepting = false
    private var isCanceled = false

    /// Listens with a configuration of its own.
    ///
    /// See `init(backend:host:port:)`.
    public convenience init(_ configuration: TLSConfiguration, host: String? = nil, port: UInt16) throws(TLSError) {
        try self.init(backend: try Backend(configuration), host: host, port: port)
    }

    /// Listens at a local address: host nil is any, IPv6 and IPv4, and port 0 any free port.
    ///
    /// EADDRINUSE where the port is taken, EADDRNOTAVAIL where the machine has no such address.
    public init(backend: Backend, host: String? = nil, port: UInt16) throws(TLSError) {
        self.backend = backend
        // What no server can be made of is to be said now, not to the first client.
        _ = try backend.makeEngine(.server, host: nil, maximumTransmissionUnit: Self.probeMaximumTransmissionUnit)
        let wake = try WakeSignal()
        let kind = backend.configuration.kind
        let socket = try Self.bind(try AddressResolver.local(host, port: port, wake: wake), port, kind)
        guard let address = socket.localAddress else { throw Descriptor.failure(detail: "the local address") }
        localAddress = address
        switch kind {
        case .stream:
            try socket.listen(backlog: 128)
            self.port = .stream(socket, wake)
        case .datagram:
            let hub = try DatagramHub(socket)
            let (ipv4, ipv6) = (try Self.gate(backend, isIPv4: true), try Self.gate(backend, isIPv4: false))
            self.port = .datagram(hub, ipv4: ipv4, ipv6: ipv6)
        }
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
        case .datagram(let hub, let ipv4, let ipv6): return try acceptDatagram(hub, ipv4, ipv6, deadline)
        }
    }

    /// Ends `accept`, now and from now on, with ECANCELED.
    ///
    /// From any thread; the accepted sockets go on.
    public func cancel() {
        lock.withLock { isCanceled = true }
        switch port {
        case .stream(_, let wake): wake.raise()
        case .datagram(let hub, _, _): hub.cancel()
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
                let peer = address ?? localAddress
                let own = try WakeSignal()
                let transport = DescriptorTransport(client, kind: .stream, remoteAddress: peer, wake: own)
                let mtu = transport.maximumTransmissionUnit
                let engine = try backend.makeEngine(.server, host: nil, maximumTransmissionUnit: mtu)
                let operations = TransportOperations(transport)
                return SecureSocket(backend: backend, accepted: operations, engine: engine, from: address)
            }
            try socket.wait(for: .readable, before: deadline, wake: wake)
        }
    }

    private func acceptDatagram(
        _ hub: DatagramHub,
        _ ipv4: Backend.Gate,
        _ ipv6: Backend.Gate,
        _ deadline: Deadline
    ) throws(TLSError) -> SecureSocket<Backend> {
        var refused = 0
        while true {
            // Hellos without a cookie must not keep the caller beyond its time.
            if refused > Self.helloBatch, deadline.hasPassed { throw .system(.timedOut, .timedOut) }
            refused += 1
            let (address, datagram) = try hub.nextUnclaimed(before: deadline)
            let gate = address.isIPv4 ? ipv4 : ipv6
            let engine = try address.withCookieBytes { (bytes) throws(TLSError) in
                try gate.admit(datagram.span, from: bytes)
            }
            // An answer that cannot be sent is one more datagram lost.
            while gate.takeOutgoing({ answer in _ = try? hub.socket.send(answer, to: address) }) {}
            guard let engine, let port = hub.makePort(for: address, with: datagram) else { continue }
            return SecureSocket(backend: backend, accepted: TransportOperations(port), engine: engine, from: address)
        }
    }

    private static func bind(
        _ address: SocketAddress?,
        _ port: UInt16,
        _ kind: TransportKind
    ) throws(TLSError) -> Descriptor {
        if let address { return try bind(address, kind) }
        do throws(TLSError) {
            return try bind(.anyIPv6(port: port), kind)
        } catch {
            // A system without IPv6.
            guard error.systemCode != .addressInUse else { throw error }
            return try bind(SocketAddress(ipv4: 0, port: port), kind)
        }
    }

    private static func bind(_ address: SocketAddress, _ kind: TransportKind) throws(TLSError) -> Descriptor {
        let socket = try Descriptor.socket(address.family, kind)
        // On UDP this would let a second server share the port unnoticed.
        if kind == .stream { socket.setReuseAddress() }
        if address.isIPv6 { socket.setTakesIPv4(true) }
        try socket.bind(address)
        return socket
    }

    private static func gate(_ backend: Backend, isIPv4: Bool) throws(TLSError) -> Backend.Gate {
        let carried = DatagramHub.maximumTransmissionUnit(isIPv4: isIPv4)
        let mtu = min(carried, backend.configuration.maximumTransmissionUnit ?? carried)
        return try backend.makeGate(maximumTransmissionUnit: mtu)
    }
}
