/// What a listener serves new clients with, made anew for each configuration.
struct ListenerService<Backend: TLSBackend>: @unchecked Sendable {
    private static var probeMaximumTransmissionUnit: Int { 1400 }

    let backend: Backend
    /// For IPv4 and for IPv6, since what one packet holds differs; none on streams. Used by the thread that accepts.
    private let gates: [Backend.Gate]

    /// Throws where no server can be made of it: that is to be said now, not to the first client.
    init(_ backend: Backend, cookieSecret: Secret) throws(TLSError) {
        self.backend = backend
        _ = try backend.makeEngine(.server, host: nil, maximumTransmissionUnit: Self.probeMaximumTransmissionUnit)
        switch backend.settings.kind {
        case .stream: gates = []
        case .datagram:
            let ipv4 = try Self.gate(backend, cookieSecret, isIPv4: true)
            gates = [ipv4, try Self.gate(backend, cookieSecret, isIPv4: false)]
        }
    }

    /// The gate for a client's address, on datagrams.
    func gate(for address: SocketAddress) -> Backend.Gate {
        gates[address.isIPv4 ? 0 : 1]
    }

    private static func gate(_ backend: Backend, _ secret: Secret, isIPv4: Bool) throws(TLSError) -> Backend.Gate {
        let carried = PacketSize.payload(isIPv4: isIPv4)
        let mtu = min(carried, backend.settings.maximumTransmissionUnit ?? carried)
        return try backend.makeGate(cookieSecret: secret, maximumTransmissionUnit: mtu)
    }
}
