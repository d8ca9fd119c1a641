import Foundation
import SecureSockets

/// Serves one client on a free port of loopback, in a thread of its own: sends back what comes until close_notify.
final class Server: @unchecked Sendable {
    /// What the server's end came to.
    struct Outcome: Sendable {
        let negotiated: Negotiated?
        let error: TLSError?
        let alerts: AlertLog
        let states: [SocketState]
    }

    var port: UInt16 { listener.localAddress.port }

    private let listener: TLSListener
    private let isDone = DispatchSemaphore(value: 0)
    /// Written before the signal and read behind it.
    private var end: Result<Outcome, TLSError>?

    init(_ configuration: TLSConfiguration) throws {
        listener = try TLSListener(configuration, host: "127.0.0.1", port: 0)
        Thread.detachNewThread { [self] in
            do throws(TLSError) {
                end = .success(Self.serve(try listener.accept(within: .seconds(20))))
            } catch {
                end = .failure(error)
            }
            isDone.signal()
        }
    }

    /// Waits for the client to be served.
    func outcome() throws -> Outcome {
        guard isDone.wait(timeout: .now() + 60) == .success, let end else {
            throw Difference(description: "the server does not come to an end")
        }
        return try end.get()
    }

    private static func serve(_ socket: TLSSocket) -> Outcome {
        var states = [socket.state]
        var failure: TLSError?
        do throws(TLSError) {
            try socket.handshake(within: .seconds(20))
            while true {
                let bytes = try socket.receive(atMost: 16_384)
                if bytes.isEmpty { break }
                try socket.send(bytes)
            }
        } catch {
            failure = error
        }
        let (negotiated, alerts) = (socket.negotiated, socket.alerts)
        try? socket.close()
        states.append(socket.state)
        return Outcome(negotiated: negotiated, error: failure, alerts: alerts, states: states)
    }
}
