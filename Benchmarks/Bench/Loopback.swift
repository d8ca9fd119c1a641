internal import Foundation
internal import SecureSockets

/// Sockets on 127.0.0.1, as a program uses them.
enum Loopback {
    private static let limit = Duration.seconds(30)

    static func listener<Backend>(_ subject: Subject<Backend>) throws -> SecureListener<Backend> {
        try SecureListener(backend: subject.server, host: "127.0.0.1", port: 0)
    }

    static func accept<Backend: TLSBackend>(_ listener: SecureListener<Backend>) throws -> SecureSocket<Backend> {
        let socket = try listener.accept(within: limit)
        try socket.handshake(within: limit)
        return socket
    }

    static func connect<Backend>(
        _ subject: Subject<Backend>,
        _ listener: SecureListener<Backend>,
        resuming storage: SessionStorage? = nil
    ) throws -> SecureSocket<Backend> {
        let socket = SecureSocket(backend: subject.client)
        if let storage { socket.sessionStorage = storage }
        try socket.connect(to: "127.0.0.1", port: listener.localAddress.port, within: limit)
        return socket
    }

    /// Both ends of the library, after one round trip.
    static func pair<Backend>(
        _ subject: Subject<Backend>,
        _ listener: SecureListener<Backend>? = nil,
        resuming storage: SessionStorage? = nil
    ) throws -> (client: SecureSocket<Backend>, server: SecureSocket<Backend>) {
        let listener = try listener ?? self.listener(subject)
        let accepted = Box<SecureSocket<Backend>>()
        let client = Box<SecureSocket<Backend>>()
        try beside(
            { accepted.value = try accept(listener) },
            { client.value = try connect(subject, listener, resuming: storage) }
        )
        guard let server = accepted.value, let client = client.value else { throw BenchError.shortTransfer }
        try beside({ try answer(server, size: 32, count: 1) }, { try ask(client, size: 32, count: 1) })
        return (client, server)
    }

    /// Both ends of C, after one round trip.
    static func baseline<Backend>(
        _ subject: Subject<Backend>,
        _ listener: BaselineListener? = nil
    ) throws -> (listener: BaselineListener, client: BaselineSocket, server: BaselineSocket) {
        let listener = try listener ?? subject.listenerOfBaseline()
        let accepted = Box<BaselineSocket>()
        let client = Box<BaselineSocket>()
        try beside(
            { accepted.value = try listener.accept() },
            { client.value = try subject.clientOfBaseline(to: listener.port) }
        )
        guard let server = accepted.value, let client = client.value else { throw BenchError.shortTransfer }
        try beside({ try server.answer(size: 32, count: 1) }, { try client.ask(size: 32, count: 1) })
        return (listener, client, server)
    }

    static func ask(_ socket: SecureSocket<some TLSBackend>, size: Int, count: Int) throws {
        let bytes = [UInt8](repeating: 7, count: size)
        let buffer = ReadBuffer()
        for _ in 0..<count {
            try socket.send(bytes.span)
            try buffer.receive(socket, size)
        }
    }

    static func answer(_ socket: SecureSocket<some TLSBackend>, size: Int, count: Int) throws {
        let bytes = [UInt8](repeating: 7, count: size)
        let buffer = ReadBuffer()
        for _ in 0..<count {
            try buffer.receive(socket, size)
            try socket.send(bytes.span)
        }
    }
}

/// Something that one thread makes and another one takes after it.
final class Box<Value>: @unchecked Sendable {
    var value: Value?
}

/// Runs one body on a thread of its own and the other one on this; returns when both have ended, and throws what either threw.
func beside(_ body: @escaping @Sendable () throws -> Void, _ own: () throws -> Void) throws {
    let failure = Box<any Error>()
    let end = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
        do { try body() } catch { failure.value = error }
        end.signal()
    }
    // Each end waits for the other one 30 seconds at most, so both come to an end.
    defer { end.wait() }
    try own()
    end.wait()
    end.signal()
    if let failure = failure.value { throw failure }
}
