internal import Foundation
internal import SecureSockets

/// Joins a connected socket to standard input and output, with a thread for each direction.
///
/// The thread of the caller receives; the other one reads input and sends. Once input has ended, the connection is closed after a
/// silence of the peer. Whatever ends one direction ends the other one by `cancel`.
final class Connection: @unchecked Sendable {
    /// What the two threads have to know of each other; guarded by `lock`.
    private struct Shared {
        var lastReceived = Deadline.now
        var sent = 0
        var received = 0
        /// The end is ours: input and silence, or output that nobody takes.
        var isEnding = false
        var sendFailure: TLSError?
    }

    private let socket: TLSSocket
    private let console: Console
    private let linger: Duration
    private let lock = NSLock()
    private var shared = Shared()

    init(_ socket: TLSSocket, _ console: Console, linger: Duration) {
        self.socket = socket
        self.console = console
        self.linger = linger
    }

    /// How many bytes went out and came in.
    var counts: (sent: Int, received: Int) { lock.withLock { (shared.sent, shared.received) } }

    /// Goes on until the connection ends; `text` is sent in place of standard input.
    ///
    /// Returns who ended it. The socket is still to be closed.
    func run(sending text: String?, isCanceled: () -> Bool) throws(TLSError) -> Ending {
        socket.receiveTimeout = nil
        Thread.detachNewThread { [self] in
            do throws(TLSError) {
                try send(text)
                closeAfterSilence()
            } catch {
                lock.withLock { if !shared.isEnding { shared.sendFailure = error } }
                giveReceiverTheLastWord()
            }
        }
        do throws(TLSError) {
            try receive()
            return lock.withLock { shared.isEnding } ? .ours : .peer
        } catch {
            if isCanceled() { return .signal }
            let (failure, isEnding) = lock.withLock { (shared.sendFailure, shared.isEnding) }
            if error.reason == .canceled, isEnding { return .ours }
            throw error.reason == .canceled ? failure ?? error : error
        }
    }

    /// Who ended a connection.
    enum Ending: String {
        /// Input has ended and the peer was silent, or nobody takes our output.
        case ours = "local"
        /// The peer sent close_notify.
        case peer
        /// SIGINT or SIGTERM.
        case signal
    }

    private func receive() throws(TLSError) {
        while true {
            let bytes = try socket.receive(atMost: 65_536)
            guard !bytes.isEmpty else { return }
            lock.withLock {
                shared.lastReceived = Deadline.now
                shared.received += bytes.count
            }
            guard show(bytes) else {
                lock.withLock { shared.isEnding = true }
                return
            }
        }
    }

    private func show(_ bytes: [UInt8]) -> Bool {
        guard console.isJSON else { return console.write(bytes) }
        let data = Data(bytes).base64EncodedString()
        console.event("received", [("bytes", JSONValue(bytes.count)), ("data", .string(data))])
        return true
    }

    private func send(_ text: String?) throws(TLSError) {
        if let text { return try send(Array(text.utf8)) }
        // One read is one datagram; a terminal gives a line at a time.
        let size = socket.innerMaximumTransmissionUnit ?? 16_384
        while let bytes = StandardStream.input.read(atMost: size), !bytes.isEmpty {
            try send(bytes)
        }
    }

    private func send(_ bytes: [UInt8]) throws(TLSError) {
        try socket.send(bytes)
        lock.withLock { shared.sent += bytes.count }
    }

    private func closeAfterSilence() {
        let inputEnded = Deadline.now
        while true {
            let due = lock.withLock { max(shared.lastReceived, inputEnded) } + linger
            let left = due - Deadline.now
            guard left > .zero else { break }
            Thread.sleep(forTimeInterval: left / .seconds(1))
        }
        lock.withLock { shared.isEnding = true }
        socket.cancel()
    }

    /// The receiving thread finds the peer's alert, if there is one, and that explains more than what sending met.
    private func giveReceiverTheLastWord() {
        Thread.sleep(forTimeInterval: 0.2)
        socket.cancel()
    }
}
