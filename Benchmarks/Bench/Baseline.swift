internal import CBaseline

/// Both ends of C after their handshake, in memory.
@safe final class BaselinePair {
    private let pair: OpaquePointer

    init(_ pair: OpaquePointer?) throws {
        guard let pair = unsafe pair else { throw BenchError.baselineFailed("a handshake in memory") }
        unsafe self.pair = unsafe pair
    }

    deinit { unsafe baseline_disconnect(pair) }

    func transfer(size: Int, count: Int) throws {
        guard unsafe baseline_transfer(pair, size, CInt(count)) == 0 else {
            throw BenchError.baselineFailed("records of \(size) B in memory")
        }
    }
}

/// The bytes of a session that C resumes, while its subject lives.
@safe final class BaselineSession {
    let session: OpaquePointer

    init(_ session: OpaquePointer?) throws {
        guard let session = unsafe session else { throw BenchError.baselineFailed("a session with a ticket") }
        unsafe self.session = unsafe session
    }

    deinit { unsafe baseline_forget(session) }
}

/// A port of C; one thread accepts at a time.
@safe final class BaselineListener: @unchecked Sendable {
    private let listener: OpaquePointer
    /// The credentials that it uses are its subject's.
    private let subject: AnyObject

    init(_ listener: OpaquePointer?, _ subject: AnyObject) throws {
        self.subject = subject
        guard let listener = unsafe listener else { throw BenchError.baselineFailed("listening") }
        unsafe self.listener = unsafe listener
    }

    deinit { unsafe baseline_stop(listener) }

    var port: UInt16 { unsafe baseline_port(listener) }

    func accept() throws -> BaselineSocket {
        try withExtendedLifetime(subject) { try unsafe BaselineSocket(baseline_accept(listener), self) }
    }
}

/// One end of C on a socket of the system, after its handshake, while its subject lives; one thread uses it at a time.
@safe final class BaselineSocket: @unchecked Sendable {
    private let socket: OpaquePointer
    /// Whose descriptor it uses, if it was accepted.
    private let listener: BaselineListener?
    private var isClosed = false

    init(_ socket: OpaquePointer?, _ listener: BaselineListener? = nil) throws {
        self.listener = listener
        guard let socket = unsafe socket else { throw BenchError.baselineFailed("a handshake on sockets") }
        unsafe self.socket = unsafe socket
    }

    deinit { if !isClosed { unsafe baseline_drop(socket) } }

    func close() {
        isClosed = true
        unsafe baseline_close(socket)
    }

    func stream(to other: BaselineSocket, size: Int, count: Int, batch: Int) throws {
        try check(unsafe baseline_stream(socket, other.socket, size, CInt(count), CInt(batch)))
    }

    func ask(size: Int, count: Int) throws { try check(unsafe baseline_ask(socket, size, CInt(count))) }

    func answer(size: Int, count: Int) throws { try check(unsafe baseline_answer(socket, size, CInt(count))) }

    private func check(_ status: CInt) throws {
        guard status == 0 else { throw BenchError.baselineFailed("records on sockets") }
    }
}
