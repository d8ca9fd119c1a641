internal import Foundation
internal import SecureSockets
internal import Synchronization

/// A server on a free port of 127.0.0.1: it serves one client on a thread of its own and then stops by itself.
final class DemoServer: Sendable {
    /// What the server does after the handshake.
    typealias Service = @Sendable (TLSSocket) throws(TLSError) -> Void

    /// No client that is alive needs longer, so nothing is left behind where one is not.
    static let limit: Duration = .seconds(5)
    static let host = "127.0.0.1"

    var port: UInt16 { listener.localAddress.port }

    private let listener: SecureListener<DefaultBackend>
    private let result = Mutex<DemoEnd?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    init(_ configuration: TLSConfiguration, serve: @escaping Service = { (_) throws(TLSError) in }) throws(TLSError) {
        listener = try SecureListener(configuration, host: Self.host, port: 0)
        Thread.detachNewThread {
            let end = self.serveOne(serve)
            self.result.withLock { $0 = end }
            self.isDone.signal()
        }
    }

    /// Waits until the one client is served, and tells what that came to.
    func wait() -> DemoEnd {
        isDone.wait()
        return result.withLock { $0 } ?? DemoEnd()
    }

    private func serveOne(_ serve: Service) -> DemoEnd {
        do throws(TLSError) {
            let socket = try listener.accept(within: Self.limit)
            return Self.end(of: socket) { () throws(TLSError) in
                try socket.handshake(within: Self.limit)
            } then: { () throws(TLSError) in
                try serve(socket)
            }
        } catch {
            return DemoEnd(error: error)
        }
    }

    /// Shakes hands, does what follows, closes, and tells what that came to; for either end.
    static func end(
        of socket: TLSSocket,
        handshake: () throws(TLSError) -> Void,
        then use: () throws(TLSError) -> Void
    ) -> DemoEnd {
        var end = DemoEnd()
        socket.receiveTimeout = limit
        socket.sendTimeout = limit
        do throws(TLSError) {
            try handshake()
            end.negotiated = socket.negotiated
            try use()
        } catch {
            end.error = error
        }
        try? socket.close()
        end.alerts = socket.alerts
        return end
    }
}
