internal import CSecureSockets
internal import SecureSockets
internal import TestSupport
internal import Testing

/// A version with what the ends prove themselves with.
struct CCase: CustomStringConvertible, Sendable {
    let version: TLSVersion
    let usesCertificates: Bool

    static let all = [TLSVersion.dtls12, .tls12, .tls13].flatMap { version in
        [false, true].map { CCase(version: version, usesCertificates: $0) }
    }

    var kind: TransportKind { version.isDatagram ? .datagram : .stream }
    var number: Int { kind == .datagram ? SECSOCK_DATAGRAM : SECSOCK_STREAM }
    var description: String { version.name + (usesCertificates ? " with certificates" : " with a key") }

    /// The configuration of a client of the C interface.
    @safe func fillClient(_ configuration: inout secsock_configuration, _ arena: Arena) {
        unsafe fillVersion(&configuration)
        if usesCertificates {
            CContext.anchors(&configuration, arena)
        } else {
            CContext.psk(&configuration, arena)
        }
    }

    /// The configuration of a server of the C interface.
    @safe func fillServer(_ configuration: inout secsock_configuration, _ arena: Arena) {
        unsafe fillVersion(&configuration)
        guard usesCertificates else { return CContext.psk(&configuration, arena) }
        var certificate = unsafe secsock_certificate()
        unsafe certificate.size = MemoryLayout<secsock_certificate>.size
        unsafe certificate.chain = .file(Certificates.path("server.pem"), arena)
        unsafe certificate.private_key = .file(Certificates.path("server.key.pem"), arena)
        unsafe configuration.certificate = unsafe arena.value(certificate)
    }

    /// The configuration of the other end, in Swift.
    func configuration(_ role: Role) throws -> TLSConfiguration {
        var configuration =
            switch (usesCertificates, role) {
            case (false, _): TLSConfiguration.psk(kind)
            case (true, .client): try TLSConfiguration.client(kind)
            case (true, .server): try TLSConfiguration.server(kind)
            }
        configuration.versions = [version]
        return configuration
    }

    @unsafe private func fillVersion(_ configuration: inout secsock_configuration) {
        unsafe configuration.minimum_version = version.rawValue
        unsafe configuration.maximum_version = version.rawValue
    }
}

/// A client of the C interface and a server in Swift, joined by C functions over memory.
struct Joined {
    let client: CSocket
    let server: ServerSocket
    let wire: CallbackWire

    /// Shakes hands; `prepare` may change what the functions do.
    init(
        _ context: CContext,
        _ configuration: TLSConfiguration,
        socket: CSocket? = nil,
        prepare: (CallbackWire, CSocket) -> Void = { _, _ in }
    ) throws {
        let (near, far) = MemoryTransport.pair(configuration.kind)
        let server = try ServerSocket(configuration)
        let done = onThread { try server.upgrade(far, as: .server, within: .seconds(20)) }
        self.server = server
        client = try socket ?? CSocket(context)
        wire = CallbackWire(near)
        prepare(wire, client)
        let error = client.handshake(wire)
        try #require(error.isSuccess, "\(error): \(client.errorText)")
        let ending = try #require(done.take(), "the server goes on")
        if let error = ending.error { throw error }
    }

    /// A pair with the tests' key.
    static func psk(_ kind: TransportKind = .datagram) throws -> Joined {
        let context = try CContext(kind == .datagram ? SECSOCK_DATAGRAM : SECSOCK_STREAM)
        return try Joined(context, .psk(kind))
    }

    /// Sends in both directions.
    func expectEcho(_ number: UInt8 = 1, at location: SourceLocation = #_sourceLocation) throws {
        #expect(client.send([number, 2, 3]).isSuccess, sourceLocation: location)
        let bytes = try server.receive(atMost: 100)
        #expect(bytes == [number, 2, 3], sourceLocation: location)
        try server.send(bytes)
        let answer = client.receive()
        #expect(answer.error.isSuccess, "\(client.errorText)", sourceLocation: location)
        #expect(answer.bytes == [number, 2, 3], sourceLocation: location)
        #expect(!answer.hasEnded, sourceLocation: location)
    }
}
