internal import SecureSockets

/// Both ends of the library under test, in one thread and in memory.
final class Pair {
    let client: Association<DefaultBackend.Engine>
    let server: Association<DefaultBackend.Engine>

    init(_ client: DefaultBackend, _ server: DefaultBackend) throws(TLSError) {
        let near = try client.makeEngine(.client, host: "localhost", maximumTransmissionUnit: 1400)
        let far = try server.makeEngine(.server, host: nil, maximumTransmissionUnit: 1400)
        self.client = Association(near, role: .client, settings: client.settings)
        self.server = Association(far, role: .server, settings: server.settings)
        for _ in 0..<60 {
            if !self.client.isEstablished { _ = try self.client.handshake(at: .zero) }
            deliver(from: self.client, to: self.server)
            if !self.server.isEstablished { _ = try self.server.handshake(at: .zero) }
            deliver(from: self.server, to: self.client)
            if self.client.isEstablished, self.server.isEstablished { return }
        }
        throw .system(.protocolError, .unspecified, detail: "the handshake did not end")
    }

    /// Sends `count` records from the client and reads each at the server.
    func transfer(_ bytes: [UInt8], count: Int, into buffer: ReadBuffer) throws(TLSError) {
        for _ in 0..<count {
            try client.engine.write(bytes.span)
            deliver(from: client, to: server)
            let received = try buffer.read(server.engine)
            guard received == bytes.count else { throw .system(.protocolError, .truncatedStream) }
        }
    }

    private func deliver(from source: Association<DefaultBackend.Engine>, to target: Association<DefaultBackend.Engine>)
    {
        while source.takeOutgoing({ target.ingest($0) }) {}
    }
}

/// Room for one record that is used again and again.
@safe final class ReadBuffer {
    private let space = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 16_384)

    deinit { unsafe space.deallocate() }

    /// How many bytes one read gave.
    func read(_ engine: DefaultBackend.Engine) throws(TLSError) -> Int {
        var output = unsafe OutputSpan(buffer: space, initializedCount: 0)
        _ = try engine.read(into: &output)
        return unsafe output.finalize(for: space)
    }

    /// Receives until `count` bytes have come.
    func receive(_ socket: TLSSocket, _ count: Int) throws {
        var left = count
        while left > 0 {
            var output = unsafe OutputSpan(buffer: space, initializedCount: 0)
            guard try socket.receive(into: &output) == .data else { throw BenchError.shortTransfer }
            left -= unsafe output.finalize(for: space)
        }
    }
}
