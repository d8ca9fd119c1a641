/// A connected UDP or TCP socket of the system.
public final class DescriptorTransport: Transport, @unchecked Sendable {
    /// UDP or TCP.
    public let kind: TransportKind
    /// The address of the peer.
    public let remoteAddress: SocketAddress
    private let socket: Descriptor
    private let wake: WakeSignal
    private let longestDatagram: Int

    init(
        _ socket: Descriptor,
        kind: TransportKind,
        remoteAddress: SocketAddress,
        wake: WakeSignal,
        longestDatagram: Int = .max
    ) {
        self.longestDatagram = longestDatagram
        self.socket = socket
        self.kind = kind
        self.remoteAddress = remoteAddress
        self.wake = wake
        if kind == .stream { socket.setNoDelay() }
    }

    /// Connects; on a datagram socket this only fixes the peer's address.
    static func connect(
        _ bound: Descriptor?,
        _ kind: TransportKind,
        _ options: SocketOptions,
        to address: SocketAddress,
        before deadline: Deadline,
        wake: WakeSignal
    ) throws(TLSError) -> DescriptorTransport {
        let socket = if let bound { bound } else { try Descriptor.socket(address.isIPv6, kind, options) }
        if try !socket.connect(address) {
            try socket.wait(for: .writable, before: deadline, wake: wake)
            if let code = socket.takeError() { throw Descriptor.failure(code, detail: address.text) }
        }
        if bound != nil, kind == .datagram { socket.dropDatagrams() }
        return DescriptorTransport(socket, kind: kind, remoteAddress: address, wake: wake)
    }

    /// A connected socket of the caller's, of the Internet Protocol: its descriptor is duplicated, and stays the caller's to close.
    ///
    /// It is made non-blocking, for both descriptors. ENOTSOCK and other errors of the system for what is no socket, EINVAL
    /// for one of another kind, ENOTCONN for one that is not connected. No datagram is longer than `longestDatagram` bytes; by default
    /// only the path limits them.
    public convenience init(
        duplicating descriptor: Int32,
        _ kind: TransportKind,
        longestDatagram: Int = .max
    ) throws(TLSError) {
        let socket = try Descriptor.duplicate(descriptor)
        guard try socket.type() == kind.socketType else {
            let wanted = kind == .stream ? "a stream" : "datagrams"
            throw .configuration("the descriptor is of another kind than " + wanted)
        }
        guard let peer = socket.remoteAddress else {
            throw .system(.notConnected, .wrongState, detail: "the descriptor is not connected to an Internet address")
        }
        try self.init(
            socket,
            kind: kind,
            remoteAddress: peer,
            wake: WakeSignal(),
            longestDatagram: longestDatagram
        )
    }

    /// The address of this end; nil where the system does not tell.
    public var localAddress: SocketAddress? { socket.localAddress }

    /// The descriptor; it stays the transport's.
    public var descriptor: Int32? { socket.number }

    /// The longest UDP payload that fits one packet of the path, 1500 bytes of IP at most.
    public var maximumTransmissionUnit: Int {
        let path = socket.pathMaximumTransmissionUnit(isIPv6: remoteAddress.isIPv6) ?? PacketSize.largest
        return min(PacketSize.payload(path: path, isIPv4: !remoteAddress.isIPv6), longestDatagram)
    }

    /// Sends what is taken now.
    ///
    /// The corresponding C function is `send`.
    public func send(_ bytes: Span<UInt8>) throws(TLSError) -> Int {
        try socket.send(bytes)
    }

    /// Appends what has come.
    ///
    /// The corresponding C function is `recv`.
    public func receive(into bytes: inout OutputSpan<UInt8>) throws(TLSError) -> TransportStatus {
        guard let count = try socket.receive(into: &bytes) else { return .wouldBlock }
        return count == 0 && kind == .stream ? .endOfStream : .data
    }

    /// Waits.
    ///
    /// The corresponding C function is `poll`.
    public func wait(for interest: TransportInterest, before deadline: Deadline) throws(TLSError) {
        try socket.wait(for: interest, before: deadline, wake: wake)
    }

    /// Ends all waits with ECANCELED.
    public func cancel() {
        wake.raise()
    }

    /// Ends both directions.
    ///
    /// The corresponding C function is `shutdown`.
    public func shutdown() {
        socket.shutdown()
    }

    /// The descriptor is closed when the transport goes.
    public func close() {}
}
