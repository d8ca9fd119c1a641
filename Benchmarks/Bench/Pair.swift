internal import SecureSockets

/// Both ends of the library under test, in one thread and in memory.
final class Pair<Backend: TLSBackend> {
    let client: Association<Backend.Engine>
    let server: Association<Backend.Engine>

    /// Shakes hands; `resuming` is where the session of an earlier one is.
    init(_ clientBackend: Backend, _ serverBackend: Backend, resuming storage: SessionStorage? = nil) throws(TLSError) {
        let near = try clientBackend.makeEngine(.client, host: "localhost", maximumTransmissionUnit: 1400)
        let far = try serverBackend.makeEngine(.server, host: nil, maximumTransmissionUnit: 1400)
        // In constants of the functions, so that the bench itself counts no references while it measures.
        let client = Association(near, role: .client, settings: clientBackend.settings)
        let server = Association(far, role: .server, settings: serverBackend.settings)
        (self.client, self.server) = (client, server)
        let keeper = storage.map { SessionKeeper(clientBackend, host: "localhost", storage: $0) }
        keeper?.offer(to: client.engine)
        for _ in 0..<60 {
            if !client.isEstablished { _ = try client.handshake(at: .zero) }
            Self.deliver(from: client, to: server)
            if !server.isEstablished { _ = try server.handshake(at: .zero) }
            Self.deliver(from: server, to: client)
            guard client.isEstablished, server.isEstablished else { continue }
            keeper?.note(client.engine)
            return
        }
        throw .system(.protocolError, .unspecified, detail: "the handshake did not end")
    }

    /// Reads the ticket, which in TLS 1.3 comes behind the handshake, into a buffer.
    func takeTicket(into buffer: SessionBuffer, _ backend: Backend) throws(TLSError) {
        let room = ReadBuffer()
        _ = try room.read(client.engine)
        SessionKeeper(backend, host: "localhost", storage: .buffer(buffer)).note(client.engine)
        guard buffer.withBytes({ $0[0] != 0 }) else { throw .system(.protocolError, .unspecified, detail: "no ticket") }
    }

    /// Sends `count` records from the client and reads each at the server.
    func transfer(_ bytes: [UInt8], count: Int, into buffer: ReadBuffer) throws(TLSError) {
        let (client, server) = (client, server)
        let (near, far) = (client.engine, server.engine)
        for _ in 0..<count {
            try near.write(bytes.span)
            Self.deliver(from: client, to: server)
            let received = try buffer.read(far)
            guard received == bytes.count else { throw .system(.protocolError, .truncatedStream) }
        }
    }

    private typealias End = Association<Backend.Engine>

    private static func deliver(from source: End, to target: End) {
        while source.takeOutgoing({ target.ingest($0) }) {}
    }
}

/// Room for one record that is used again and again.
@safe final class ReadBuffer {
    private let space = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 16_384)

    deinit { unsafe space.deallocate() }

    /// How many bytes one read gave.
    func read<Engine: TLSEngine>(_ engine: RecordLayer<Engine>) throws(TLSError) -> Int {
        var output = unsafe OutputSpan(buffer: space, initializedCount: 0)
        _ = try engine.read(into: &output)
        return unsafe output.finalize(for: space)
    }

    /// Receives until `count` bytes have come.
    func receive(_ socket: SecureSocket<some TLSBackend>, _ count: Int) throws {
        var left = count
        while left > 0 {
            var output = unsafe OutputSpan(buffer: space, initializedCount: 0)
            guard try socket.receive(into: &output) == .data else { throw BenchError.shortTransfer }
            left -= unsafe output.finalize(for: space)
        }
    }
}
