// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CSecureSockets
internal import SecureSocketCore

/// What `secsock_socket` stands for.
final class SocketHandle: @unchecked Sendable {
    let socket: SecureSocket<Library>
    let context: ContextHandle
    /// Changed while the socket is `alone`.
    let lent = LentStorage()
    private let threads = CallingThreads()
    private let lock = Lock()
    /// Guarded by `lock`.
    private var failure: TLSError?
    /// The last failure that has a report; guarded by `lock`.
    private var refusal: TLSError?

    init(_ socket: SecureSocket<Library>, _ context: ContextHandle) {
        self.socket = socket
        self.context = context
    }

    /// What the last call that failed said.
    var lastFailure: TLSError? { lock.withLock { failure } }

    /// What was looked at when the peer was verified, in this association or in the one that was refused last.
    var verificationReport: VerificationReport? {
        socket.verificationReport ?? lock.withLock { refusal }?.verificationReport
    }

    /// Runs a call on the socket that a pointer stands for; what it throws is the call's value.
    @unsafe static func call(
        _ pointer: OpaquePointer?,
        _ body: (SocketHandle) throws(TLSError) -> Void
    ) -> secsock_error {
        guard let handle: SocketHandle = unsafe Handle.object(pointer) else {
            return secsock_error(.isNull("the socket"))
        }
        guard handle.threads.enter() else { return handle.failing(.isInCallback) }
        defer { handle.threads.leave() }
        do throws(TLSError) {
            try body(handle)
            return .success
        } catch {
            return handle.failing(error)
        }
    }

    /// Answers a question about the socket that a pointer stands for.
    @unsafe static func ask<Answer>(
        _ pointer: OpaquePointer?,
        or absent: Answer,
        _ body: (SocketHandle) -> Answer
    ) -> Answer {
        guard let handle: SocketHandle = unsafe Handle.object(pointer) else { return absent }
        return handle.unlessCalling(absent) { body(handle) }
    }

    /// Runs `body` unless this thread is in a call of the socket already, as a callback is.
    private func unlessCalling<Answer>(_ absent: Answer, _ body: () -> Answer) -> Answer {
        guard threads.enter() else { return absent }
        defer { threads.leave() }
        return body()
    }

    /// Ends what the caller has lent; false from within a callback.
    fileprivate func retire() -> Bool {
        unlessCalling(false) {
            // Storages get the newest state; what a call of another thread holds goes when it returns.
            _ = try? socket.suspend()
            lent.giveBack()
            return true
        }
    }

    /// A handshake begins: the report of the one before is of no use any more.
    func forgetRefusal() {
        lock.withLock { refusal = nil }
    }

    private func failing(_ error: TLSError) -> secsock_error {
        lock.withLock {
            failure = error
            if error.verificationReport != nil { refusal = error }
        }
        return secsock_error(error)
    }
}

@c @implementation
public func secsock_socket_create(_ context: OpaquePointer?, _ socket: UnsafeMutablePointer<OpaquePointer?>?)
    -> secsock_error
{
    .of { () throws(TLSError) in
        guard let socket = unsafe socket else { throw .isNull("the place for the socket") }
        unsafe socket.pointee = nil
        guard let context: ContextHandle = unsafe Handle.object(context) else { throw .isNull("the context") }
        let handle = SocketHandle(SecureSocket(backend: context.backend), context)
        unsafe socket.pointee = unsafe Handle.make(handle)
    }
}

@c @implementation
public func secsock_socket_destroy(_ socket: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let socket = unsafe socket else { return }
    guard let handle: SocketHandle = unsafe Handle.object(socket.pointee), handle.retire() else { return }
    unsafe Handle.release(handle, socket)
}
